import type {
  Approvals,
  AppSummary,
  ContactChannel,
  EndReason,
  LocalizedText,
  MaskedContact,
  Purpose,
  RefusedScan,
  VisibleState,
} from '@saoma/protocol';
import type { LoginProblem, LoginProblemCode } from './login-problem.js';

/**
 * Where the sign-in is, as the page shows it: the broker's states (`pending` is `waiting` here), before them
 * `starting`, and `failed` when there is nothing to wait for.
 */
export type Phase = Exclude<VisibleState, 'pending'> | 'starting' | 'waiting' | 'failed';

/**
 * How news arrives: pushed by socket or server-sent events, asked for over and over, or not at all for the moment. While
 * `offline`, the status of `problem` tells whether the network is down (0) or somebody answers and refuses (503).
 */
export type Connection = 'live' | 'polling' | 'offline';

/** What a page asks the broker for, and may be refused. */
export type Command = 'extend' | 'check' | 'user-code' | CodeCommand;

/** Those about one-time codes. */
export type CodeCommand = 'one-time-code' | 'prove';

/** Everything a page needs to show a sign-in. Immutable; the same object until something changes. */
export interface LoginState {
  readonly phase: Phase;
  /** What an approval is good for. `login` until the broker told. */
  readonly purpose: Purpose;
  /** Revision of the session; 0 until the broker told one. */
  readonly rev: number;
  readonly connection: Connection;
  /** The apps with which this session can be approved. */
  readonly apps: readonly AppSummary[];
  /** Text of the code to draw, while `waiting`, and while `checking` to be scanned once more. Changes every ten seconds. */
  readonly qrText?: string | undefined;
  /** While `waiting`, once asked for: the code to type, and the same as an address. */
  readonly userCode?: UserCode | undefined;
  /** While `waiting` or `scanned`: somebody scanned who may not, or must do more first. */
  readonly refused?: RefusedScan | undefined;
  /** Where more than one person must approve. After each but the last the phase is `waiting` again, with a new code. */
  readonly approvals?: Approvals | undefined;
  /** While `waiting`, where the portal gave some: where a one-time code may be sent. */
  readonly contacts?: readonly MaskedContact[] | undefined;
  /** While `waiting`: the one-time code that can be typed now. */
  readonly oneTimeCode?: OneTimeCode | undefined;
  /** While `waiting`: why no one-time code was sent, or the typed one not taken. Until the next is sent or typed. */
  readonly codeProblem?: CodeProblem | undefined;
  /** Milliseconds until the session ends, in whole seconds; 0 when its time is over but the end not yet confirmed. */
  readonly remainingMs: number;
  /** While `waiting`: whether `extend()` would still give more time. */
  readonly extendable: boolean;
  /** From `scanned` on: the app that scanned. */
  readonly appNames?: LocalizedText | undefined;
  /** While `checking`: digits to type, and how often still. `isWrong`: the last ones were. */
  readonly check?: { readonly digits: number; readonly triesLeft: number; readonly isWrong: boolean } | undefined;
  /** While `approved`: what the portal's backend needs. */
  readonly approval?: Approval | undefined;
  /** Why it ended, where more is to be said than the phase does. `not_completed`: approved, and it came to nothing. */
  readonly reason?: EndReason | undefined;
  /** What went wrong last. In the phase `failed` it is the reason; else it passes. */
  readonly problem?: LoginProblem | undefined;
  /** The command that came to nothing, until one is sent again or the session moves on. Wrong digits are no failure. */
  readonly failed?: Command | undefined;
  /** When the session began and when it ends, on the client's clock. */
  readonly beganAtMs: number;
  readonly endsAtMs: number;
}

/** A code that was sent to the person and can be typed here. */
export interface OneTimeCode {
  readonly channel: ContactChannel;
  readonly digits: number;
  readonly triesLeft: number;
  /** From when on another may be sent, on the client's clock. */
  readonly resendAtMs: number;
}

/** Why the last code, or the last wish for one, came to nothing. */
export interface CodeProblem {
  /** `one_time_code_wrong`, `factor_locked`, `message_not_sent`, `slow_down`, `unreachable`, … */
  readonly code: LoginProblemCode;
  /** With `one_time_code_wrong`; 0: that code is void. */
  readonly triesLeft?: number | undefined;
  /** From when on it is worth trying again, on the client's clock, where that is known. */
  readonly retryAtMs?: number | undefined;
}

/** The code to be typed on the phone by whoever cannot scan. */
export interface UserCode {
  /** As people read it: `WDJBM-JHTKX-T`, `0194-5073-0864-2`. */
  readonly text: string;
  readonly link: string;
}

/** What the page goes home with. */
export interface Approval {
  readonly code: string;
  readonly redirectUri?: string | undefined;
  readonly state?: string | undefined;
  readonly issuer?: string | undefined;
  /** Masked name of the person, unless the portal withholds it. */
  readonly personName?: string | undefined;
  /** Ask *Continue as …?* before going on. */
  readonly needsConfirmation: boolean;
}

/** Before anything was asked for. */
export const INITIAL_STATE: LoginState = {
  phase: 'starting',
  purpose: 'login',
  rev: 0,
  connection: 'live',
  apps: [],
  remainingMs: 0,
  extendable: false,
  beganAtMs: 0,
  endsAtMs: 0,
};

const OPEN_PHASES: readonly Phase[] = ['waiting', 'scanned', 'checking', 'approved'];

/** Whether there is a code to be scanned. */
export function showsCode({ phase }: LoginState): boolean {
  return phase === 'waiting' || phase === 'checking';
}

/** Whether the broker may still have news for this session. */
export function isOpen({ phase }: LoginState): boolean {
  return OPEN_PHASES.includes(phase);
}

/**
 * Where the browser goes after the approval: the redirect URI with `code`, `state` and `iss` (RFC 6749 §4.1.2,
 * RFC 9207 §2). `undefined` when the broker named none.
 */
export function redirectTarget({ redirectUri, code, state, issuer }: Approval): string | undefined {
  if (redirectUri === undefined) return undefined;
  const target = new URL(redirectUri);
  // A `javascript:` address would run in the portal's page.
  if (!/^https?:$/.test(target.protocol)) return undefined;
  for (const [name, value] of Object.entries({ code, state, iss: issuer })) {
    if (value !== undefined) target.searchParams.set(name, value);
  }
  return target.href;
}
