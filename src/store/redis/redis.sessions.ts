import type { ChainableCommander as Pipeline } from 'ioredis';
import { type AuditEntry, type GrantEnd, type SessionStore, StoreUnavailable, type Unwatch } from '../../core/ports.js';
import type { Snapshot, StepInput, StepReply } from '../../core/step.js';
import type { Transition } from '../../core/transition.js';
import { reach, type RedisConnection } from './connection.js';
import type { Keys } from './keys.js';
import { PushLink } from './push-link.js';
import { parseReadReply, parseStepReply, readArguments, STEP_SCRIPT, stepArguments } from './step-script.js';

/** Replicas that must confirm durable events, and how long they may take. */
export interface ReplicaWait {
  readonly replicas: number;
  readonly timeoutMs: number;
}

export interface RedisSessionsOptions {
  readonly connection: RedisConnection;
  readonly keys: Keys;
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
  readonly #pushLink: PushLink;
  readonly #wait: ReplicaWait | undefined;
  readonly #offsetMs: () => number;

  constructor({ connection, keys, ear, wait, offsetMs = () => 0 }: RedisSessionsOptions) {
    this.#connection = connection;
    this.#keys = keys;
    this.#pushLink = new PushLink(ear, keys, (sessionId) => this.read(sessionId));
    this.#wait = wait && wait.replicas > 0 ? wait : undefined;
    this.#offsetMs = offsetMs;
    connection.defineCommand('saomaStep', STEP_SCRIPT);
  }

  async apply(row: Transition, input: StepInput): Promise<StepReply> {
    const args = [...this.#keysOf(input.sessionId), ...stepArguments(row, input, this.#offsetMs())];
    const reply = row.durable && this.#wait ? await this.#stepAndWait(args, this.#wait) : await this.#step(args);
    return parseStepReply(reply);
  }

  async read(sessionId: string): Promise<Snapshot | undefined> {
    return parseReadReply(await this.#step([...this.#keysOf(sessionId), ...readArguments(this.#offsetMs())]));
  }

  watch(sessionId: string, onChange: (snapshot: Snapshot) => void): Promise<Unwatch> {
    return this.#pushLink.listen(sessionId, onChange);
  }

  async audit(sessionId: string): Promise<readonly AuditEntry[]> {
    const entries = await reach(() => this.#connection.xrange(this.#keys.audit(sessionId), '-', '+'));
    return entries.map(([, fields]) => auditEntry(fields)).filter((entry) => entry.sessionId === sessionId);
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

function auditEntry(pairs: readonly string[]): AuditEntry {
  const fields = new Map<string, string>();
  for (let at = 0; at < pairs.length; at += 2) fields.set(pairs[at] ?? '', pairs[at + 1] ?? '');
  const text = (name: string): string => fields.get(name) ?? '';
  const app = fields.get('app');
  const person = fields.get('person');
  const subject = fields.get('subject');
  const operatorId = fields.get('operator');
  return {
    sessionId: text('session'),
    event: text('event'),
    outcome: text('outcome'),
    from: text('from'),
    to: text('to'),
    rev: Number(text('rev')),
    atMs: Number(text('at')),
    clientId: text('client'),
    ...(app !== undefined && { app }),
    ...(person !== undefined && { person }),
    ...(subject !== undefined && { subject }),
    ...(operatorId !== undefined && { act: { operatorId, reason: text('reason') } }),
    ...(operatorId === undefined && fields.has('reason') && { reason: text('reason') as GrantEnd }),
  };
}
