import type { AmrValue, ApproverRule, Contact, ContactChannel, IdentityType, LoginHint } from './people.js';
import type { Purpose, VisibleState } from './states.js';

/** Where the broker's socket.io server listens. */
export const SOCKET_PATH = '/socket.io/';
/** The namespace of waiting pages; the token goes into its handshake: `auth: { token }`. */
export const DESKTOP_NAMESPACE = '/desktop';
/** The one event the server sends there. Its argument is a {@link SessionMessage}. */
export const SESSION_EVENT = 'session';

/** A text in the two languages that every registration carries. */
export interface LocalizedText {
  readonly zh: string;
  readonly en: string;
}

/** `POST /v1/sessions`, by a portal's page or its backend. Members keep the names of OAuth and OpenID Connect. */
export interface StartRequest {
  readonly client_id: string;
  /** Default `login`; the other purposes are for backends only. */
  readonly purpose?: Purpose;
  /** Default `openid`. */
  readonly scope?: string;
  /** BASE64URL(SHA-256(verifier)), 43 characters (RFC 7636 §4.2). */
  readonly code_challenge: string;
  readonly code_challenge_method: 'S256';
  /** Default: the first that is registered. */
  readonly redirect_uri?: string;
  readonly state?: string;
  readonly nonce?: string;
  readonly acr_values?: string;
  readonly ui_locales?: string;
  /**
   * Thumbprint of the key that the waiting page holds and never gives away (RFC 7638, SHA-256, 43 characters of base64url).
   * From then on every call of the page needs a proof of that key.
   */
  readonly desktop_jkt?: string;
  /** From a backend only: the browser that waits, because the broker does not see it. */
  readonly desktop?: DesktopContext;
  /** From a backend only: whom it is for; any of them. Demanded for `step_up` and `verify`. */
  readonly login_hint?: readonly LoginHint[];
  /** From a backend only: one of these factors must have been used, no longer ago than `max_age`. */
  readonly required_amr?: readonly AmrValue[];
  /** From a backend only: the approval must reach one of these levels. */
  readonly required_acr?: readonly string[];
  /** From a backend only: seconds since the person was verified. Default where a factor is required: 300. */
  readonly max_age?: number;
  /** From a backend only: what the phone shows as the portal's own words. Plain text, 200 characters at most. */
  readonly text?: string;
  /** From a backend only: how long the code may wait to be scanned. 30,000 to 600,000; default 120,000. */
  readonly life_ms?: number;
  /** From a backend only: as what the person may act. Default: as any that the app offers. */
  readonly identity_types?: readonly IdentityType[];
  /** From a backend only: who approves in the place of the person it is for. */
  readonly approvers?: ApproverRule;
  /** From a backend only, for `step_up` and `verify`: where one-time codes may be sent, as another way beside the phone. */
  readonly contacts?: readonly Contact[];
}

/** The waiting browser as the portal's backend saw it. */
export interface DesktopContext {
  readonly user_agent?: string;
  readonly address?: string;
}

/** What the page needs to draw the code by itself. */
export interface QrParameters {
  /** The code's text without its frame: `HTTPS://PASS.EXAMPLE.CN/Q/<session id>`. */
  readonly url: string;
  /** base64url, 32 bytes: frame `i` is base32(HMAC-SHA-256(frame_key, i)), six characters. */
  readonly frame_key: string;
  readonly frame_ms: number;
  /** Milliseconds since the session began; count on from here with a monotonic clock. */
  readonly elapsed_ms: number;
}

/** Where the waiting page opens its socket (socket.io 4). */
export interface SocketParameters {
  /** `wss://pass.example.cn` */
  readonly url: string;
  readonly path: string;
  readonly namespace: string;
}

/** `201` to {@link StartRequest}. */
export interface StartAnswer {
  readonly session_id: string;
  /** Proves "I am the page that waits". Never in the code, a URL or an attribute. */
  readonly desktop_token: string;
  readonly expires_in_ms: number;
  readonly qr: QrParameters;
  readonly socket: SocketParameters;
  readonly events_uri: string;
  /** The apps with which this session can be approved. */
  readonly apps: readonly AppSummary[];
  /** As it was sent: calls of this session need proofs of this key. */
  readonly desktop_jkt?: string;
  /** With `desktop_jkt`: the `nonce` of the first proof (RFC 9449 §8). */
  readonly dpop_nonce?: string;
}

/** An app by which the session can be approved, as the page may name it. */
export interface AppSummary {
  readonly names: LocalizedText;
  /** Opens the app on the phone that shows this page; the typed code may follow behind `#`. */
  readonly scan_link?: string;
}

