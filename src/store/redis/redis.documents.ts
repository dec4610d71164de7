import type { DocumentStore } from '../../core/ports.js';
import { reach, type RedisConnection } from './connection.js';
import type { Keys } from './keys.js';

/** Small things with an end, one Redis string each. */
export class RedisDocuments implements DocumentStore {
  constructor(
    private readonly connection: RedisConnection,
    private readonly keys: Keys,
  ) {}

  async put(key: string, value: string, lifeMs: number): Promise<void> {
    await reach(() => this.connection.set(this.keys.document(key), value, 'PX', lifeMs));
  }

  async putIfAbsent(key: string, value: string, lifeMs: number): Promise<boolean> {
    return (await reach(() => this.connection.set(this.keys.document(key), value, 'PX', lifeMs, 'NX'))) === 'OK';
  }

  async get(key: string): Promise<string | undefined> {
    return (await reach(() => this.connection.get(this.keys.document(key)))) ?? undefined;
  }

  async delete(key: string): Promise<void> {
    await reach(() => this.connection.del(this.keys.document(key)));
  }
}
