import type { KnownComputer, LocalizedText, Nearness, Purpose } from '@saoma/protocol';
import type { PortalAuthRegistration } from './portal-keys.js';

/** Who starts a portal's sessions. */
export type StartedBy = 'page' | 'backend' | 'redirect' | 'device' | 'ciba';

/** One rule of a portal's policy: what becomes of a scan. The first that fits counts. */
export interface PolicyRuleRegistration {
  readonly when?: {
    readonly nearness?: readonly Nearness[];
    readonly computer?: readonly KnownComputer[];
    readonly purpose?: readonly Purpose[];
    /** CIDR ranges: the computer is in one of them, in none of them. */
    readonly from?: readonly string[];
    readonly outside?: readonly string[];
  };
  readonly then: 'allow' | 'check' | 'limit' | 'refuse';
}

/** A portal's entry in the broker's registry file. What each member means is in docs/registry.md of the broker. */
export interface PortalRegistration {
  readonly client_id: string;
  readonly names: LocalizedText;
  readonly logo?: string;
  readonly domain?: string;
  readonly origins: readonly string[];
  readonly redirect_uris: readonly string[];
  readonly frame_ancestors?: readonly string[];
  readonly client_auth: PortalAuthRegistration;
  readonly purposes: readonly Purpose[];
  readonly trusted_apps: readonly string[];
  readonly trusted_realms?: readonly string[];
  readonly started_by: readonly StartedBy[];
  readonly confirm_on_desktop?: 'always' | 'never' | 'by_risk';
  readonly policy?: readonly PolicyRuleRegistration[];
  readonly networks?: readonly string[];
  readonly subject_type?: 'public' | 'pairwise';
  readonly show_name?: boolean;
  readonly signed_in_hours?: number;
  readonly refresh_tokens?: boolean;
  readonly dpop_bound_access_tokens?: boolean;
  readonly require_pushed_authorization_requests?: boolean;
  readonly desktop_key?: 'optional' | 'required';
  readonly trusted_desktops?: readonly string[];
  readonly post_logout_redirect_uris?: readonly string[];
  readonly backchannel_logout_uri?: string;
  readonly backchannel_token_delivery_mode?: 'poll' | 'ping';
  readonly backchannel_client_notification_endpoint?: string;
  readonly backchannel_user_code_parameter?: boolean;
}