/** What a typed code consists of: letters for keyboards, digits for telephones. */
export type UserCodeAlphabet = 'letters' | 'digits';

/** `POST /v1/sessions/{session_id}/user-code` */
export interface UserCodeRequest {
  /** Default `letters`. */
  readonly alphabet?: UserCodeAlphabet;
}

/** The typed way in, made only when asked for. Asking again gives the same code, and another alphabet replaces it. */
export interface UserCodeAnswer {
  /** For people to read and type: `WDJBM-JHTKX-T`, `0194-5073-0864-2` (RFC 8628 §6.1). */
  readonly user_code: string;
  /** The same as an address, to copy or to open on the phone itself. */
  readonly link: string;
}

/** `POST /v1/sessions/{session_id}/one-time-code`: send a code to one of the session's contacts. */
export interface OneTimeCodeRequest {
  readonly channel: ContactChannel;
}

/** `POST /v1/sessions/{session_id}/prove`: the code as the person typed it. Answered with the session, `approved`. */
export interface ProveRequest {
  readonly one_time_code: string;
}

/** `POST /v1/sessions/{session_id}/check`: the digits that the phone shows, as the person typed them. */
export interface CheckRequest {
  readonly check_code: string;
}

/** Where a code may be sent, masked: `138****0142`, `z***@example.cn`. */
export interface MaskedContact {
  readonly channel: ContactChannel;
  readonly to: string;
}

/** The one-time code that was sent last and can still be typed. Another code takes its place. */
export interface SentCode {
  readonly channel: ContactChannel;
  readonly digits: number;
  readonly tries_left: number;
  /** Milliseconds until another may be sent; 0: now. */
  readonly resend_in_ms: number;
}

/** How many different people must approve, and how many have. */
export interface Approvals {
  readonly needed: number;
  readonly given: number;
}

/** The session as the waiting page may see it: on the socket, as an event, as an answer. */
export interface SessionMessage {
  readonly session_id: string;
  readonly purpose: Purpose;
  /** Grows with every applied event. Drop what is not newer than what you show. */
  readonly rev: number;
  readonly state: VisibleState;
  /** Milliseconds left; 0 once the session has ended. */
  readonly expires_in_ms: number;
  /** While `pending`; and while `checking`, when the phone that approved may scan it once more. */
  readonly qr?: QrParameters;
  /** While `pending` or `scanned`: somebody scanned who may not, or must do more first. The latest; nothing about who it was. */
  readonly refused?: RefusedScan;
  /** While `pending`, where the portal gave some: where a one-time code may be sent instead of a scan. */
  readonly contacts?: readonly MaskedContact[];
  /** While `pending`: the one-time code that can be typed now. */
  readonly one_time_code?: SentCode;
  /** Where more than one person must approve. */
  readonly approvals?: Approvals;
  /** From `scanned` on: which app holds the session. Nothing about the person. */
  readonly phone?: { readonly app: AppSummary };
  /** While `checking`: how many digits of the phone's are to be typed, and the tries left. */
  readonly check?: { readonly digits: number; readonly tries_left: number };
  /** While `approved`: the authorization code for the portal's backend. */
  readonly code?: string;
  readonly redirect_uri?: string;
  readonly state_param?: string;
  /** RFC 9207 §2. */
  readonly iss?: string;
  /** While `approved`: whose account is about to be used, masked (`张*`); a portal may withhold it. */
  readonly person?: { readonly name: string };
  /** While `approved`: ask *Continue as …?* before going on. */
  readonly confirm?: boolean;
  /** With `denied`, when an operator ended it, and with an end that came to nothing although it was approved. */
  readonly reason?: EndReason;
}

/** What a person may say when they do not agree. */
export const DENY_REASONS = ['declined', 'not_me'] as const;
export type DenyReason = (typeof DENY_REASONS)[number];

/**
 * An app that the portal does not trust; a person for whom the session is not meant, or who has approved it already; an
 * approval without the factor that the portal requires; a scan that the portal's policy does not take for one from here.
 */
export const REFUSED_SCANS = [
  'app_not_trusted',
  'not_for_you',
  'already_approved',
  'insufficient_user_authentication',
  'risk',
] as const;
export type RefusedScan = (typeof REFUSED_SCANS)[number];

/**
 * Why it ended so: the person declined, or said that it was somebody else; wrong digits; an operator ended it; or it was
 * approved and yet came to nothing, because the code was not redeemed in time (`expired`) or what it gave was revoked
 * (`redeemed`).
 */
export const END_REASONS = [...DENY_REASONS, 'check_failed', 'ended_by_operator', 'not_completed'] as const;
export type EndReason = (typeof END_REASONS)[number];
