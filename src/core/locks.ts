import type { Gate, LockEntry, OperatorAct, Standing } from './ports.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * When wrong one-time codes in a row lock the factor: every so many, for as long as the last row says that they reach;
 * where a row has no time, until an operator unlocks. 100: NIST SP 800-63B-4 §3.1.3.2 allows no more for a code of six
 * digits. Nobody is near it by mistake: it takes sixteen days.
 */
export const LOCK_RULES = {
  every: 5,
  locks: [
    { from: 5, lockMs: 5 * MINUTE_MS },
    { from: 10, lockMs: 15 * MINUTE_MS },
    { from: 15, lockMs: HOUR_MS },
    { from: 20, lockMs: DAY_MS },
    { from: 100 },
  ],
  /** A count is forgotten so long after its last change. What only an operator ends is never forgotten. */
  keptMs: 365 * DAY_MS,
} as const satisfies LockRules;

interface LockRules {
  readonly every: number;
  readonly locks: readonly { readonly from: number; readonly lockMs?: number }[];
  readonly keptMs: number;
}

/** So many times what is left of a block is news; less is the same once more. */
export const MUCH_LONGER = 3;

/** Where somebody may be kept out, and what of their record does it, by the code that they are told. */
export const GATES = {
  phone: { operator: 'subject_locked' },
  factor: { operator: 'subject_locked', factor: 'factor_locked' },
  computer: { operator: 'desktop_blocked', block: 'desktop_blocked' },
} as const satisfies Readonly<Record<Gate, GateCodes>>;

type GateCodes = Readonly<Partial<Record<'operator' | 'factor' | 'block', NonNullable<LockEntry['outcome']>>>>;

/** Of refusals at a gate one in so long goes on record: whoever knocks all day must not wash out the trail. */
export const REFUSAL_NOTED_MS = 10 * MINUTE_MS;

/** What happens to a person's record. */
export type LockEvent =
  | { readonly name: 'try' | 'succeed' }
  | { readonly name: 'admit'; readonly gate: Gate }
  /** By an operator, who is put on record with the reason. */
  | { readonly name: 'lock' | 'unlock'; readonly act: OperatorAct }
  /** Of a computer. One that is blocked already stays so for as long as it was, unless that is over much sooner. */
  | { readonly name: 'block'; readonly lifeMs: number };

/** What lies with a person; times are the store's. */
export interface LockRecord {
  readonly failures: number;
  /** Epoch milliseconds; `Infinity`: until an operator unlocks. */
  readonly factorUntilMs: number;
  readonly operatorLock?: NonNullable<Standing['operatorLock']>;
  readonly blockedUntilMs: number;
  /** Until then no more refusals go on record. Any change of what stands against them ends it. */
  readonly notedUntilMs: number;
}

export const NO_LOCKS: LockRecord = { failures: 0, factorUntilMs: 0, blockedUntilMs: 0, notedUntilMs: 0 };

/** What came of an event. */
export interface LockReply {
  readonly allowed: boolean;
  readonly record: LockRecord;
  /** Put on record with it. */
  readonly entry?: Pick<LockEntry, 'event' | 'outcome' | 'act'>;
}

/** One event on one person's record. The twin of lock.lua, which gets the same rules. */
export function stepLock(kept: LockRecord, event: LockEvent, nowMs: number): LockReply {
  const record = { ...kept, notedUntilMs: 0 };
  switch (event.name) {
    case 'admit':
      return admit(kept, event.gate, nowMs) ?? { allowed: true, record: kept };
    case 'try':
      return admit(kept, 'factor', nowMs) ?? countTry(record, nowMs);
    case 'succeed':
      return { allowed: true, record: { ...record, failures: 0, factorUntilMs: 0 } };
    case 'lock':
      return {
        allowed: true,
        record: { ...record, operatorLock: { ...event.act, atMs: nowMs } },
        entry: { event: 'lock', act: event.act },
      };
    case 'block':
      if ((record.blockedUntilMs - nowMs) * MUCH_LONGER >= event.lifeMs) return { allowed: false, record: kept };
      return { allowed: true, record: { ...record, blockedUntilMs: nowMs + event.lifeMs }, entry: { event: 'block' } };
    case 'unlock':
      return { allowed: true, record: NO_LOCKS, entry: { event: 'unlock', act: event.act } };
  }
}

/** The refusal, if there is one; the first of a while with its entry. */
function admit(record: LockRecord, gate: Gate, nowMs: number): LockReply | undefined {
  const codes: GateCodes = GATES[gate];
  const outcome =
    (record.operatorLock && codes.operator) ??
    (record.factorUntilMs > nowMs ? codes.factor : undefined) ??
    (record.blockedUntilMs > nowMs ? codes.block : undefined);
  if (outcome === undefined) return undefined;
  if (record.notedUntilMs > nowMs) return { allowed: false, record };
  const noted = { ...record, notedUntilMs: nowMs + REFUSAL_NOTED_MS };
  return { allowed: false, record: noted, entry: { event: 'kept_out', outcome } };
}

function countTry(record: LockRecord, nowMs: number): LockReply {
  const failures = record.failures + 1;
  const rules: LockRules = LOCK_RULES;
  const row = failures % rules.every === 0 ? rules.locks.findLast(({ from }) => from <= failures) : undefined;
  if (!row) return { allowed: true, record: { ...record, failures } };
  const factorUntilMs = nowMs + (row.lockMs ?? Infinity);
  return { allowed: true, record: { ...record, failures, factorUntilMs }, entry: { event: 'factor_locked' } };
}

/** How long the record is kept from now on; 0: not at all, because it says nothing. */
export function keptMs({ failures, factorUntilMs, operatorLock, blockedUntilMs }: LockRecord, nowMs: number): number {
  if (operatorLock ?? factorUntilMs === Infinity) return Infinity;
  return Math.max(failures > 0 ? LOCK_RULES.keptMs : 0, blockedUntilMs - nowMs, 0);
}

export function standingOf(record: LockRecord, nowMs: number): Standing {
  const { failures, factorUntilMs, operatorLock, blockedUntilMs } = record;
  const remainingMs = factorUntilMs - nowMs;
  return {
    failures,
    ...(remainingMs > 0 && { factorLock: remainingMs === Infinity ? { untilUnlocked: true } : { remainingMs } }),
    ...(operatorLock && { operatorLock }),
    ...(blockedUntilMs > nowMs && { blockedMs: blockedUntilMs - nowMs }),
  };
}
