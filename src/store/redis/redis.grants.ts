import type { Grant, GrantFacts, GrantStore } from '../../core/ports.js';
import { reach, type RedisConnection } from './connection.js';
import type { Keys } from './keys.js';

/** Revocation marks, one Redis hash each: a mark is a field of its own, so that opening never clears it. */
export class RedisGrants implements GrantStore {
  constructor(
    private readonly connection: RedisConnection,
    private readonly keys: Keys,
  ) {}

  async read(sessionId: string): Promise<Grant | undefined> {
    const fields = await reach(() => this.connection.hgetall(this.keys.grant(sessionId)));
    if (Object.keys(fields).length === 0) return undefined;
    const { revoked, ...facts } = fields;
    return { ...facts, revoked: revoked === '1' };
  }

  async open(sessionId: string, facts: GrantFacts, lifeMs: number): Promise<void> {
    await this.#write(sessionId, { ...facts }, lifeMs);
  }

  async revoke(sessionId: string, lifeMs: number): Promise<void> {
    await this.#write(sessionId, { revoked: '1' }, lifeMs);
  }

  /** A life is set once and only ever made longer: it is that of the longest token. */
  async #write(sessionId: string, fields: Record<string, string>, lifeMs: number): Promise<void> {
    const key = this.keys.grant(sessionId);
    await reach(async () => {
      const results = await this.connection
        .multi()
        .hset(key, fields)
        .pexpire(key, lifeMs, 'NX')
        .pexpire(key, lifeMs, 'GT')
        .exec();
      for (const [error] of results ?? []) if (error) throw error;
    });
  }
}
