import type { Consent, EndReason, Purpose, RefusedScan, State } from '@saoma/protocol';

/**
 * A session as it is stored: a flat map of strings, the same in memory and in a Redis hash. Secrets are in it only
 * as SHA-256 or HMAC. Times are epoch milliseconds of the store's clock. STORAGE.md has a sample of each field.
 */
export interface SessionRecord {
  readonly session_id: string;
  readonly state: State;
  /** Grows by one with every applied event. */
  readonly rev: string;
  readonly created_at: string;
  readonly expires_at: string;
  /** The ring key that everything secret about this session derives from. */
  readonly kid: string;
  /** SHA-256 of the desktop token's `jti`. */
  readonly desktop_hash: string;

  readonly client_id: string;
  readonly purpose: Purpose;
  readonly scope: string;
  readonly redirect_uri: string;
  readonly code_challenge: string;
  readonly state_param?: string;
  readonly nonce?: string;
  readonly acr_values?: string;
  readonly ui_locales?: string;
  /** `1`: an approval must be confirmed by digits typed on the desktop. */
  readonly check?: string;
  /** Space-separated issuers of the apps that may claim it: the portal trusts them for this purpose. */
  readonly trusted_apps?: string;
  /** Space-separated persons who alone may claim it; absent: anybody. */
  readonly bound_to?: string;
  readonly desktop_user_agent?: string;
  readonly desktop_address?: string;
  /** HMAC of the typed code, once it was asked for. */
  readonly user_code_hash?: string;
  /** How often a new one was made. */
  readonly user_codes?: string;
  /** The latest scan that was refused, and how many there were. */
  readonly refused?: RefusedScan;
  readonly refusals?: string;

  /** Issuer of the app that claimed it. */
  readonly app?: string;
  /** Digest of (realm, subject). */
  readonly person?: string;
  /** Thumbprint of the phone's key, or of the token's family for bearer apps. */
  readonly phone_key?: string;
  readonly frame_index?: string;
  /** How the claimant came to the session; absent: by its QR code. */
  readonly via?: Exclude<Consent['via'], 'qr'>;
  readonly consent_hash?: string;

  readonly person_name?: string;
  readonly acr?: string;
  /** Space-separated. */
  readonly amr?: string;
  /** Epoch seconds, as the app's token says. */
  readonly auth_time?: string;
  readonly code_hash?: string;
  readonly check_hash?: string;
  readonly check_tries?: string;
  readonly reason?: EndReason;

  /** `<state> <rev>` that the event led to: what a repeat is answered with. */
  readonly did_user_code?: string;
  readonly did_scan?: string;
  readonly did_approve?: string;
  readonly did_deny?: string;
  readonly did_cancel?: string;
  readonly did_revoke?: string;
}

export type Field = keyof SessionRecord;

/** Some fields with their values, as they go to the store. */
export type Fields = { readonly [F in Field]?: string };
