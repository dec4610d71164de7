import { randomUUID } from 'node:crypto';
import { redisStore, type RedisStore } from '../../src/store/redis/redis.store.js';
import type { TrailOptions } from '../../src/store/redis/redis.trails.js';
import type { RedisServer } from '../servers/redis.js';
import type { StoreUnderTest } from './store-under-test.js';

/** From the write to the look at the key's time to live. */
const SLACK_MS = 5_000;

export interface Topology {
  readonly nodes: readonly RedisServer[];
  readonly cluster: boolean;
}

/** The store in a real Redis, behind a prefix of its own. Its clock is Redis' with an offset. */
export async function redisUnderTest({ nodes, cluster }: Topology): Promise<StoreUnderTest> {
  const prefix = `${randomUUID()}:`;
  const opened: RedisStore[] = [];
  let shiftedMs = 0;
  const open = async (options: Partial<TrailOptions> = {}): Promise<RedisStore> => {
    const url = nodes[opened.length % nodes.length]?.url ?? '';
    const offsetMs = (): number => shiftedMs;
    const store = await redisStore({
      ...{ url, cluster, prefix, waitReplicas: 0, offsetMs },
      // Longer than any test takes, so that nobody is taken for gone.
      ...{ keepsUndelivered: true, leaseMs: 600_000, ...options },
    });
    opened.push(store);
    return store;
  };
  const livesOf = async (id: string): Promise<number[]> => {
    const lives: number[] = [];
    for (const node of nodes) {
      for (const key of (await node.command('KEYS', `${prefix}*${id}*`)) as string[]) {
        lives.push(Number(await node.command('PTTL', key)));
      }
    }
    return lives;
  };
  const { sessions, grants, documents, index, locks, feed } = await open();
  return {
    store: sessions,
    grants,
    documents,
    index,
    locks,
    feed,
    shiftTime: (ms) => (shiftedMs += ms),
    another: open,
    async expectLife(id, lifeMs, read) {
      const lives = await livesOf(id);
      expect(await read()).toBeDefined();
      expect(lives).toHaveLength(1);
      expect(lives[0]).toBeLessThanOrEqual(lifeMs);
      expect(lives[0]).toBeGreaterThan(lifeMs - SLACK_MS);
    },
    async expectNoEnd(id, read) {
      expect(await livesOf(id)).toEqual([-1]);
      expect(await read()).toBeDefined();
    },
    async close() {
      await Promise.all(opened.map((store) => store.close()));
    },
  };
}
