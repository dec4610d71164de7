import type { Approvals, DenyReason, EndReason, LocalizedText } from './messages.js';
import type { AmrValue, Identity } from './people.js';
import type { KnownComputer, Nearness, RiskReason } from './risk.js';
import type { Flow, Purpose, VisibleState } from './states.js';

/** `POST /v1/scans`: the text of the code as scanned, or the code that the person typed, however they typed it. */
export type ScanRequest = { readonly qr: string } | { readonly user_code: string };

/** `GET /v1/requests`: what waits for this person's word; newest first. */
export interface PendingRequests {
  /** What this phone has claimed and not decided. */
  readonly requests: readonly Consent[];
  /** What portals sent to the person and no phone has opened: `POST /v1/requests/{session_id}` claims one. */
  readonly sent: readonly SentRequest[];
}

/** A portal's backend asks, without a code to scan (OpenID CIBA Core §7.1). Opened, it becomes a {@link Consent}. */
export interface SentRequest {
  readonly session_id: string;
  readonly portal: PortalSummary;
  readonly purpose: Purpose;
  readonly purpose_text: LocalizedText;
  /** The same few characters stand where the person asked for this. */
  readonly binding_message?: string;
  readonly expires_in_ms: number;
}

/** Who asks, as the registry knows them: nothing that a request could say of itself. */
export interface PortalSummary {
  readonly names: LocalizedText;
  readonly logo?: string;
  /** Where this sign-in goes to, from the registry; never from the request. */
  readonly domain: string;
}

/** Through what the person approves: the app by which they came. */
export interface ApprovingApp {
  readonly names: LocalizedText;
  readonly channel: Channel;
  /** For a mini program: the app inside which it runs. */
  readonly host?: LocalizedText;
}

/** What kind of thing vouches for the person: an app of its own, a program inside another app, a telephone line. */
export const CHANNELS = ['app', 'mini_program', 'phone_line'] as const;
export type Channel = (typeof CHANNELS)[number];

/** How the person must have been verified for this approval to count (RFC 9470 §3). */
export interface RequiredAuthentication {
  /** One of these factors. */
  readonly amr?: readonly AmrValue[];
  /** One of these levels. */
  readonly acr?: readonly string[];
  /** Not longer ago than so many seconds. */
  readonly max_age?: number;
}

/** What the phone shows before the person decides: who asks, for what, from which computer. */
export interface Consent {
  readonly session_id: string;
  readonly rev: number;
  readonly state: VisibleState;
  readonly client_id: string;
  readonly portal: PortalSummary;
  /** Who decides, as this portal will know them. Not to be shown. */
  readonly sub: string;
  readonly purpose: Purpose;
  /** The purpose in words. */
  readonly purpose_text: LocalizedText;
  /** What the portal says it is about: its own words, to be shown as such. */
  readonly text?: string;
  /** Through which app this is approved. */
  readonly app: ApprovingApp;
  /** What the portal demands. An approval that falls short is `insufficient_user_authentication`, and may be sent again. */
  readonly required?: RequiredAuthentication;
  /** As whom the person may approve, of what the app offers and the portal takes. With more than one, ask. */
  readonly identities: readonly Identity[];
  /** Where more than one person must approve. */
  readonly approvals?: Approvals;
  /** How the phone came to it. Whoever typed a code or opened a link must have it from the computer before them. */
  readonly via: 'qr' | 'user_code' | 'request';
  /** What waits for the decision. */
  readonly flow: Flow;
  /** The code that a device shows: the person must see the same one there (RFC 8628 §3.3.1). */
  readonly user_code?: string;
  /** Shown also where the person asked for this; the person compares (OpenID CIBA Core §7.1). */
  readonly binding_message?: string;
  readonly desktop: {
    /** `Chrome 156`, as the browser said of itself. */
    readonly browser?: string;
    /** `Windows 10` */
    readonly system?: string;
    /** `203.0.113.*` */
    readonly address?: string;
    /** Where that network is, as far as the broker's database knows: `Kunming, China`. */
    readonly place?: LocalizedText;
    /** Whether this person signed in with this very page's key before; `none`: what waits is no page. */
    readonly known: KnownComputer;
    /** Milliseconds since the page began to wait. */
    readonly started_ms_ago: number;
  };
  /** Whether this phone seems to be where the computer is, and what else was weighed. */
  readonly nearness: { readonly verdict: Nearness; readonly reasons: readonly RiskReason[] };
  /** With a scan: milliseconds for which the scanned picture had been gone from the screen. 0: it was on it. */
  readonly scan_age_ms?: number;
  /** What an approval leads to, in words. */
  readonly effect_text: LocalizedText;
  /** Proves that the view was fetched; goes back with the decision. */
  readonly consent_nonce: string;
  readonly expires_in_ms: number;
}

/** Yes to what the consent view showed, by whoever holds its nonce. */
export interface ApproveRequest {
  readonly consent_nonce: string;
  /** `id` of one of the view's identities. Default: the person themselves, where the view has that. */
  readonly identity?: string;
  /** A signed {@link DecisionStatement}. Demanded of apps whose tokens are bound to keys. */
  readonly statement?: string;
}

/** `POST /v1/scans/{session_id}/check`: the code as the page shows it after the approval, where nobody can type digits. */
export interface CheckByScanRequest {
  readonly qr: string;
}

/** No to it, and whether the person began it at all. */
export interface DenyRequest {
  readonly consent_nonce: string;
  readonly reason: DenyReason;
  /** A signed {@link DecisionStatement}. Only kept if it holds: a denial counts in any case. */
  readonly statement?: string;
}

/** The answer to *approve*, *deny* and the second scan. */
export interface Decision {
  readonly session_id: string;
  readonly state: VisibleState;
  /** While `checking`: the digits to type on the computer. */
  readonly check_code?: string;
  /** With `pending`: this approval counts, and others must follow. */
  readonly approvals?: Approvals;
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

/** `PUT /v1/notifications`: where the app's own push service reaches this phone. */
export interface NotificationRequest {
  /** The app's word for this phone: 1 to 512 visible characters that mean nothing to anybody else. */
  readonly handle: string;
}

/**
 * `PUT /v1/request-code`: from now on portals that must know it (`user_code` of OpenID CIBA Core §7.1) can send this person
 * requests only with it. 4 to 32 characters.
 */
export interface RequestCodeRequest {
  readonly user_code: string;
}

/** `GET /v1/desktops`: the computers that are signed in through this app by this person, the latest first. */
export interface SignedInDesktops {
  readonly desktops: readonly SignedInDesktop[];
}

/** A computer that was signed in with this app, and has not been signed out since. `DELETE /v1/desktops/{id}` ends it. */
export interface SignedInDesktop {
  readonly id: string;
  readonly portal: PortalSummary;
  readonly flow: Flow;
  /** As whom, where it is not themselves. */
  readonly identity?: Omit<Identity, 'id'>;
  /** `Chrome 156`, as the browser said of itself. */
  readonly browser?: string;
  readonly system?: string;
  /** `203.0.113.*` */
  readonly address?: string;
  readonly signed_in_ms_ago: number;
  /** When the portal last asked about this sign-in. */
  readonly last_seen_ms_ago: number;
}

/** Why a computer is signed out: it is no longer used, or it never was this person's doing. `?reason=` of the `DELETE`. */
export const SIGN_OUT_REASONS = ['signed_out', 'not_me'] as const;
export type SignOutReason = (typeof SIGN_OUT_REASONS)[number];
