import { Cluster } from 'ioredis';
import type { Store } from '../store.js';
import { connect, type RedisAddress, type RedisConnection } from './connection.js';
import { Keys } from './keys.js';
import { RedisDocuments } from './redis.documents.js';
import { RedisGrants } from './redis.grants.js';
import { RedisIndex } from './redis.index.js';
import { RedisLocks } from './redis.locks.js';
import { RedisSessions } from './redis.sessions.js';
import { RedisTrails, type TrailOptions } from './redis.trails.js';

export interface RedisStoreOptions extends RedisAddress, TrailOptions {
  /** In front of every key, for a server that others use too. */
  readonly prefix: string;
  /** Replicas that must confirm a scan, an approval and a redemption before they are acknowledged. */
  readonly waitReplicas: number;
  /** Added to the server's clock; tests own time through it. */
  readonly offsetMs?: () => number;
}

export interface RedisStore extends Store {
  /** For what counts in Redis beside the store: the limits. */
  readonly connection: RedisConnection;
}

/** Sharded pub/sub came with it. */
const OLDEST_MAJOR = 7;

/** Within a request's patience, and longer than a healthy replica needs. */
const WAIT_TIMEOUT_MS = 1_000;

/** Opens the store. Rejects when the server cannot be reached or is too old. */
export async function redisStore(options: RedisStoreOptions): Promise<RedisStore> {
  const connection = await connect(options);
  let ear = connection;
  const close = (): Promise<void> => {
    ear.disconnect();
    connection.disconnect();
    return Promise.resolve();
  };
  try {
    if (!(connection instanceof Cluster)) ear = await connect(options);
    const keys = new Keys(options.prefix);
    const trails = new RedisTrails(connection, keys, options);
    return {
      connection,
      sessions: new RedisSessions({
        connection,
        keys,
        trails,
        ear,
        wait: { replicas: options.waitReplicas, timeoutMs: WAIT_TIMEOUT_MS },
        ...(options.offsetMs && { offsetMs: options.offsetMs }),
      }),
      grants: new RedisGrants(connection, keys, trails, options.offsetMs),
      documents: new RedisDocuments(connection, keys),
      index: new RedisIndex(connection, keys),
      locks: new RedisLocks(connection, keys, trails, options.offsetMs),
      feed: trails,
      warnings: await inspect(connection, options.waitReplicas),
      // Both links: a node that hears no push serves no waiting page.
      ready: () =>
        connection.ping().then(
          () => ear.status === 'ready',
          () => false,
        ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a failover or a power cut would lose, in words; refuses a server that is too old. */
async function inspect(connection: RedisConnection, waitReplicas: number): Promise<readonly string[]> {
  const info = await connection.info();
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? '0';
  if (Number.parseInt(version, 10) < OLDEST_MAJOR) {
    throw new Error(`Redis ${version} is too old: sharded pub/sub needs ${String(OLDEST_MAJOR)}.0 or newer`);
  }
  const warnings: string[] = [];
  if (!/^aof_enabled:1/m.test(info)) {
    warnings.push('Redis keeps no append-only file: a restart loses the sessions in flight (appendonly yes)');
  }
  if (/^maxmemory_policy:allkeys/m.test(info)) {
    warnings.push('Redis may throw away what is on record when its memory is full (maxmemory-policy noeviction)');
  }
  if (waitReplicas === 0) {
    warnings.push('REDIS_WAIT_REPLICAS is 0: a failover may lose an approval that was acknowledged');
  }
  return warnings;
}
