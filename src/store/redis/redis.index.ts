import { readFileSync } from 'node:fs';
import type { SessionIndex } from '../../core/ports.js';
import { reach, type RedisConnection } from './connection.js';
import type { Keys } from './keys.js';

const INDEX_SCRIPT = {
  lua: readFileSync(new URL('./lua/index.lua', import.meta.url), 'utf8'),
  numberOfKeys: 1,
};

type IndexCommand = (...args: string[]) => Promise<unknown>;

/** Which sessions a word leads to, one Redis list each, newest first. */
export class RedisIndex implements SessionIndex {
  constructor(
    private readonly connection: RedisConnection,
    private readonly keys: Keys,
  ) {
    connection.defineCommand('saomaIndex', INDEX_SCRIPT);
  }

  async add(word: string, sessionId: string, lifeMs: number, most: number): Promise<readonly string[]> {
    const { saomaIndex } = this.connection as unknown as { saomaIndex: IndexCommand };
    const args = [this.keys.index(word), sessionId, String(most), String(lifeMs)];
    return (await reach(() => saomaIndex.apply(this.connection, args))) as string[];
  }

  async remove(word: string, sessionId: string): Promise<void> {
    await reach(() => this.connection.lrem(this.keys.index(word), 0, sessionId));
  }

  async list(word: string): Promise<readonly string[]> {
    return reach(() => this.connection.lrange(this.keys.index(word), 0, -1));
  }
}
