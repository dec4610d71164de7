import type { Channel, KnownComputer, LocalizedText, Nearness, Purpose } from '@saoma/protocol';

/** A site that wants to know who is there: relying party, OAuth client. */
export interface Portal {
  readonly clientId: string;
  readonly names: LocalizedText;
  readonly logo?: string;
  /** Where a sign-in goes to, as the phone shows it. */
  readonly domain: string;
  readonly origins: readonly string[];
  readonly redirectUris: readonly string[];
  readonly auth: PortalAuth;
  readonly purposes: readonly Purpose[];
  /** Where the hosted page may stand in a frame; empty: nowhere (CSP Level 3 §6.4.2). */
  readonly frameAncestors: readonly string[];
  /** Issuers of the apps it trusts. */
  readonly trustedApps: readonly string[];
  /** Namespaces of subjects it knows. */
  readonly trustedRealms: readonly string[];
  readonly startedBy: readonly StartedBy[];
  readonly confirmOnDesktop: (typeof CONFIRMS)[number];
  /** What becomes of a claim; the first rule that fits counts. Where none fits, it is allowed. */
  readonly policy: readonly PolicyRule[];
  /** The only networks from which browsers and devices may start its sessions. Absent: all. */
  readonly networks?: NetworkList;
  readonly subjectType: 'public' | 'pairwise';
  /** Whether the waiting page may show the masked name. */
  readonly showName: boolean;
  /** How long somebody stays signed in there: so long its refresh tokens live, and the computer is on the person's list. */
  readonly signedInMs: number;
  readonly refreshTokens: boolean;
  /** Its tokens count only with proofs of its key (RFC 9449 §5.2). */
  readonly dpopBound: boolean;
  /** Its authorization requests come by the back channel only (RFC 9126 §6). */
  readonly pushedRequestsOnly: boolean;
  /** Whether a page may wait without a key of its own. */
  readonly desktopKey: 'optional' | 'required';
  /** Thumbprints of the pages' keys that alone may start (RFC 10027 §6.1.7); empty: any. */
  readonly trustedDesktops: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri?: string;
  /** How it learns that a person has decided: asks, or is told where to ask (OpenID CIBA Core §5). */
  readonly delivery: 'poll' | { readonly pingUri: string };
  /** Whether its requests must carry the code that their person chose. */
  readonly needsRequestCode: boolean;
  /** What of a person may go on record. */
  readonly auditDetails: readonly AuditDetail[];
}

/** What tells something of a person, and is on record only where the portal's registration says so. */
export const AUDIT_DETAILS = ['network', 'browser', 'identity', 'receipt'] as const;
export type AuditDetail = (typeof AUDIT_DETAILS)[number];
export type AuditDetails = { readonly [D in AuditDetail]?: string | undefined };

/** When the page asks *Continue as …?*: `by_risk` where the phone may be somebody else's, or not be there. */
export const CONFIRMS = ['always', 'never', 'by_risk'] as const;

/** What a policy does with a claim: `limit` grants the least and not for long. */
export const POLICY_ACTIONS = ['allow', 'check', 'limit', 'refuse'] as const;
export type PolicyAction = (typeof POLICY_ACTIONS)[number];

/** One rule of a portal's policy. It fits where everything that it names is so. */
export interface PolicyRule {
  readonly when: {
    readonly nearness?: readonly Nearness[];
    readonly computer?: readonly KnownComputer[];
    readonly purpose?: readonly Purpose[];
    /** The computer's address lies in one of these networks; in none of them. One that is not known lies in none. */
    readonly from?: NetworkList;
    readonly outside?: NetworkList;
  };
  readonly then: PolicyAction;
}

/** Networks as they were written down, ready to be looked into. */
export interface NetworkList {
  /** CIDR ranges, as they were registered. */
  readonly ranges: readonly string[];
  /** Whether an address lies in one of them; what is no address lies in none. */
  includes(address: string | undefined): boolean;
}

/** Who starts a portal's sessions: its page, its backend, the hosted page, a device that polls, its backend for a person it names. */
export const STARTED_BY = ['page', 'backend', 'redirect', 'device', 'ciba'] as const;
export type StartedBy = (typeof STARTED_BY)[number];

export type PortalAuth =
  | { readonly method: 'none' }
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly secretSha256: readonly string[] }
  | { readonly method: 'private_key_jwt'; readonly jwks?: JsonWebKeySet; readonly jwksUri?: string };

export interface JsonWebKeySet {
  readonly keys: readonly Record<string, unknown>[];
}

/** What runs on the phone and vouches for the person. */
export interface App {
  /** Its id in the registry, by which portals name it. */
  readonly appId: string;
  readonly names: LocalizedText;
  readonly realm: string;
  readonly issuer: string;
  readonly keys: { readonly jwks: JsonWebKeySet } | { readonly jwksUri: string };
  /** What its tokens must carry as `aud`. */
  readonly audience: string;
  /** `dpop`: a token counts only with a proof of its key. */
  readonly tokenType: 'dpop' | 'bearer';
  readonly purposes: readonly Purpose[];
  /** The factors it may vouch for (RFC 8176); others in its tokens are dropped. */
  readonly amr: readonly string[];
  /** The levels it may vouch for; absent: any. */
  readonly acr?: readonly string[];
  readonly channel: Channel;
  /** For a mini program: the app inside which it runs. */
  readonly host?: LocalizedText;
  /** Where a plain camera's page sends the person. */
  readonly scanLink?: string;
  /** Its own push service, which is told when a request waits. */
  readonly pushUri?: string;
}

/** Somebody who runs the service, known by a token of their own. */
export interface Operator {
  readonly operatorId: string;
  /** Lower-case hexadecimal; two while a new token takes the old one's place. */
  readonly tokenSha256: readonly string[];
}
