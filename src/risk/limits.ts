import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { type LimitName, type Limits, StoreUnavailable } from '../core/ports.js';

/** Calls a minute, by the limit's name. */
export type LimitTable = Readonly<Record<LimitName, number>>;

const MINUTE_S = 60;

/** Where the counting is done: beside the sessions, so that all nodes count together, or in this process. */
export interface CountingPlace {
  /** An ioredis connection; absent: this process. */
  readonly connection?: unknown;
  readonly prefix: string;
}

/** Counts calls in windows of a minute. */
export class WindowLimits implements Limits {
  readonly #limiters: ReadonlyMap<LimitName, RateLimiterAbstract>;

  constructor(table: LimitTable, { connection, prefix }: CountingPlace) {
    this.#limiters = new Map(
      (Object.entries(table) as [LimitName, number][]).map(([name, points]) => {
        const options = { points, duration: MINUTE_S, keyPrefix: `${prefix}limit:${name}` };
        return [
          name,
          connection === undefined
            ? new RateLimiterMemory(options)
            : // Who is over the limit is refused from memory: a flood costs the store nothing.
              new RateLimiterRedis({
                ...options,
                storeClient: connection,
                inMemoryBlockOnConsumed: points + 1,
                rejectIfRedisNotReady: true,
              }),
        ];
      }),
    );
  }

  async take(limit: LimitName, key: string, points = 1): Promise<number | undefined> {
    try {
      await this.#limiters.get(limit)?.consume(key, points);
      return undefined;
    } catch (reason) {
      if (reason instanceof RateLimiterRes) return Math.max(1, reason.msBeforeNext);
      throw new StoreUnavailable('limits cannot be counted', { cause: reason });
    }
  }
}
