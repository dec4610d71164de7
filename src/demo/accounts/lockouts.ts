import { ExpiringMap } from '../web/expiring-map.js';

export interface LockPlan {
  /** So many failures in a row lock for a while. */
  readonly failures: number;
  /** For how long the first, second, … lock lasts; the last of them from then on. */
  readonly lockMs: readonly [number, ...number[]];
}

/** Failures are forgotten after this time without another. Longer than the longest lock of any plan. */
const REMEMBERED_MS = 48 * 60 * 60_000;
/**
 * Of which anybody can invent any number. Each entry costs whoever makes one the price of a hash or of a page, so to push
 * another one out takes longer than its first lock lasts.
 */
const MOST_KEYS = 100_000;

interface Failures {
  readonly count: number;
  readonly lockedUntilMs: number;
}

/** Counts failures by what was typed: it makes no difference whether there is such an account. */
export class Lockouts {
  readonly #plan: LockPlan;
  readonly #failures = new ExpiringMap<Failures>(REMEMBERED_MS, MOST_KEYS);

  constructor(plan: LockPlan) {
    this.#plan = plan;
  }

  /** How long the key is still locked; 0: it is not. */
  remainingMs(key: string): number {
    const { lockedUntilMs = 0 } = this.#failures.get(key) ?? {};
    return Math.max(0, lockedUntilMs - performance.now());
  }

  /** Counts a try before its outcome is known, so that many at once count as many. */
  count(key: string): void {
    const { failures, lockMs } = this.#plan;
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    const lock = Math.min(count / failures, lockMs.length) - 1;
    const lastsMs = count % failures === 0 ? (lockMs[lock] ?? lockMs[0]) : 0;
    this.#failures.set(key, { count, lockedUntilMs: performance.now() + lastsMs });
  }

  /** The try was right: the count begins anew. */
  clear(key: string): void {
    this.#failures.take(key);
  }
}
