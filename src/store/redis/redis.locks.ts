import { readFileSync } from 'node:fs';
import { GATES, LOCK_RULES, type LockEvent, MUCH_LONGER, REFUSAL_NOTED_MS } from '../../core/locks.js';
import type { Admittance, Gate, LockEntry, LockStore, OperatorAct, Standing } from '../../core/ports.js';
import { entryOf } from './audit-entries.js';
import { reach, type RedisConnection } from './connection.js';
import { type Keys, partitionOf } from './keys.js';
import type { RedisTrails } from './redis.trails.js';

const LOCK_SCRIPT = {
  lua: readFileSync(new URL('./lua/lock.lua', import.meta.url), 'utf8'),
  numberOfKeys: 2,
};

type LockCommand = (...args: string[]) => Promise<unknown>;

/** What stands against people: one Redis hash each, its trail in the same slot. */
export class RedisLocks implements LockStore {
  readonly #rules: string;

  /** @param offsetMs added to the server's clock; tests own time through it. */
  constructor(
    private readonly connection: RedisConnection,
    private readonly keys: Keys,
    private readonly trails: RedisTrails,
    private readonly offsetMs: () => number = () => 0,
  ) {
    this.#rules = JSON.stringify({
      ...LOCK_RULES,
      gates: GATES,
      notedMs: REFUSAL_NOTED_MS,
      muchLonger: MUCH_LONGER,
      auditLength: trails.length,
    });
    connection.defineCommand('saomaLock', LOCK_SCRIPT);
  }

  async read(subject: string): Promise<Standing> {
    return (await this.#run(subject, '')).standing;
  }

  countTry(subject: string): Promise<Admittance> {
    return this.#admittance(subject, 'try');
  }

  admit(subject: string, gate: Gate): Promise<Admittance> {
    return this.#admittance(subject, 'admit', { gate });
  }

  async succeed(subject: string): Promise<void> {
    await this.#run(subject, 'succeed');
  }

  async lock(subject: string, act: OperatorAct): Promise<Standing> {
    return (await this.#run(subject, 'lock', act)).standing;
  }

  async unlock(subject: string, act: OperatorAct): Promise<Standing> {
    return (await this.#run(subject, 'unlock', act)).standing;
  }

  async block(computer: string, lifeMs: number): Promise<boolean> {
    return (await this.#run(computer, 'block', { lifeMs })).allowed;
  }

  async audit(subject: string): Promise<readonly LockEntry[]> {
    const entries = await reach(() => this.connection.xrange(this.keys.lockAudit(subject), '-', '+'));
    return entries.flatMap((each) => {
      const entry = entryOf(each);
      return 'sessionId' in entry || entry.subject !== subject ? [] : [entry];
    });
  }

  async #admittance(subject: string, event: LockEvent['name'], given?: Given): Promise<Admittance> {
    const { allowed, standing } = await this.#run(subject, event, given);
    return allowed ? { allowed } : { allowed, standing };
  }

  async #run(subject: string, event: LockEvent['name'] | '', given?: Given): Promise<Reply> {
    const { saomaLock } = this.connection as unknown as { saomaLock: LockCommand };
    const keys = [this.keys.lock(subject), this.keys.lockAudit(subject)];
    const args = [event, subject, given ? JSON.stringify(given) : '', this.#rules, String(this.offsetMs())];
    const reply = parse(await reach(() => saomaLock.apply(this.connection, [...keys, ...args])));
    if (event !== '') this.trails.wrote(partitionOf(subject));
    return reply;
  }
}

/** What comes with an event. */
type Given = OperatorAct | { readonly lifeMs: number } | { readonly gate: Gate };

interface Reply {
  readonly allowed: boolean;
  readonly standing: Standing;
}

/** @throws TypeError when it is not what the script says: a bug, whoever's. */
function parse(reply: unknown): Reply {
  if (!Array.isArray(reply) || !reply.every((part) => typeof part === 'string') || ![4, 7].includes(reply.length)) {
    throw new TypeError('the lock script answered in a form that is not its own');
  }
  const [allowed, failures, remainingMs = '', blockedMs, operatorId, reason = '', atMs] = reply;
  return {
    allowed: allowed === '1',
    standing: {
      failures: Number(failures),
      ...(remainingMs !== '0' && {
        factorLock: remainingMs === '' ? { untilUnlocked: true } : { remainingMs: Number(remainingMs) },
      }),
      ...(Number(blockedMs) > 0 && { blockedMs: Number(blockedMs) }),
      ...(operatorId !== undefined && { operatorLock: { operatorId, reason, atMs: Number(atMs) } }),
    },
  };
}
