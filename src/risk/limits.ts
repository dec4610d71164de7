import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { type Clock, type Count, type LimitName, type Limits, StoreUnavailable } from '../core/ports.js';

/** So many in a window of so many seconds. */
export interface Window {
  readonly points: number;
  readonly seconds: number;
}

export type LimitTable = Readonly<Record<LimitName, Window>>;

export const perMinute = (points: number): Window => ({ points, seconds: 60 });
export const perDay = (points: number): Window => ({ points, seconds: 86_400 });
export const perTenMinutes = (points: number): Window => ({ points, seconds: 600 });

/** Refusals remembered by a node: more at once is a flood from everywhere, and the store decides again. */
const REMEMBERED = 10_000;

/** Where the counting is done: beside the sessions, so that all nodes count together, or in this process. */
export interface CountingPlace {
  /** An ioredis connection; absent: this process. */
  readonly connection?: { get(key: string): Promise<string | null> };
  readonly prefix: string;
}

function unavailable(cause: unknown): never {
  throw new StoreUnavailable('limits cannot be counted', { cause });
}

/** Counts calls in windows of time. */
export class WindowLimits implements Limits {
  readonly #limiters: ReadonlyMap<LimitName, RateLimiterAbstract>;

  /** `<limit> <key>`: until when it is known to be over. */
  readonly #overUntilMs = new Map<string, number>();

  constructor(
    table: LimitTable,
    private readonly clock: Clock,
    private readonly place: CountingPlace,
  ) {
    const { connection, prefix } = place;
    this.#limiters = new Map(
      (Object.entries(table) as [LimitName, Window][]).map(([name, { points, seconds }]) => {
        const options = { points, duration: seconds, keyPrefix: `${prefix}limit:${name}` };
        return [
          name,
          connection === undefined
            ? new RateLimiterMemory(options)
            : new RateLimiterRedis({ ...options, storeClient: connection, rejectIfRedisNotReady: true }),
        ];
      }),
    );
  }

  async take(limit: LimitName, key: string, points = 1): Promise<number | undefined> {
    const known = this.#waitOf(limit, key);
    if (known !== undefined) return known;
    try {
      const limiter = this.#limiters.get(limit);
      await limiter?.consume(key, Math.min(points, limiter.points));
      return undefined;
    } catch (reason) {
      if (!(reason instanceof RateLimiterRes))
        throw new StoreUnavailable('limits cannot be counted', { cause: reason });
      const waitMs = Math.max(1, reason.msBeforeNext);
      this.#remember(limit, key, waitMs);
      return waitMs;
    }
  }

  async giveBack(limit: LimitName, key: string, points = 1): Promise<void> {
    try {
      const limiter = this.#limiters.get(limit);
      await limiter?.reward(key, Math.min(points, limiter.points));
      this.#overUntilMs.delete(`${limit} ${key}`);
    } catch (cause) {
      throw new StoreUnavailable('limits cannot be counted', { cause });
    }
  }

  async waitOf(limit: LimitName, key: string): Promise<number | undefined> {
    const known = this.#waitOf(limit, key);
    if (known !== undefined) return known;
    const limiter = this.#limiters.get(limit);
    if (!limiter || !(await this.#isReached(limiter, key))) return undefined;
    const counted = await limiter.get(key).catch(unavailable);
    if (!counted || counted.consumedPoints < limiter.points) return undefined;
    const waitMs = Math.max(1, counted.msBeforeNext);
    this.#remember(limit, key, waitMs);
    return waitMs;
  }

  /** One command of Redis, where the library takes four; nearly always there is nothing to wait for. */
  async #isReached(limiter: RateLimiterAbstract, key: string): Promise<boolean> {
    const { connection } = this.place;
    if (!connection) return true;
    const counted = await connection.get(limiter.getKey(key)).catch(unavailable);
    return Number(counted ?? 0) >= limiter.points;
  }

  async takeAll(...counts: readonly Count[]): Promise<number | undefined> {
    const known = this.knownWait(...counts);
    if (known !== undefined) return known;
    const waits = await Promise.all(counts.map(([limit, key, points]) => this.take(limit, key, points)));
    const longest = Math.max(...waits.map((wait) => wait ?? 0));
    if (longest === 0) return undefined;
    const granted = counts.filter((_, index) => waits[index] === undefined);
    await Promise.all(granted.map(([limit, key, points]) => this.giveBack(limit, key, points)));
    return longest;
  }

  knownWait(...counts: readonly Count[]): number | undefined {
    for (const [limit, key] of counts) {
      const waitMs = this.#waitOf(limit, key);
      if (waitMs !== undefined) return waitMs;
    }
    return undefined;
  }

  /** Who is over the limit is refused from memory: a flood costs the store nothing. */
  #waitOf(limit: LimitName, key: string): number | undefined {
    const overUntilMs = this.#overUntilMs.get(`${limit} ${key}`);
    if (overUntilMs === undefined) return undefined;
    const waitMs = overUntilMs - this.clock.nowMs();
    if (waitMs > 0) return waitMs;
    this.#overUntilMs.delete(`${limit} ${key}`);
    return undefined;
  }

  #remember(limit: LimitName, key: string, waitMs: number): void {
    const [oldest] = this.#overUntilMs.size >= REMEMBERED ? this.#overUntilMs.keys() : [];
    if (oldest !== undefined) this.#overUntilMs.delete(oldest);
    this.#overUntilMs.set(`${limit} ${key}`, this.clock.nowMs() + waitMs);
  }
}
