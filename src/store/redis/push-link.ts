import { SESSION_ID_LENGTH } from '@saoma/protocol';
import { Cluster } from 'ioredis';
import type { Unwatch } from '../../core/ports.js';
import type { Snapshot } from '../../core/step.js';
import { reach, type RedisConnection } from './connection.js';
import type { Keys } from './keys.js';
import { parsePush } from './step-script.js';

type OnChange = (snapshot: Snapshot) => void;

/**
 * The node's ear: one sharded channel for each session that somebody here waits for, so that a push reaches only
 * the node that holds the page. After a lost link every session held is read anew, because a push that nobody
 * heard is gone.
 */
export class PushLink {
  readonly #connection: RedisConnection;
  readonly #keys: Keys;
  readonly #read: (sessionId: string) => Promise<Snapshot | undefined>;
  /** By session; a list and not a set, because there are thousands of them and nearly all have one. */
  readonly #listeners = new Map<string, readonly OnChange[]>();

  /** @param connection its own for a single server; a cluster keeps its own subscribers, so that one serves both. */
  constructor(connection: RedisConnection, keys: Keys, read: (sessionId: string) => Promise<Snapshot | undefined>) {
    this.#connection = connection;
    this.#keys = keys;
    this.#read = read;
    connection.on('smessage', (channel: string, message: string) => {
      this.#hear(channel.slice(-SESSION_ID_LENGTH), message);
    });
    connection.on(connection instanceof Cluster ? 'subscribersReady' : 'ready', () => {
      this.#catchUp();
    });
  }

  /** Resolves once the server confirmed the subscription. */
  async listen(sessionId: string, onChange: OnChange): Promise<Unwatch> {
    this.#listeners.set(sessionId, [...(this.#listeners.get(sessionId) ?? []), onChange]);
    try {
      await reach(() => this.#connection.ssubscribe(this.#keys.push(sessionId)));
    } catch (error) {
      this.#forget(sessionId, onChange);
      throw error;
    }
    return () => {
      this.#forget(sessionId, onChange);
    };
  }

  #forget(sessionId: string, onChange: OnChange): void {
    const listeners = this.#listeners.get(sessionId);
    if (!listeners) return;
    const left = listeners.filter((each) => each !== onChange);
    if (left.length > 0) {
      this.#listeners.set(sessionId, left);
      return;
    }
    this.#listeners.delete(sessionId);
    this.#connection.sunsubscribe(this.#keys.push(sessionId)).catch(() => undefined);
  }

  /** A push is a hint: one that a newer node wrote in another form is a reason to look, not to fall. */
  #hear(sessionId: string, message: string): void {
    try {
      this.#tell(sessionId, parsePush(message));
    } catch {
      this.#look(sessionId).catch(() => undefined);
    }
  }

  #catchUp(): void {
    for (const sessionId of this.#listeners.keys()) {
      this.#connection
        .ssubscribe(this.#keys.push(sessionId))
        .then(() => this.#look(sessionId))
        // The link is gone again, or the server is still loading: the next time it is ready all this runs anew.
        .catch(() => undefined);
    }
  }

  async #look(sessionId: string): Promise<void> {
    const snapshot = await this.#read(sessionId);
    if (snapshot) this.#tell(sessionId, snapshot);
  }

  #tell(sessionId: string, snapshot: Snapshot): void {
    for (const listener of this.#listeners.get(sessionId) ?? []) listener(snapshot);
  }
}
