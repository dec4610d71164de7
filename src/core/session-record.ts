import type {
  Consent,
  ContactChannel,
  EndReason,
  Flow,
  Nearness,
  Purpose,
  RefusedScan,
  Risk,
  State,
} from '@saoma/protocol';

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
  /** What waits, where it is no page. Such a session has neither address nor challenge: its own token collects. */
  readonly flow?: Exclude<Flow, 'code'>;
  readonly redirect_uri?: string;
  readonly code_challenge?: string;
  /** Thumbprint of the key that the code is bound to (RFC 9449 §10). */
  readonly dpop_jkt?: string;
  /** Thumbprint of the waiting page's key (RFC 7638): whoever acts as that page proves it. */
  readonly desktop_jkt?: string;
  /** `1`: it is the hosted page's, by which portals could compare whom they know. They are not told. */
  readonly desktop_hosted?: string;
  /** Space-separated: who signed in with that key before, and by which phone (known-pairs.ts), the latest first; absent: nobody did. */
  readonly desktop_pairs?: string;
  /** Shown on both sides (OpenID CIBA Core §7.1). */
  readonly binding_message?: string;
  /** The portal is told when the person has decided: JSON, sealed (OpenID CIBA Core §10.2). */
  readonly ping?: string;
  /** How often it was polled too early: each widens the interval (RFC 8628 §3.5). */
  readonly slow_downs?: string;
  readonly state_param?: string;
  readonly nonce?: string;
  readonly acr_values?: string;
  readonly ui_locales?: string;
  /** `1`: an approval must be confirmed by digits typed on the desktop. */
  readonly check?: string;
  /** Space-separated issuers of the apps that may claim it: the portal trusts them for this purpose. */
  readonly trusted_apps?: string;
  /** Space-separated words of who alone may claim it; absent: anybody. */
  readonly bound_to?: string;
  /** Whom it is for: one of the words that name a person or a portal's account. */
  readonly subject?: string;
  /** Space-separated: one of these factors, of these levels must the approval bring. */
  readonly required_amr?: string;
  readonly required_acr?: string;
  /** Seconds. */
  readonly max_age?: string;
  /** The portal's own words. */
  readonly text?: string;
  /** How long it may wait for its scan, where the portal said so. */
  readonly life_ms?: string;
  /** Space-separated: as what the person may act. */
  readonly identity_types?: string;
  /** How many different persons must approve, where that is said, and how many before the last one still have to. */
  readonly approvals_needed?: string;
  readonly approvals_missing?: string;
  /** Where one-time codes may be sent: JSON, sealed. */
  readonly contacts?: string;
  readonly desktop_user_agent?: string;
  readonly desktop_address?: string;
  /** Space-separated: what of a person may go on the trail. */
  readonly audit_details?: string;
  /** HMAC of the typed code, once it was asked for. */
  readonly user_code_hash?: string;
  /** How often a new one was made. */
  readonly user_codes?: string;
  /** The latest scan that was refused, and how many there were. */
  readonly refused?: RefusedScan;
  readonly refusals?: string;
  /** How many pictures of the code were too old when they were scanned. */
  readonly stale_scans?: string;
  /** HMAC of the one-time code that counts now, how it went, when, and the wrong tries at it. */
  readonly one_time_code_hash?: string;
  readonly one_time_code_channel?: ContactChannel;
  readonly one_time_code_sent_at?: string;
  readonly one_time_code_tries?: string;
  /** How many were sent. */
  readonly one_time_codes?: string;

  /** Issuer of the app that claimed it. */
  readonly app?: string;
  /** Digest of (realm, subject). */
  readonly person?: string;
  /** Thumbprint of the phone's key, or of the token's family for bearer apps. */
  readonly phone_key?: string;
  readonly frame_index?: string;
  /** What the claim was weighed to be: see PROTOCOL.md for the codes, which are space-separated. */
  readonly nearness?: Nearness;
  readonly risk?: Risk;
  readonly risk_reasons?: string;
  /** `1`: the least is granted, and not for long. */
  readonly limited?: string;
  /** `1`: the page asks *Continue as …?*. */
  readonly confirm?: string;
  /** For how long the scanned frame had been gone from the screen. */
  readonly scan_age_ms?: string;
  /** How the claimant came to the session; absent: by its QR code. */
  readonly via?: Exclude<Consent['via'], 'qr'>;
  readonly consent_hash?: string;
  /** How often an approval fell short of what is required. */
  readonly shortfalls?: string;

  /** Persons who have approved before the last one, and what each brought: base64url of JSON. Space-separated, in order. */
  readonly approvers?: string;
  readonly co_approvals?: string;
  /** The latest of them, to be known again. */
  readonly co_consent_hash?: string;

  readonly person_name?: string;
  readonly acr?: string;
  /** Space-separated. */
  readonly amr?: string;
  /** Epoch seconds, as the app's token says. */
  readonly auth_time?: string;
  /** As whom the person acts: JSON, where it is not themselves; and of which type. */
  readonly identity?: string;
  readonly identity_type?: string;
  readonly code_hash?: string;
  readonly check_hash?: string;
  readonly check_tries?: string;
  /** Index of the frame that was current at the approval: the second scan must be of a later one. */
  readonly approved_frame?: string;
  readonly reason?: EndReason;
  /** What the latest decision of a phone with a key was, signed by that key: a compact JWS that anybody can verify. */
  readonly receipt?: string;

  /** `<state> <rev>` that the event led to: what a repeat is answered with. */
  readonly did_user_code?: string;
  readonly did_scan?: string;
  readonly did_approve?: string;
  readonly did_rescan?: string;
  readonly did_co_approve?: string;
  readonly did_prove?: string;
  readonly did_deny?: string;
  readonly did_cancel?: string;
  readonly did_revoke?: string;
}

export type Field = keyof SessionRecord;

/** What a session is started with; nothing else changes it. */
export const START_FIELDS = [
  'kid',
  'desktop_hash',
  'client_id',
  'purpose',
  'scope',
  'flow',
  'redirect_uri',
  'code_challenge',
  'dpop_jkt',
  'desktop_jkt',
  'desktop_hosted',
  'desktop_pairs',
  'user_code_hash',
  'binding_message',
  'ping',
  'state_param',
  'nonce',
  'acr_values',
  'ui_locales',
  'check',
  'trusted_apps',
  'bound_to',
  'subject',
  'required_amr',
  'required_acr',
  'max_age',
  'text',
  'life_ms',
  'identity_types',
  'approvals_needed',
  'approvals_missing',
  'contacts',
  'desktop_user_agent',
  'desktop_address',
  'audit_details',
] as const satisfies readonly Field[];

/** Some fields with their values, as they go to the store. */
export type Fields = { readonly [F in Field]?: string };

/** Who claims: what a session is bound to from then on, and by what other words it may have meant them. */
export interface Claim extends Pick<Fields, 'app' | 'person' | 'phone_key'> {
  /** Space-separated words, the person's own among them. Compared, never stored. */
  readonly known_as?: string;
}
