import type { RedisServer } from '../servers/redis.js';

/** What a connection is kept alive with, and what counting itself costs. */
const ASIDE = new Set(['config|resetstat', 'info', 'ping', 'client|setinfo', 'hello']);

/** How often each command ran since `CONFIG RESETSTAT`, those that scripts ran among them. */
export async function commandsOf(redis: RedisServer): Promise<ReadonlyMap<string, number>> {
  const stats = String(await redis.command('INFO', 'commandstats'));
  const counts = Array.from(stats.matchAll(/cmdstat_([^:]+):calls=(\d+)/g), ([, name = '', calls]) => {
    return [name, Number(calls)] as const;
  });
  return new Map(counts.filter(([name]) => !ASIDE.has(name)));
}
