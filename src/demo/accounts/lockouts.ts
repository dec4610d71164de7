import { ExpiringMap } from '../web/expiring-map.js';

/** So many failures in a row lock an account for a while. */
const FAILURES_PER_LOCK = 5;
/** For how long the first, second, … lock lasts; the last of them from then on. */
const LOCK_MS = [5 * 60_000, 15 * 60_000, 60 * 60_000, 24 * 60 * 60_000] as const;

/** Failures are forgotten after this time without another. Longer than the longest lock. */
const REMEMBERED_MS = 48 * 60 * 60_000;
/**
 * Logins with failures, of which anybody can invent any number. Each entry costs whoever makes one the price of a hash,
 * so to push another one out takes longer than its lock lasts.
 */
const MOST_LOGINS = 100_000;

interface Failures {
  readonly count: number;
  readonly lockedUntilMs: number;
}

/** Failures to sign in, counted by what was typed as login: it makes no difference whether there is such an account. */
export class Lockouts {
  readonly #failures = new ExpiringMap<Failures>(REMEMBERED_MS, MOST_LOGINS);

  /** How long the login is still locked; 0: it is not. */
  remainingMs(login: string): number {
    const { lockedUntilMs = 0 } = this.#failures.get(login) ?? {};
    return Math.max(0, lockedUntilMs - performance.now());
  }

  /** Counts a try before its outcome is known, so that many at once count as many. */
  count(login: string): void {
    const count = (this.#failures.get(login)?.count ?? 0) + 1;
    const locks = Math.floor(count / FAILURES_PER_LOCK);
    const lockMs = LOCK_MS[Math.min(locks, LOCK_MS.length) - 1] ?? 0;
    const isLocking = count % FAILURES_PER_LOCK === 0;
    this.#failures.set(login, { count, lockedUntilMs: isLocking ? performance.now() + lockMs : 0 });
  }

  clear(login: string): void {
    this.#failures.take(login);
  }
}
