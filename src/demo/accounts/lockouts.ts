import { ExpiringMap } from '../web/expiring-map.js';

export interface LockPlan {
  /** So many failures in a row lock for a while. */
  readonly failures: number;
  /** For how long the first, second, … lock lasts; the last of them from then on. */
  readonly lockMs: readonly [number, ...number[]];
}

/** Failures are forgotten after this time without another. Longer than the longest lock of any plan. */
const REMEMBERED_MS = 48 * 60 * 60_000;
/** Of names that nobody has, anybody can invent any number. */
const MOST_UNKNOWN = 100_000;

/** A set, or a map, of which only the keys matter. */
type Known = Pick<ReadonlySet<string>, 'has' | 'size'>;

interface Failures {
  readonly count: number;
  readonly lockedUntilMs: number;
}

/**
 * Counts failures by what was typed: it makes no difference whether there is such an account. Only when memory runs short
 * it does: names that nobody has make room for each other, and never in the place of an account.
 */
export class Lockouts {
  readonly #plan: LockPlan;
  readonly #known: Known;
  readonly #ofKnown: ExpiringMap<Failures>;
  readonly #ofUnknown = new ExpiringMap<Failures>(REMEMBERED_MS, MOST_UNKNOWN);

  /** @param known the keys of the accounts that there are */
  constructor(plan: LockPlan, known: Known = new Set()) {
    this.#plan = plan;
    this.#known = known;
    this.#ofKnown = new ExpiringMap(REMEMBERED_MS, known.size);
  }

  /** How long the key is still locked; 0: it is not. */
  remainingMs(key: string): number {
    const { lockedUntilMs = 0 } = this.#of(key).get(key) ?? {};
    return Math.max(0, lockedUntilMs - performance.now());
  }

  /** Counts a try before its outcome is known, so that many at once count as many. */
  count(key: string): void {
    const { failures, lockMs } = this.#plan;
    const count = (this.#of(key).get(key)?.count ?? 0) + 1;
    const lock = Math.min(count / failures, lockMs.length) - 1;
    const lastsMs = count % failures === 0 ? (lockMs[lock] ?? lockMs[0]) : 0;
    this.#of(key).set(key, { count, lockedUntilMs: performance.now() + lastsMs });
  }

  /** The try was right: the count begins anew. */
  clear(key: string): void {
    this.#of(key).take(key);
  }

  #of(key: string): ExpiringMap<Failures> {
    return this.#known.has(key) ? this.#ofKnown : this.#ofUnknown;
  }
}
