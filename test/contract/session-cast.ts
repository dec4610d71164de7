import { randomInt } from 'node:crypto';
import { FRAME_MS } from '@saoma/protocol';
import type { Claim, Field, Fields, SessionRecord } from '../../src/core/session-record.js';
import type { Snapshot, StepInput, StepReply } from '../../src/core/step.js';
import { TRANSITIONS, type EventName } from '../../src/core/transitions.js';
import type { StoreUnderTest } from './store-under-test.js';

/** Who holds the phone. */
export const ANNA: Claim = { app: 'https://app.example', person: 'digest-of-anna', phone_key: 'key-of-anna' };
/** Somebody else with the same app. */
export const BERT: Claim = { app: 'https://app.example', person: 'digest-of-bert', phone_key: 'key-of-bert' };

/** What the record keeps of each secret; the stores see nothing else of them. */
export const HASHES = {
  desktop_hash: 'hash-of-desktop-token',
  consent_hash: 'hash-of-consent-nonce',
  code_hash: 'hash-of-authorization-code',
  user_code_hash: 'mac-of-user-code',
  check_hash: 'mac-of-check-code',
  one_time_code_hash: 'mac-of-one-time-code',
  co_consent_hash: 'hash-of-consent-nonce-and-phone',
} as const;

export const CLIENT_ID = 'portal-1';

const REQUEST: Fields = {
  kid: 'ring-1',
  desktop_hash: HASHES.desktop_hash,
  client_id: CLIENT_ID,
  purpose: 'login',
  scope: 'openid',
  redirect_uri: 'https://portal.example/back',
  code_challenge: 'challenge',
  state_param: 'state-1',
  nonce: 'nonce-1',
};

/** What each event brings along to be stored. */
export const BRINGS: { readonly [E in EventName]: Fields } = {
  start: REQUEST,
  extend: {},
  user_code: { user_code_hash: HASHES.user_code_hash },
  scan: { client_id: CLIENT_ID, frame_index: '0', consent_hash: HASHES.consent_hash },
  enter: { client_id: CLIENT_ID, via: 'user_code', consent_hash: HASHES.consent_hash },
  open: { client_id: CLIENT_ID, via: 'request', consent_hash: HASHES.consent_hash },
  slow_down: {},
  refuse: { refused: 'app_not_trusted' },
  stale_scan: {},
  send_code: { one_time_code_hash: HASHES.one_time_code_hash, one_time_code_channel: 'sms' },
  unsend_code: {},
  prove: { amr: 'sms', auth_time: '1795000000', code_hash: HASHES.code_hash },
  co_approve: {
    co_consent_hash: HASHES.co_consent_hash,
    approvers: String(ANNA.person),
    co_approvals: 'what-anna-brought',
  },
  fall_short: { refused: 'insufficient_user_authentication' },
  end: { reason: 'ended_by_operator' },
  approve: {
    person_name: '安*',
    acr: 'urn:example:face',
    amr: 'face pop',
    auth_time: '1795000000',
    code_hash: HASHES.code_hash,
    check_hash: HASHES.check_hash,
  },
  check: {},
  rescan: {},
  deny: { reason: 'not_me' },
  cancel: {},
  redeem: {},
  revoke: { reason: 'not_completed' },
};

