import { FRAME_MS, isTerminal, type State } from '@saoma/protocol';
import type { AuditDetails } from './registrations.js';
import type { Claim, Field, Fields, SessionRecord } from './session-record.js';
import type { Life, Transition } from './transition.js';
import { CEILING_MS, GRACE_MS } from './transitions.js';

/** Which operator did something, and why. */
export interface OperatorAct {
  readonly operatorId: string;
  readonly reason: string;
}

/** What comes with an event. */
export interface StepInput {
  readonly sessionId: string;
  /** Presented secrets, hashed: compared with the record under `proof`. */
  readonly proof?: Fields;
  /** Who claims: compared with what is bound, and bound by a scan. */
  readonly claim?: Claim;
  /** Index of the frame that was shown. */
  readonly frame?: number;
  /** The short secret that was typed, as HMAC. */
  readonly secret?: string;
  readonly set?: Fields;
  /** Where an operator does it: goes on record with the event. */
  readonly act?: OperatorAct;
  /** What has nothing to do with the record is wrong: where the event would apply, it is refused, and that is on record. */
  readonly misused?: boolean;
  /** Of an event that applies, those that the record's `audit_details` name go on the trail, and nowhere else. */
  readonly details?: AuditDetails;
}

/** Why an event was not applied, in the order in which the reasons are looked for. */
export type Refusal =
  | { readonly reason: 'missing' | 'wrong_proof' | 'stale_frame' }
  | { readonly reason: 'terminal' | 'wrong_state'; readonly state: State }
  | { readonly reason: 'expired' | 'claimed' | 'untrusted' | 'not_bound' | 'already_counted' | 'too_often' | 'exists' }
  | { readonly reason: 'insufficient' | 'identity' | 'risk' | 'not_alone' | 'misused' }
  | { readonly reason: 'too_soon'; readonly waitMs: number }
  | { readonly reason: 'wrong_secret'; readonly triesLeft: number; readonly state: State };

/** The record as it is after the event, with the store's time of that moment. */
export interface Snapshot {
  readonly record: SessionRecord;
  readonly nowMs: number;
}

export type StepReply =
  | ({ readonly outcome: 'applied' } & Snapshot)
  | ({ readonly outcome: 'repeated'; readonly first: { readonly state: State; readonly rev: number } } & Snapshot)
  | ({ readonly outcome: 'refused' } & Refusal);

/** What a step leaves behind: the whole record, and how long its key lives. Absent when nothing is written. */
export interface StepResult {
  readonly reply: StepReply;
  readonly write?: { readonly record: SessionRecord; readonly ttlMs: number };
}

/**
 * Decides one event on one session: the pure twin of the Redis script.
 *
 * The order of refusals is part of the contract: whoever proves nothing learns nothing, so repeats and proofs come
 * before anything that tells the session's state; a short secret is counted only where it could have been right.
 */
export function step(row: Transition, record: SessionRecord | undefined, input: StepInput, nowMs: number): StepResult {
  const refuse = (refusal: Refusal): StepResult => ({ reply: { outcome: 'refused', ...refusal } });
  const { proof = {}, claim = {} } = input;

  if (row.from.length === 0) {
    if (record) return refuse({ reason: 'exists' });
    const born = { session_id: input.sessionId, created_at: String(nowMs), expires_at: String(nowMs), rev: '0' };
    return apply(row, born as SessionRecord, input, nowMs);
  }
  if (!record) return refuse({ reason: 'missing' });

  const done = row.repeat && record[row.repeat.done];
  if (done && row.repeat.by.every((field) => matches(record[field], valueIn(claim, field) ?? proof[field]))) {
    const [state, rev] = done.split(' ');
    return { reply: { outcome: 'repeated', first: { state: state as State, rev: Number(rev) }, record, nowMs } };
  }

  if (!row.proof.every((field) => matches(record[field], proof[field]))) {
    return refuse({ reason: 'wrong_proof' });
  }
  if (row.frame) {
    const behind = currentFrame(record, nowMs) - (input.frame ?? Infinity);
    if (behind < 0) return refuse({ reason: 'wrong_proof' });
    if (behind > 1 && !(row.frame.still && record[row.frame.still])) return refuse({ reason: 'stale_frame' });
  }
  const ended = isTerminal(record.state);
  if (ended && !row.from.includes(record.state)) return refuse({ reason: 'terminal', state: record.state });
  if (!ended && nowMs >= Number(record.expires_at)) return refuse({ reason: 'expired' });
  if (row.claim?.some((field) => record[field] !== undefined && record[field] !== valueIn(claim, field))) {
    return refuse({ reason: 'claimed' });
  }
  const outside = row.within?.find(({ list, field }) => record[list] !== undefined && !has(record[list], claim[field]));
  if (outside) return refuse({ reason: outside.reason });
  if (row.once && has(record[row.once.list], claim[row.once.field])) return refuse({ reason: 'already_counted' });
  if (!row.from.includes(record.state) || (row.countsDown && !record[row.countsDown])) {
    return refuse({ reason: 'wrong_state', state: record.state });
  }
  if (row.frame && Number(record[row.frame.after] ?? -1) >= (input.frame ?? Infinity)) {
    return refuse({ reason: 'stale_frame' });
  }
  if (row.unless && record[row.unless.field]) return refuse({ reason: row.unless.reason });
  const unmet = row.demands?.find(
    ({ list, given }) => record[list] !== undefined && !has(record[list], input.set?.[given]),
  );
  if (unmet) return refuse({ reason: unmet.reason });
  if (row.fresh && isOld(row.fresh, record, input, nowMs)) return refuse({ reason: 'insufficient' });
  if (row.atMost && Number(record[row.atMost.field] ?? 0) >= row.atMost.times) return refuse({ reason: 'too_often' });
  const waitMs = row.spaced
    ? pauseMs(row.spaced, Number(record[row.atMost?.field ?? row.spaced.last] ?? 0), record, nowMs)
    : 0;
  if (waitMs > 0) return refuse({ reason: 'too_soon', waitMs });
  if (input.misused) return refuse({ reason: 'misused' });
  if (row.secret && !matches(record[row.secret.field], input.secret)) return miss(row.secret, record, nowMs);
  return apply(row, record, input, nowMs);
}

