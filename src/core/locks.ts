import type { LockEntry, OperatorAct, Standing } from './ports.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * When wrong one-time codes in a row lock the factor: every so many, for as long as the last row says that they reach;
 * where a row has no time, until an operator unlocks. 100: NIST SP 800-63B-4 §3.1.3.2 allows no more for a code of six
 * digits. Nobody is near it by mistake: it takes seventeen days.
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

/** What happens to a person's record. */
export type LockEvent =
  | { readonly name: 'try' | 'succeed' }
  /** By an operator, who is put on record with the reason. */
  | { readonly name: 'lock' | 'unlock'; readonly act: OperatorAct }
  /** Of a computer. One that is blocked already stays so for as long as it was. */
  | { readonly name: 'block'; readonly lifeMs: number };

/** What lies with a person; times are the store's. */
export interface LockRecord {
  readonly failures: number;
  /** Epoch milliseconds; `Infinity`: until an operator unlocks. */
  readonly factorUntilMs: number;
  readonly operatorLock?: NonNullable<Standing['operatorLock']>;
  readonly blockedUntilMs: number;
}

export const NO_LOCKS: LockRecord = { failures: 0, factorUntilMs: 0, blockedUntilMs: 0 };

/** What came of an event. */
export interface LockReply {
  readonly allowed: boolean;
  readonly record: LockRecord;
  /** Put on record with it. */
  readonly entry?: Pick<LockEntry, 'event' | 'act'>;
}

/** One event on one person's record. The twin of lock.lua, which gets the same rules. */
export function stepLock(record: LockRecord, event: LockEvent, nowMs: number): LockReply {
  switch (event.name) {
    case 'try':
      return countTry(record, nowMs);
    case 'succeed':
      return { allowed: true, record: { ...record, failures: 0, factorUntilMs: 0 } };
    case 'lock':
      return {
        allowed: true,
        record: { ...record, operatorLock: { ...event.act, atMs: nowMs } },
        entry: { event: 'lock', act: event.act },
      };
    case 'block':
      if (record.blockedUntilMs > nowMs) return { allowed: false, record };
      return { allowed: true, record: { ...record, blockedUntilMs: nowMs + event.lifeMs }, entry: { event: 'block' } };
    case 'unlock':
      return { allowed: true, record: NO_LOCKS, entry: { event: 'unlock', act: event.act } };
  }
}

function countTry(record: LockRecord, nowMs: number): LockReply {
  if (record.operatorLock ?? record.factorUntilMs > nowMs) return { allowed: false, record };
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
