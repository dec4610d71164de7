import type { Clock } from '../core/ports.js';
import { memoryStore } from './memory/memory.store.js';
import type { RedisConnection } from './redis/connection.js';
import { redisStore, type RedisStoreOptions } from './redis/redis.store.js';
import type { Store } from './store.js';

/** Everything about how things are kept but where. */
interface StoreOptions extends Pick<RedisStoreOptions, 'keepsUndelivered' | 'offsetMs'> {
  /** Of a store in this process. */
  readonly clock: Clock;
}

/**
 * Opens the store that is configured: in this process where there is no Redis.
 * @returns with it the connection, for what counts in Redis beside the store: the limits
 */
export async function openStore(
  redis: Pick<RedisStoreOptions, 'url' | 'cluster' | 'prefix' | 'waitReplicas'> | undefined,
  { clock, ...options }: StoreOptions,
): Promise<{ readonly store: Store; readonly connection?: RedisConnection }> {
  if (!redis) return { store: memoryStore(clock, options.offsetMs, options.keepsUndelivered) };
  const store = await redisStore({ ...redis, ...options });
  return { store, connection: store.connection };
}
