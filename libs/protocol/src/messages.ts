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
  /** From a backend only: the browser that waits, because the broker does not see it. */
  readonly desktop?: DesktopContext;
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
}

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
  /** For people to read and type: `WDJB-MJHT`, `019-450-730` (RFC 8628 §6.1). */
  readonly user_code: string;
  /** The same as an address, to copy or to open on the phone itself. */
  readonly link: string;
}

/** The session as the waiting page may see it: on the socket, as an event, as an answer. */
export interface SessionMessage {
  readonly session_id: string;
  /** Grows with every applied event. Drop what is not newer than what you show. */
  readonly rev: number;
  readonly state: VisibleState;
  /** Milliseconds left; 0 once the session has ended. */
  readonly expires_in_ms: number;
  /** While `pending`. */
  readonly qr?: QrParameters;
  /** While `pending`: somebody scanned who may not, and why. The latest; nothing about who it was. */
  readonly refused?: RefusedScan;
  /** From `scanned` on: which app holds the session. Nothing about the person. */
  readonly phone?: { readonly app: AppSummary };
  /** While `checking`: digits to type and tries left. */
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
  /** With `denied`, and with an end that is no sign-in although it was approved. */
  readonly reason?: EndReason;
}

/** What a person may say when they do not agree. */
export const DENY_REASONS = ['declined', 'not_me'] as const;
export type DenyReason = (typeof DENY_REASONS)[number];

/** An app that the portal does not trust, or a person for whom the session is not meant. */
export const REFUSED_SCANS = ['app_not_trusted', 'not_for_you'] as const;
export type RefusedScan = (typeof REFUSED_SCANS)[number];

/**
 * Why it ended so: the person declined, or said that it was somebody else; wrong digits; or it was approved and yet
 * came to nothing, because the code was not redeemed in time (`expired`) or what it gave was revoked (`redeemed`).
 */
export const END_REASONS = [...DENY_REASONS, 'check_failed', 'not_completed'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** `POST /v1/scans`: the text of the code as scanned, or the code that the person typed, however they typed it. */
export type ScanRequest = { readonly qr: string } | { readonly user_code: string };

/** `GET /v1/requests`: what this phone has claimed and not decided; newest first. */
export interface PendingRequests {
  readonly requests: readonly Consent[];
}

export interface PortalSummary {
  readonly names: LocalizedText;
  readonly logo?: string;
  /** Where this sign-in goes to, from the registry; never from the request. */
  readonly domain: string;
}

/** What the phone shows before the person decides: who asks, for what, from which computer. */
export interface Consent {
  readonly session_id: string;
  readonly rev: number;
  readonly state: VisibleState;
  readonly portal: PortalSummary;
  readonly purpose: Purpose;
  /** The purpose in words. */
  readonly purpose_text: LocalizedText;
  /** How the phone came to it. Whoever typed a code or opened a link must have it from the computer before them. */
  readonly via: 'qr' | 'user_code';
  readonly desktop: {
    /** `Chrome 156`, as the browser said of itself. */
    readonly browser?: string;
    /** `Windows 10` */
    readonly system?: string;
    /** `203.0.113.*` */
    readonly address?: string;
    /** Milliseconds since the page began to wait. */
    readonly started_ms_ago: number;
  };
  /** Proves that the view was fetched; goes back with the decision. */
  readonly consent_nonce: string;
  readonly expires_in_ms: number;
}

export interface ApproveRequest {
  readonly consent_nonce: string;
}

export interface DenyRequest {
  readonly consent_nonce: string;
  readonly reason: DenyReason;
}

/** The answer to *approve* and *deny*. */
export interface Decision {
  readonly session_id: string;
  readonly state: VisibleState;
  /** While `checking`: the digits to type on the computer. */
  readonly check_code?: string;
}

/** `GET /v1/scans/{session_id}` once the person has decided: what became of it. */
export interface ScanOutcome {
  readonly session_id: string;
  readonly rev: number;
  readonly state: VisibleState;
  readonly expires_in_ms: number;
  readonly reason?: EndReason;
  readonly check_code?: string;
}
