import { FRAME_MS, isTerminal, type State } from '@saoma/protocol';
import type { Fields, SessionRecord } from './session-record.js';
import { CEILING_MS, GRACE_MS, type Life, type Transition } from './transitions.js';

/** What comes with an event. */
export interface StepInput {
  readonly sessionId: string;
  /** Presented secrets, hashed: compared with the record under `proof`. */
  readonly proof?: Fields;
  /** Who claims: compared with what is bound, and bound by a scan. */
  readonly claim?: Fields;
  /** Index of the frame that was shown. */
  readonly frame?: number;
  /** The short secret that was typed, as HMAC. */
  readonly secret?: string;
  readonly set?: Fields;
}

/** Why an event was not applied, in the order in which the reasons are looked for. */
export type Refusal =
  | { readonly reason: 'missing' | 'wrong_proof' | 'stale_frame' }
  | { readonly reason: 'terminal' | 'wrong_state'; readonly state: State }
  | { readonly reason: 'expired' | 'claimed' | 'untrusted' | 'not_bound' | 'already_counted' | 'too_often' | 'exists' }
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
  if (done && row.repeat.by.every((field) => matches(record[field], claim[field] ?? proof[field]))) {
    const [state, rev] = done.split(' ');
    return { reply: { outcome: 'repeated', first: { state: state as State, rev: Number(rev) }, record, nowMs } };
  }

  if (!row.proof.every((field) => matches(record[field], proof[field]))) {
    return refuse({ reason: 'wrong_proof' });
  }
  if (row.frame) {
    const behind = Math.floor((nowMs - Number(record.created_at)) / FRAME_MS) - (input.frame ?? Infinity);
    if (behind < 0) return refuse({ reason: 'wrong_proof' });
    if (behind > 1) return refuse({ reason: 'stale_frame' });
  }
  const ended = isTerminal(record.state);
  if (ended && !row.from.includes(record.state)) return refuse({ reason: 'terminal', state: record.state });
  if (!ended && nowMs >= Number(record.expires_at)) return refuse({ reason: 'expired' });
  if (row.claim?.some((field) => record[field] !== undefined && record[field] !== claim[field])) {
    return refuse({ reason: 'claimed' });
  }
  const outside = row.within?.find(({ list, field }) => record[list] !== undefined && !has(record[list], claim[field]));
  if (outside) return refuse({ reason: outside.reason });
  if (row.once && has(record[row.once.list], claim[row.once.field])) return refuse({ reason: 'already_counted' });
  if (!row.from.includes(record.state)) return refuse({ reason: 'wrong_state', state: record.state });
  if (row.atMost && Number(record[row.atMost.field] ?? 0) >= row.atMost.times) return refuse({ reason: 'too_often' });
  if (row.secret && !matches(record[row.secret.field], input.secret)) return miss(row, row.secret, record, nowMs);
  return apply(row, record, input, nowMs);
}

/** An empty text is as good as none: it proves nothing. */
const matches = (kept: string | undefined, shown: string | undefined): boolean => Boolean(kept) && kept === shown;
const has = (list: string | undefined, value: string | undefined): boolean =>
  value !== undefined && (list ?? '').split(' ').includes(value);

/** Applies the row: the next record, one revision on. */
function apply(row: Transition, record: SessionRecord, input: StepInput, nowMs: number): StepResult {
  const next: Record<string, string> = { ...record };
  for (const field of row.sets) if (input.set?.[field] !== undefined) next[field] = input.set[field];
  for (const field of row.claim ?? []) if (input.claim?.[field] !== undefined) next[field] = input.claim[field];
  if (row.atMost) next[row.atMost.field] = String(Number(record[row.atMost.field] ?? 0) + 1);
  if (row.once) next[row.once.list] = `${record[row.once.list] ?? ''} ${input.claim?.[row.once.field] ?? ''}`.trim();
  for (const field of row.clears ?? []) delete next[field];
  next['state'] = row.when && record[row.when.field] ? row.when.to : row.to;
  return commit(row, next, row.life, nowMs);
}

/** A wrong short secret: counted, and the last one ends the session. */
function miss(
  row: Transition,
  secret: NonNullable<Transition['secret']>,
  record: SessionRecord,
  nowMs: number,
): StepResult {
  const tries = Number(record[secret.count] ?? 0) + 1;
  const counted = { ...record, [secret.count]: String(tries) };
  const triesLeft = secret.tries - tries;
  if (triesLeft > 0) {
    const ttlMs = Number(record.expires_at) + GRACE_MS - nowMs;
    const reply: StepReply = { outcome: 'refused', reason: 'wrong_secret', triesLeft, state: record.state };
    return { reply, write: { record: counted, ttlMs } };
  }
  const ended = commit(row, { ...counted, ...secret.sets, state: secret.to }, { from: 'over', ms: 0 }, nowMs);
  return { ...ended, reply: { outcome: 'refused', reason: 'wrong_secret', triesLeft: 0, state: secret.to } };
}

function commit(row: Transition, next: Record<string, string>, life: Life, nowMs: number): StepResult {
  const ends = { now: nowMs + life.ms, deadline: Number(next['expires_at']) + life.ms, over: nowMs };
  const expiresAt = Math.min(ends[life.from], Number(next['created_at']) + CEILING_MS);
  next['expires_at'] = String(expiresAt);
  next['rev'] = String(Number(next['rev']) + 1);
  if (row.repeat) next[row.repeat.done] = `${next['state'] ?? ''} ${next['rev']}`;
  const record = next as unknown as SessionRecord;
  return { reply: { outcome: 'applied', record, nowMs }, write: { record, ttlMs: expiresAt + GRACE_MS - nowMs } };
}
