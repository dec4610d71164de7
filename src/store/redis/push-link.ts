import { Cluster } from 'ioredis';
import type { Unwatch } from '../../core/ports.js';
import type { Snapshot } from '../../core/step.js';
import { reach, type RedisConnection } from './connection.js';
import { parsePush } from './step-script.js';

type OnChange = (snapshot: Snapshot) => void;

interface Channel {
  readonly listeners: Set<OnChange>;
  readonly read: () => Promise<Snapshot | undefined>;
}

/**
 * The node's ear: one sharded channel for each session that somebody here waits for, so that a push reaches only
 * the node that holds the page. After a lost link every session held is read anew, because a push that nobody
 * heard is gone.
 */
export class PushLink {
  readonly #connection: RedisConnection;
  readonly #channels = new Map<string, Channel>();

  /** @param connection its own for a single server; a cluster keeps its own subscribers, so that one serves both. */
  constructor(connection: RedisConnection) {
    this.#connection = connection;
    connection.on('smessage', (channel: string, message: string) => {
      this.#hear(channel, message);
    });
    connection.on(connection instanceof Cluster ? 'subscribersReady' : 'ready', () => {
      this.#catchUp();
    });
  }

  /** Resolves once the server confirmed the subscription. */
  async listen(name: string, onChange: OnChange, read: Channel['read']): Promise<Unwatch> {
    const channel = this.#channels.get(name) ?? { listeners: new Set(), read };
    channel.listeners.add(onChange);
    this.#channels.set(name, channel);
    const unlisten = (): void => {
      channel.listeners.delete(onChange);
      if (channel.listeners.size > 0 || this.#channels.get(name) !== channel) return;
      this.#channels.delete(name);
      this.#connection.sunsubscribe(name).catch(() => undefined);
    };
    try {
      await reach(() => this.#connection.ssubscribe(name));
    } catch (error) {
      unlisten();
      throw error;
    }
    return unlisten;
  }

  /** A push is a hint: one that a newer node wrote in another form is a reason to look, not to fall. */
  #hear(name: string, message: string): void {
    const channel = this.#channels.get(name);
    if (!channel) return;
    try {
      tell(channel, parsePush(message));
    } catch {
      channel
        .read()
        .then((snapshot) => {
          tell(channel, snapshot);
        })
        .catch(() => undefined);
    }
  }

  #catchUp(): void {
    for (const [name, channel] of this.#channels) {
      this.#connection
        .ssubscribe(name)
        .then(() => channel.read())
        .then((snapshot) => {
          tell(channel, snapshot);
        })
        // The link is gone again, or the server is still loading: the next time it is ready all this runs anew.
        .catch(() => undefined);
    }
  }
}

function tell({ listeners }: Channel, snapshot: Snapshot | undefined): void {
  if (snapshot) for (const listener of listeners) listener(snapshot);
}
