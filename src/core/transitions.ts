import { APPROVING, CLAIM, CLAIMING, OVER, VERDICT } from './row-parts.js';
import { START_FIELDS } from './session-record.js';
import type { Transition } from './transition.js';

/** No session outlives this, whatever extends it (NIST SP 800-63B-4 §3.1.3.2, ASVS 5.0 6.5.5). */
export const CEILING_MS = 600_000;

/** How long a record outlives its session, so that a latecomer is told `expired` and not "not found". */
export const GRACE_MS = 60_000;

/** Tries at the check code; the last wrong one ends the session. */
export const CHECK_TRIES = 3;

/** Tries at one one-time code (NIST SP 800-63B-4 §3.1.3.2 leaves it to us; the count per person is kept elsewhere). */
export const ONE_TIME_CODE_TRIES = 5;

/** Early polls that widen the interval, to fifty seconds: an approval waits for sixty. */
export const MOST_SLOW_DOWNS = 9;

/** Pause before a second one-time code is sent; before a third twice as long, and so on. */
export const FIRST_PAUSE_MS = 30_000;

/** The table. Its order is the order of a session's life. */
export const TRANSITIONS = {
  start: {
    event: 'start',
    from: [],
    to: 'pending',
    proof: [],
    sets: START_FIELDS,
    life: { from: 'now', ms: 120_000, asked: 'life_ms' },
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
    // After one of several approvals the next one needs a fresh code: a picture of the first one's is no good.
    // A device prints its code once, and so does a stock client of RFC 8628: theirs stands still.
    frame: { after: 'frame_index', still: 'flow' },
    sets: ['frame_index', 'consent_hash', 'scan_age_ms', ...VERDICT],
  },
  /** A scan without a camera: the person typed the code (RFC 8628 §3.3). */
  enter: {
    ...CLAIMING,
    event: 'enter',
    proof: ['user_code_hash'],
    sets: ['via', 'consent_hash', ...VERDICT],
  },
  /** A scan without any code: the portal said whom it means, and that person opens what was sent to them. */
  open: {
    ...CLAIMING,
    event: 'open',
    // A session that shows a code is claimed by that code alone, also by those for whom it is.
    proof: ['flow'],
    sets: ['via', 'consent_hash', ...VERDICT],
  },
  /** It was polled too early: whoever polls must wait longer from now on, but never so long that an approval runs out. */
  slow_down: {
    event: 'slow_down',
    from: ['pending', 'scanned', 'checking'],
    proof: ['desktop_hash'],
    atMost: { field: 'slow_downs', times: MOST_SLOW_DOWNS },
    sets: [],
    life: { from: 'deadline', ms: 0 },
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
  /** Follows a scan of a picture that was too old: somebody may be passing the code on. */
  stale_scan: {
    event: 'stale_scan',
    from: ['pending'],
    to: 'pending',
    proof: [],
    atMost: { field: 'stale_scans', times: 5 },
    sets: [],
    life: { from: 'deadline', ms: 0 },
  },
  /** A one-time code is on its way to the person. The session lives longer: whoever types is slow, and so is the mail. */
  send_code: {
    event: 'send_code',
    from: ['pending'],
    to: 'pending',
    proof: ['desktop_hash'],
    atMost: { field: 'one_time_codes', times: 6 },
    spaced: { last: 'one_time_code_sent_at', firstMs: FIRST_PAUSE_MS },
    sets: ['one_time_code_hash', 'one_time_code_channel'],
    clears: ['one_time_code_tries', 'refused'],
    life: { from: 'deadline', ms: 180_000 },
  },
  /** Nobody took it on: it may be tried again at once, and was none of the six. */
  unsend_code: {
    event: 'unsend_code',
    from: ['pending'],
    to: 'pending',
    proof: ['desktop_hash', 'one_time_code_hash'],
    countsDown: 'one_time_codes',
    sets: [],
    clears: ['one_time_code_hash', 'one_time_code_channel', 'one_time_code_sent_at'],
    life: { from: 'deadline', ms: 0 },
  },
  /** The one-time code proves the person in the place of an app. */
  prove: {
    event: 'prove',
    from: ['pending'],
    to: 'approved',
    repeat: { done: 'did_prove', by: ['desktop_hash'] },
    // Where no code is out there is nothing to try.
    proof: ['desktop_hash', 'one_time_code_channel'],
    claim: CLAIM,
    secret: {
      field: 'one_time_code_hash',
      count: 'one_time_code_tries',
      tries: ONE_TIME_CODE_TRIES,
      // The code is spent and not the session: another code may be sent, and the other way stays open.
      spent: {
        to: 'pending',
        sets: {},
        clears: ['one_time_code_hash', 'one_time_code_channel', 'one_time_code_tries'],
        life: { from: 'deadline', ms: 0 },
      },
    },
    sets: ['amr', 'auth_time', 'code_hash'],
    clears: ['one_time_code_hash', 'refused'],
    life: { from: 'now', ms: 60_000 },
    durable: true,
  },
  approve: {
    ...APPROVING,
    event: 'approve',
    to: 'approved',
    // Whoever has to type, or to scan once more, needs longer than a page that goes home by itself.
    when: { field: 'check', to: 'checking', life: { from: 'now', ms: 120_000 } },
    repeat: { done: 'did_approve', by: CLAIM },
    proof: ['consent_hash'],
    unless: { field: 'approvals_missing', reason: 'not_alone' },
    sets: ['person_name', 'acr', 'amr', 'auth_time', 'identity', 'identity_type', 'code_hash', 'check_hash', 'receipt'],
    stampsFrame: 'approved_frame',
    clears: ['refused'],
    life: { from: 'now', ms: 60_000 },
  },
  /** One of several who must approve has, and not the last one: the next may scan a fresh code. */
  co_approve: {
    ...APPROVING,
    event: 'co_approve',
    to: 'pending',
    // The claim is gone by then, so it is the nonce by which an approver whose answer was lost is known again.
    repeat: { done: 'did_co_approve', by: ['co_consent_hash'] },
    proof: ['consent_hash'],
    countsDown: 'approvals_missing',
    sets: ['co_consent_hash', 'receipt'],
    appends: ['approvers', 'co_approvals'],
    clears: [...CLAIM, 'consent_hash', 'user_code_hash', 'user_codes', 'via', 'scan_age_ms', 'refused'],
    // The next one may have to be fetched.
    life: { from: 'now', ms: 120_000, asked: 'life_ms' },
  },
  /** Follows an approval without the factor that is required: time to fetch it, and the desktop is told. */
  fall_short: {
    event: 'fall_short',
    from: ['scanned'],
    to: 'scanned',
    proof: ['consent_hash'],
    claim: CLAIM,
    atMost: { field: 'shortfalls', times: 5 },
    sets: ['refused'],
    life: { from: 'now', ms: 120_000 },
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
      spent: { to: 'denied', sets: { reason: 'check_failed' }, clears: [], life: OVER },
    },
    sets: [],
    // Whoever typed the digits of that phone need not be asked whether it is theirs.
    clears: ['confirm'],
    life: { from: 'now', ms: 60_000 },
  },
  /**
   * The check without typing: the phone that approved scans what the page shows now. No picture from before the approval
   * passes, and no other phone.
   */
  rescan: {
    event: 'rescan',
    from: ['checking'],
    to: 'approved',
    repeat: { done: 'did_rescan', by: CLAIM },
    proof: ['consent_hash'],
    frame: { after: 'approved_frame' },
    claim: CLAIM,
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
    sets: ['reason', 'receipt'],
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
  /** An operator ends it, whoever holds it. */
  end: {
    event: 'end',
    from: ['pending', 'scanned', 'checking', 'approved'],
    to: 'cancelled',
    proof: [],
    sets: ['reason'],
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
