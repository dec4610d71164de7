import { readFileSync } from 'node:fs';
import type { Grant, GrantEnd, GrantFacts, GrantNote, GrantStore } from '../../core/ports.js';
import { reach, type RedisConnection } from './connection.js';
import { type Keys, partition } from './keys.js';
import type { RedisTrails } from './redis.trails.js';

const GRANT_SCRIPT = {
  lua: readFileSync(new URL('./lua/grant.lua', import.meta.url), 'utf8'),
  numberOfKeys: 2,
};

type GrantCommand = (...args: string[]) => Promise<unknown>;
type Act = 'read' | 'open' | 'touch' | 'revoke' | 'note';

/** What sessions gave, one Redis hash each: revocation is a field of its own, so that opening never clears it. */
export class RedisGrants implements GrantStore {
  /** @param offsetMs added to the server's clock; tests own time through it. */
  constructor(
    private readonly connection: RedisConnection,
    private readonly keys: Keys,
    private readonly trails: RedisTrails,
    private readonly offsetMs: () => number = () => 0,
  ) {
    connection.defineCommand('saomaGrant', GRANT_SCRIPT);
  }

  async read(sessionId: string): Promise<Grant | undefined> {
    return (await this.#run('read', sessionId, 0)).grant;
  }

  async open(sessionId: string, facts: GrantFacts, lifeMs: number): Promise<Grant> {
    const fields = Object.entries(facts).flatMap(([name, value]) => [name, String(value)]);
    const { grant } = await this.#run('open', sessionId, lifeMs, ...fields);
    return grant ?? { ...facts, revoked: false };
  }

  async touch(sessionId: string): Promise<void> {
    await this.#run('touch', sessionId, 0);
  }

  async revoke(sessionId: string, lifeMs: number, why: GrantEnd): Promise<Grant | undefined> {
    const { isFirst, grant } = await this.#run('revoke', sessionId, lifeMs, why);
    this.trails.wrote(partition(sessionId));
    return isFirst ? grant : undefined;
  }

  async note(sessionId: string, { event, outcome }: GrantNote): Promise<void> {
    await this.#run('note', sessionId, 0, event, outcome);
    this.trails.wrote(partition(sessionId));
  }

  async #run(act: Act, sessionId: string, lifeMs: number, ...rest: readonly string[]): Promise<Reply> {
    const { saomaGrant } = this.connection as unknown as { saomaGrant: GrantCommand };
    const keys = [this.keys.grant(sessionId), this.keys.audit(sessionId)];
    const args = [act, String(lifeMs), String(this.offsetMs()), String(this.trails.length), sessionId, ...rest];
    return parse(await reach(() => saomaGrant.apply(this.connection, [...keys, ...args])));
  }
}

interface Reply {
  readonly isFirst: boolean;
  readonly grant?: Grant;
}

/** @throws TypeError when it is not what the script says: a bug, whoever's. */
function parse(reply: unknown): Reply {
  if (!Array.isArray(reply) || !reply.every((part) => typeof part === 'string') || reply.length % 2 !== 0) {
    throw new TypeError('the grant script answered in a form that is not its own');
  }
  const [now, isFirst, ...pairs] = reply;
  if (pairs.length === 0) return { isFirst: isFirst === '1' };
  const fields: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) fields[pairs[at] ?? ''] = pairs[at + 1] ?? '';
  const { revoked, openedAt, seenAt, ...facts } = fields;
  return {
    isFirst: isFirst === '1',
    grant: {
      ...facts,
      ...(openedAt !== undefined && { openedMsAgo: Number(now) - Number(openedAt) }),
      ...(seenAt !== undefined && { seenMsAgo: Number(now) - Number(seenAt) }),
      revoked: revoked !== undefined,
    },
  };
}
