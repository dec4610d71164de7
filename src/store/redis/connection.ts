import { Cluster, Redis, type RedisOptions, ReplyError } from 'ioredis';
import { StoreUnavailable } from '../../core/ports.js';

/** A single server, or a cluster: the same commands, because every script keeps to one slot. */
export type RedisConnection = Redis | Cluster;

export interface RedisAddress {
  /** `redis://127.0.0.1:6379/0`, or `rediss://…` */
  readonly url: string;
  /** Whether the server is one of a cluster. */
  readonly cluster: boolean;
}

/** How long an answer may take before the caller is told to come back later. */
const COMMAND_TIMEOUT_MS = 3_000;

/** A lost link is tried again at once, then ever more slowly up to this. */
const MAX_RECONNECT_DELAY_MS = 1_000;

/**
 * Nothing waits in a queue for a server that is away: a call is told so at once and comes back. Nothing is sent
 * twice by itself: whether a lost command was applied is for the caller's repeat to find out.
 */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  // The push link does it, and hears when it fails: ioredis would leave that rejection to nobody.
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  commandTimeout: COMMAND_TIMEOUT_MS,
} satisfies RedisOptions;

/** The pause before the attempt of that number, from 1. */
export const reconnectDelayMs = (attempt: number): number => Math.min(attempt * 50, MAX_RECONNECT_DELAY_MS);

/** Opens a connection that pushes and commands can use at once. Rejects when the server cannot be reached. */
export async function connect({ url, cluster }: RedisAddress): Promise<RedisConnection> {
  const connection = cluster ? clusterOf(url) : new Redis(url, { ...OPTIONS, retryStrategy: reconnectDelayMs });
  // ioredis says every failed attempt; readiness and refused calls tell it once, where it matters.
  connection.on('error', () => undefined);
  try {
    await connection.connect();
    return connection;
  } catch (error) {
    connection.disconnect();
    throw new Error(`Redis cannot be reached at ${new URL(url).host}: start it, or correct REDIS_URL`, {
      cause: error,
    });
  }
}

function clusterOf(url: string): Cluster {
  const { hostname, port, username, password, protocol } = new URL(url);
  return new Cluster([{ host: hostname, port: Number(port || '6379') }], {
    lazyConnect: true,
    enableOfflineQueue: false,
    shardedSubscribers: true,
    redisOptions: {
      ...OPTIONS,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
    clusterRetryStrategy: reconnectDelayMs,
  });
}

/** Answers of a server that is there but cannot serve now; any other error answer is a bug of ours. */
const NOT_NOW = /^(LOADING|CLUSTERDOWN|MASTERDOWN|READONLY|TRYAGAIN|BUSY|OOM|MISCONF|NOREPLICAS|EXECABORT)\b/;

/** Runs a command; a server that is away or cannot serve now becomes {@link StoreUnavailable}. */
export async function reach<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof StoreUnavailable || (isReplyError(error) && !NOT_NOW.test(error.message))) throw error;
    throw new StoreUnavailable('Redis cannot be reached', { cause: error });
  }
}

function isReplyError(error: unknown): error is Error {
  return error instanceof (ReplyError as new () => Error);
}