/** What each event proves itself with. A scan's proof is its frame, a start has none. */
export const PROOFS: { readonly [E in EventName]: Fields } = {
  start: {},
  extend: { desktop_hash: HASHES.desktop_hash },
  user_code: { desktop_hash: HASHES.desktop_hash, user_code_hash: HASHES.user_code_hash },
  scan: {},
  enter: { user_code_hash: HASHES.user_code_hash },
  open: { flow: 'ciba' },
  slow_down: { desktop_hash: HASHES.desktop_hash },
  refuse: {},
  stale_scan: {},
  send_code: { desktop_hash: HASHES.desktop_hash },
  unsend_code: { desktop_hash: HASHES.desktop_hash, one_time_code_hash: HASHES.one_time_code_hash },
  prove: { desktop_hash: HASHES.desktop_hash, one_time_code_channel: 'sms' },
  approve: { consent_hash: HASHES.consent_hash },
  co_approve: { consent_hash: HASHES.consent_hash, co_consent_hash: HASHES.co_consent_hash },
  fall_short: { consent_hash: HASHES.consent_hash },
  end: {},
  check: { desktop_hash: HASHES.desktop_hash },
  rescan: { consent_hash: HASHES.consent_hash },
  deny: { consent_hash: HASHES.consent_hash },
  cancel: { desktop_hash: HASHES.desktop_hash },
  redeem: { code_hash: HASHES.code_hash, client_id: CLIENT_ID },
  revoke: { code_hash: HASHES.code_hash, client_id: CLIENT_ID },
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A fresh id; its first two characters name the partition. */
export function newSessionId(partition?: string): string {
  const id = Array.from({ length: 26 }, () => BASE32.charAt(randomInt(BASE32.length))).join('');
  return partition === undefined ? id : partition + id.slice(partition.length);
}

/** The event as its honest sender sends it, on a session that has just begun. */
export function honest(event: EventName, sessionId: string, rest: Partial<StepInput> = {}): StepInput {
  const input: StepInput = { sessionId, proof: PROOFS[event], claim: ANNA, set: BRINGS[event] };
  return { ...input, ...FRAMES[event], ...(event in SECRETS && secret('right', event)), ...rest };
}

/** What is scanned: the first frame, and the next one after the approval. */
const FRAMES: { readonly [E in EventName]?: Pick<StepInput, 'frame'> } = {
  scan: { frame: 0 },
  rescan: { frame: 1 },
};

/** The short secrets that people type. */
const SECRETS: { readonly [E in EventName]?: string } = {
  check: HASHES.check_hash,
  prove: HASHES.one_time_code_hash,
};

export function secret(which: 'right' | 'wrong', event: EventName = 'check'): Required<Pick<StepInput, 'secret'>> {
  return { secret: (which === 'right' ? SECRETS[event] : undefined) ?? 'mac-of-some-other-digits' };
}

/** Sends one event. */
export function send(
  { store }: Pick<StoreUnderTest, 'store'>,
  event: EventName,
  sessionId: string,
  rest: Partial<StepInput> = {},
): Promise<StepReply> {
  return store.apply(TRANSITIONS[event], honest(event, sessionId, rest));
}

/** Starts a session and takes it through the events, each of which must apply. */
export async function given(
  subject: StoreUnderTest,
  events: readonly EventName[],
  start: Fields = {},
): Promise<string> {
  const sessionId = newSessionId();
  const begun = await send(subject, 'start', sessionId, { set: { ...BRINGS.start, ...start } });
  expect(describeReply(begun)).toBe('applied pending');
  for (const event of events) {
    // The frame of the approval is too old for the second scan.
    if (event === 'rescan') subject.shiftTime(FRAME_MS);
    const reply = await send(subject, event, sessionId);
    if (reply.outcome !== 'applied') throw new Error(`${event} was ${describeReply(reply)}`);
  }
  return sessionId;
}

async function snapshotOf({ store }: StoreUnderTest, sessionId: string): Promise<Snapshot> {
  const snapshot = await store.read(sessionId);
  if (!snapshot) throw new Error(`no session ${sessionId}`);
  return snapshot;
}

export async function recordOf(subject: StoreUnderTest, sessionId: string): Promise<SessionRecord> {
  return (await snapshotOf(subject, sessionId)).record;
}

/** Moves the clock to so many milliseconds after (before, if negative) the session's end. */
export async function goToEnd(subject: StoreUnderTest, sessionId: string, ms: number): Promise<Snapshot> {
  const { record, nowMs } = await snapshotOf(subject, sessionId);
  const aheadMs = Number(record.expires_at) + ms - nowMs;
  if (aheadMs > 0) subject.shiftTime(aheadMs);
  return { record, nowMs: nowMs + Math.max(0, aheadMs) };
}

/** Moves the clock to so many milliseconds after the session began. */
export async function goToAge(subject: StoreUnderTest, sessionId: string, ageMs: number): Promise<void> {
  const { record, nowMs } = await snapshotOf(subject, sessionId);
  subject.shiftTime(Number(record.created_at) + ageMs - nowMs);
}

/** A reply as the tables write it: `applied scanned`, `repeated scanned 2`, `terminal denied`, `wrong_secret 1 checking`. */
export function describeReply(reply: StepReply): string {
  if (reply.outcome === 'applied') return `applied ${reply.record.state}`;
  if (reply.outcome === 'repeated') return `repeated ${reply.first.state} ${reply.first.rev}`;
  if (reply.reason === 'wrong_secret') return `wrong_secret ${reply.triesLeft} ${reply.state}`;
  return 'state' in reply ? `${reply.reason} ${reply.state}` : reply.reason;
}

/** A field that a row of tomorrow brings. */
export function newField(name: string): Field {
  return name as Field;
}
