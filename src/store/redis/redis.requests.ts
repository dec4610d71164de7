import { readFileSync } from 'node:fs';
import type { RequestIndex } from '../../core/ports.js';
import { MOST_REQUESTS } from '../most-requests.js';
import { reach, type RedisConnection } from './connection.js';
import type { Keys } from './keys.js';

const REQUEST_SCRIPT = {
  lua: readFileSync(new URL('./lua/request.lua', import.meta.url), 'utf8'),
  numberOfKeys: 1,
};

type RequestCommand = (...args: string[]) => Promise<unknown>;

/** Which sessions a phone claimed, one Redis list each, newest first. */
export class RedisRequests implements RequestIndex {
  constructor(
    private readonly connection: RedisConnection,
    private readonly keys: Keys,
  ) {
    connection.defineCommand('saomaRequest', REQUEST_SCRIPT);
  }

  async add(phone: string, sessionId: string, lifeMs: number): Promise<void> {
    const { saomaRequest } = this.connection as unknown as { saomaRequest: RequestCommand };
    const args = [this.keys.requests(phone), sessionId, String(MOST_REQUESTS), String(lifeMs)];
    await reach(() => saomaRequest.apply(this.connection, args));
  }

  async list(phone: string): Promise<readonly string[]> {
    return reach(() => this.connection.lrange(this.keys.requests(phone), 0, -1));
  }
}
