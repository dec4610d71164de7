import type { State } from '@saoma/protocol';
import type { Field, Fields } from './session-record.js';

/** What a session may live from now, or from the end it has so far. An ended session is kept for the grace only. */
export interface Life {
  readonly from: 'now' | 'deadline' | 'over';
  readonly ms: number;
}

/**
 * One row of the session's table. The same object drives {@link step} and, as JSON, the Redis script, so that the
 * two cannot drift. A row says everything about its event; neither interpreter knows an event by name.
 */
export interface Transition {
  readonly event: string;
  /** Empty: the event creates the session. */
  readonly from: readonly State[];
  readonly to: State;
  /** Goes to `to` instead of the row's own when the record has this field. */
  readonly when?: { readonly field: Field; readonly to: State };
  /** The sender already applied this event if the record has `done` and these fields equal the input's. */
  readonly repeat?: { readonly done: Field; readonly by: readonly Field[] };
  /** Fields of the record that the proof must equal; a wrong one is told as if there were no session. */
  readonly proof: readonly Field[];
  /** The input's frame index must be the current one or the one before. */
  readonly frame?: true;
  /** The claim's fields: must equal what the record has bound already, and are bound by this event otherwise. */
  readonly claim?: readonly Field[];
  /** The claim's `field` must be among the record's space-separated `list`. No list: anybody; an empty one: nobody. */
  readonly within?: readonly {
    readonly field: Field;
    readonly list: Field;
    readonly reason: 'untrusted' | 'not_bound';
  }[];
  /** The claim's `field` must not be among the record's `list`; it is added to it when the event applies. */
  readonly once?: { readonly field: Field; readonly list: Field };
  /** The event may apply so many times; `field` counts. */
  readonly atMost?: { readonly field: Field; readonly times: number };
  /** A short secret that may be tried so often before the session ends in `to`. Looked at last. */
  readonly secret?: {
    readonly field: Field;
    readonly count: Field;
    readonly tries: number;
    readonly to: State;
    readonly sets: Fields;
  };
  /** Fields the event may set besides its claim. */
  readonly sets: readonly Field[];
  /** Fields the event removes. */
  readonly clears?: readonly Field[];
  readonly life: Life;
  /** Losing it in a failover would hurt: wait for replicas where that is configured. */
  readonly durable?: true;
}

/** No session outlives this, whatever extends it (NIST SP 800-63B-4 §3.1.3.2, ASVS 5.0 6.5.5). */
export const CEILING_MS = 600_000;

/** How long a record outlives its session, so that a latecomer is told `expired` and not "not found". */
export const GRACE_MS = 60_000;

/** Tries at the check code; the last wrong one ends the session. */
const CHECK_TRIES = 3;

const CLAIM = ['app', 'person', 'phone_key'] as const;
const OVER: Life = { from: 'over', ms: 0 };

/** The first scan owns the session, however the phone came to it. */
const CLAIMING = {
  from: ['pending'],
  to: 'scanned',
  repeat: { done: 'did_scan', by: CLAIM },
  claim: CLAIM,
  within: [
    { field: 'app', list: 'trusted_apps', reason: 'untrusted' },
    { field: 'person', list: 'bound_to', reason: 'not_bound' },
  ],
  clears: ['refused'],
  life: { from: 'now', ms: 120_000 },
  durable: true,
} as const satisfies Partial<Transition>;

/** The table. Its order is the order of a session's life. */
export const TRANSITIONS = {
  start: {
    event: 'start',
    from: [],
    to: 'pending',
    proof: [],
    sets: [
      'kid',
      'desktop_hash',
      'client_id',
      'purpose',
      'scope',
      'redirect_uri',
      'code_challenge',
      'state_param',
      'nonce',
      'acr_values',
      'ui_locales',
      'check',
      'trusted_apps',
      'bound_to',
      'desktop_user_agent',
      'desktop_address',
    ],
    life: { from: 'now', ms: 120_000 },
  },
  extend: {
    event: 'extend',
    from: ['pending'],
    to: 'pending',
    proof: ['desktop_hash'],
    sets: [],
    clears: ['refused'],
    life: { from: 'deadline', ms: 120_000 },
  },
  user_code: {
    event: 'user_code',
    from: ['pending'],
    to: 'pending',
    // Only the code that is on record is repeated: another alphabet makes another code.
    repeat: { done: 'did_user_code', by: ['desktop_hash', 'user_code_hash'] },
    proof: ['desktop_hash'],
    atMost: { field: 'user_codes', times: 5 },
    sets: ['user_code_hash'],
    clears: ['refused'],
    // Whoever types is slower than whoever scans.
    life: { from: 'deadline', ms: 180_000 },
  },
  scan: {
    ...CLAIMING,
    event: 'scan',
    proof: [],
    frame: true,
    sets: ['frame_index', 'consent_hash'],
  },
  /** A scan without a camera: the person typed the code (RFC 8628 §3.3). */
  enter: {
    ...CLAIMING,
    event: 'enter',
    proof: ['user_code_hash'],
    sets: ['via', 'consent_hash'],
  },
  /** Follows a refused scan, whose proof was right, so that the desktop can tell the person at it. */
  refuse: {
    event: 'refuse',
    from: ['pending'],
    to: 'pending',
    proof: [],
    atMost: { field: 'refusals', times: 5 },
    sets: ['refused'],
    life: { from: 'deadline', ms: 0 },
  },
  approve: {
    event: 'approve',
    from: ['scanned'],
    to: 'approved',
    when: { field: 'check', to: 'checking' },
    repeat: { done: 'did_approve', by: CLAIM },
    proof: ['consent_hash'],
    claim: CLAIM,
    sets: ['person_name', 'acr', 'amr', 'auth_time', 'code_hash', 'check_hash'],
    life: { from: 'now', ms: 60_000 },
    durable: true,
  },
  check: {
    event: 'check',
    from: ['checking'],
    to: 'approved',
    proof: ['desktop_hash'],
    secret: {
      field: 'check_hash',
      count: 'check_tries',
      tries: CHECK_TRIES,
      to: 'denied',
      sets: { reason: 'check_failed' },
    },
    sets: [],
    life: { from: 'now', ms: 60_000 },
  },
  deny: {
    event: 'deny',
    from: ['scanned', 'checking', 'approved'],
    to: 'denied',
    repeat: { done: 'did_deny', by: CLAIM },
    proof: ['consent_hash'],
    claim: CLAIM,
    sets: ['reason'],
    life: OVER,
  },
  cancel: {
    event: 'cancel',
    from: ['pending', 'scanned', 'checking', 'approved'],
    to: 'cancelled',
    repeat: { done: 'did_cancel', by: ['desktop_hash'] },
    proof: ['desktop_hash'],
    sets: [],
    life: OVER,
  },
  redeem: {
    event: 'redeem',
    from: ['approved'],
    to: 'redeemed',
    proof: ['code_hash', 'client_id'],
    sets: [],
    life: OVER,
    durable: true,
  },
  /** What it gave is worth nothing any more. */
  revoke: {
    event: 'revoke',
    from: ['redeemed'],
    to: 'redeemed',
    repeat: { done: 'did_revoke', by: ['code_hash', 'client_id'] },
    proof: ['code_hash', 'client_id'],
    sets: ['reason'],
    life: OVER,
  },
} as const satisfies Record<string, Transition>;

export type EventName = keyof typeof TRANSITIONS;