/** An empty text is as good as none: it proves nothing. */
const matches = (kept: string | undefined, shown: string | undefined): boolean => Boolean(kept) && kept === shown;
/** Whether one of the words is in the list. */
const has = (list: string | undefined, words: string | undefined): boolean =>
  words?.split(' ').some((word) => (list ?? '').split(' ').includes(word)) ?? false;
const currentFrame = (record: SessionRecord, nowMs: number): number =>
  Math.floor((nowMs - Number(record.created_at)) / FRAME_MS);
const valueIn = (claim: Claim, field: Field): string | undefined => (claim as Fields)[field];

function isOld(
  { given, maxAge, toleranceMs }: NonNullable<Transition['fresh']>,
  record: SessionRecord,
  { set }: StepInput,
  nowMs: number,
): boolean {
  const most = record[maxAge];
  if (most === undefined) return false;
  const ageMs = nowMs - Number(set?.[given] ?? NaN) * 1_000;
  // What was not said compares with nothing, so it is old.
  return !(ageMs <= Number(most) * 1_000 + toleranceMs && ageMs >= -toleranceMs);
}

function pauseMs(
  { last, firstMs }: NonNullable<Transition['spaced']>,
  times: number,
  record: SessionRecord,
  nowMs: number,
): number {
  const sentAt = record[last];
  return sentAt === undefined ? 0 : Number(sentAt) + firstMs * 2 ** (times - 1) - nowMs;
}

/** Applies the row: the next record, one revision on. */
function apply(row: Transition, record: SessionRecord, input: StepInput, nowMs: number): StepResult {
  const next: Record<string, string> = { ...record };
  for (const field of row.sets) if (input.set?.[field] !== undefined) next[field] = input.set[field];
  for (const field of row.claim ?? []) {
    const value = valueIn(input.claim ?? {}, field);
    if (value !== undefined) next[field] = value;
  }
  for (const field of row.appends ?? []) next[field] = `${record[field] ?? ''} ${input.set?.[field] ?? ''}`.trim();
  if (row.atMost) next[row.atMost.field] = String(Number(record[row.atMost.field] ?? 0) + 1);
  if (row.spaced) next[row.spaced.last] = String(nowMs);
  if (row.stampsFrame) next[row.stampsFrame] = String(currentFrame(record, nowMs));
  if (row.countsDown) next[row.countsDown] = String(Number(record[row.countsDown]) - 1);
  for (const field of row.clears ?? []) delete next[field];
  if (row.countsDown && next[row.countsDown] === '0') delete next[row.countsDown];
  const { to = record.state, life } = row.when && record[row.when.field] ? row.when : row;
  next['state'] = to;
  return commit(next, life, nowMs, row.repeat?.done);
}

/** A wrong short secret: counted, and the last one does what the row says. */
function miss(secret: NonNullable<Transition['secret']>, record: SessionRecord, nowMs: number): StepResult {
  const tries = Number(record[secret.count] ?? 0) + 1;
  const counted = { ...record, [secret.count]: String(tries) };
  const triesLeft = secret.tries - tries;
  if (triesLeft > 0) {
    const ttlMs = Number(record.expires_at) + GRACE_MS - nowMs;
    const reply: StepReply = { outcome: 'refused', reason: 'wrong_secret', triesLeft, state: record.state };
    return { reply, write: { record: counted, ttlMs } };
  }
  const { to, sets, clears, life } = secret.spent;
  const next: Record<string, string> = { ...counted, ...sets, state: to };
  for (const field of clears) delete next[field];
  const spent = commit(next, life, nowMs);
  return { ...spent, reply: { outcome: 'refused', reason: 'wrong_secret', triesLeft: 0, state: to } };
}

/** One revision on. `done` keeps what an applied event led to, for those who repeat it. */
function commit(next: Record<string, string>, life: Life, nowMs: number, done?: Field): StepResult {
  const asked = life.asked && next[life.asked];
  const ms = asked ? Number(asked) : life.ms;
  const ends = { now: nowMs + ms, deadline: Number(next['expires_at']) + ms, over: nowMs };
  const expiresAt = Math.min(ends[life.from], Number(next['created_at']) + CEILING_MS);
  next['expires_at'] = String(expiresAt);
  next['rev'] = String(Number(next['rev']) + 1);
  if (done) next[done] = `${next['state'] ?? ''} ${next['rev']}`;
  const record = next as unknown as SessionRecord;
  return { reply: { outcome: 'applied', record, nowMs }, write: { record, ttlMs: expiresAt + GRACE_MS - nowMs } };
}
