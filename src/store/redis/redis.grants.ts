import { readFileSync } from 'node:fs';
import type { Grant, GrantFacts, GrantStore } from '../../core/ports.js';
import { reach, type RedisConnection } from './connection.js';
import type { Keys } from './keys.js';

const GRANT_SCRIPT = {
  lua: readFileSync(new URL('./lua/grant.lua', import.meta.url), 'utf8'),
  numberOfKeys: 1,
};

type GrantCommand = (...args: string[]) => Promise<unknown>;

/** Revocation marks, one Redis hash each: a mark is a field of its own, so that opening never clears it. */
export class RedisGrants implements GrantStore {
  constructor(
    private readonly connection: RedisConnection,
    private readonly keys: Keys,
  ) {
    connection.defineCommand('saomaGrant', GRANT_SCRIPT);
  }

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

  async #write(sessionId: string, fields: Record<string, string>, lifeMs: number): Promise<void> {
    const { saomaGrant } = this.connection as unknown as { saomaGrant: GrantCommand };
    const args = [this.keys.grant(sessionId), String(lifeMs), ...Object.entries(fields).flat()];
    await reach(() => saomaGrant.apply(this.connection, args));
  }
}
