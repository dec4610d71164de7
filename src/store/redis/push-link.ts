import { setTimeout as delay } from 'node:timers/promises';
import { SESSION_ID_LENGTH } from '@saoma/protocol';
import { Cluster } from 'ioredis';
import { StoreUnavailable, type Unwatch } from '../../core/ports.js';
import type { Snapshot } from '../../core/step.js';
import { reach, reconnectDelayMs, type RedisConnection } from './connection.js';
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
  /** Counts how often the link came up or was closed: whoever works for an earlier one stops. */
  #link = 0;

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
    connection.on('end', () => {
      this.#link += 1;
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
      void this.#regain(sessionId);
    }
  }

  #catchUp(): void {
    this.#link += 1;
    for (const sessionId of this.#listeners.keys()) void this.#regain(sessionId);
  }

  /**
   * Listens and looks until both went well: the reads go over another connection, which may come back after this
   * one, and a server that loads refuses both. Ends early when nobody waits, or when a newer link does it anew.
   */
  async #regain(sessionId: string): Promise<void> {
    const link = this.#link;
    for (let attempt = 1; link === this.#link && this.#listeners.has(sessionId); attempt += 1) {
      try {
        await reach(() => this.#connection.ssubscribe(this.#keys.push(sessionId)));
        const snapshot = await this.#read(sessionId);
        if (snapshot) this.#tell(sessionId, snapshot);
        return;
      } catch (error) {
        // Anything else is the same however often it is asked.
        if (!(error instanceof StoreUnavailable)) return;
        await delay(reconnectDelayMs(attempt), undefined, { ref: false });
      }
    }
  }

  #tell(sessionId: string, snapshot: Snapshot): void {
    for (const listener of this.#listeners.get(sessionId) ?? []) listener(snapshot);
  }
}
