import type { ChainableCommander as Pipeline } from 'ioredis';
import { type AuditEntry, type SessionStore, StoreUnavailable, type Unwatch } from '../../core/ports.js';
import type { Snapshot, StepInput, StepReply } from '../../core/step.js';
import type { Transition } from '../../core/transition.js';
import { entryOf } from './audit-entries.js';
import { reach, type RedisConnection } from './connection.js';
import { type Keys, partition } from './keys.js';
import { PushLink } from './push-link.js';
import type { RedisTrails } from './redis.trails.js';
import { parseReadReply, parseStepReply, readArguments, STEP_SCRIPT, stepArguments, stepRules } from './step-script.js';

/** Replicas that must confirm durable events, and how long they may take. */
export interface ReplicaWait {
  readonly replicas: number;
  readonly timeoutMs: number;
}

export interface RedisSessionsOptions {
  readonly connection: RedisConnection;
  readonly keys: Keys;
  readonly trails: RedisTrails;
  /** Hears pushes: its own connection for a single server, the same one for a cluster. */
  readonly ear: RedisConnection;
  readonly wait?: ReplicaWait;
  /** Added to the server's clock; tests own time through it. */
  readonly offsetMs?: () => number;
}

type StepCommand = (...args: string[]) => Promise<unknown>;

/** Sessions in Redis: each event is one run of one script, on one slot. */
export class RedisSessions implements SessionStore {
  readonly #connection: RedisConnection;
  readonly #keys: Keys;
  readonly #trails: RedisTrails;
  readonly #rules: string;
  readonly #pushLink: PushLink;
  readonly #wait: ReplicaWait | undefined;
  readonly #offsetMs: () => number;

  constructor({ connection, keys, trails, ear, wait, offsetMs = () => 0 }: RedisSessionsOptions) {
    this.#connection = connection;
    this.#keys = keys;
    this.#trails = trails;
    this.#rules = stepRules(trails.length);
    this.#pushLink = new PushLink(ear, keys, (sessionId) => this.read(sessionId));
    this.#wait = wait && wait.replicas > 0 ? wait : undefined;
    this.#offsetMs = offsetMs;
    connection.defineCommand('saomaStep', STEP_SCRIPT);
  }

  async apply(row: Transition, input: StepInput): Promise<StepReply> {
    const args = [...this.#keysOf(input.sessionId), ...stepArguments(row, input, this.#rules, this.#offsetMs())];
    try {
      const reply = row.durable && this.#wait ? await this.#stepAndWait(args, this.#wait) : await this.#step(args);
      return parseStepReply(reply);
    } finally {
      // Also where no answer came: what was written is not known then.
      this.#trails.wrote(partition(input.sessionId));
    }
  }

  async read(sessionId: string): Promise<Snapshot | undefined> {
    return parseReadReply(
      await this.#step([...this.#keysOf(sessionId), ...readArguments(this.#rules, this.#offsetMs())]),
    );
  }

  watch(sessionId: string, onChange: (snapshot: Snapshot) => void): Promise<Unwatch> {
    return this.#pushLink.listen(sessionId, onChange);
  }

  async audit(sessionId: string): Promise<readonly AuditEntry[]> {
    const entries = await reach(() => this.#connection.xrange(this.#keys.audit(sessionId), '-', '+'));
    return entries.flatMap((each) => {
      const entry = entryOf(each);
      return 'sessionId' in entry && entry.sessionId === sessionId ? [entry] : [];
    });
  }

  #keysOf(sessionId: string): string[] {
    return [this.#keys.session(sessionId), this.#keys.audit(sessionId), this.#keys.push(sessionId)];
  }

  #step(args: readonly string[]): Promise<unknown> {
    const { saomaStep } = this.#connection as unknown as { saomaStep: StepCommand };
    return reach(() => saomaStep.apply(this.#connection, [...args]));
  }

  /**
   * Replication is asynchronous: what a failover must not lose is waited for, behind the step in the same pipeline.
   * Too few replicas: the event stands but is not acknowledged; the caller's repeat gets the first answer.
   */
  async #stepAndWait(args: readonly string[], { replicas, timeoutMs }: ReplicaWait): Promise<unknown> {
    const pipeline = this.#connection.pipeline() as Pipeline & { saomaStep(...args: string[]): Pipeline };
    const [step, wait] =
      (await reach(() =>
        pipeline
          .saomaStep(...args)
          .wait(replicas, timeoutMs)
          .exec(),
      )) ?? [];
    const [stepError, reply] = step ?? [];
    const [waitError, confirmed] = wait ?? [];
    if (stepError ?? waitError) await reach(() => Promise.reject(stepError ?? waitError ?? new Error()));
    if (Number(confirmed) < replicas) throw new StoreUnavailable('too few replicas confirmed');
    return reply;
  }
}
