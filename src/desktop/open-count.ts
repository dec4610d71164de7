import type { IncomingMessage } from 'node:http';
import { addressPrefix } from '../platform/address-prefix.js';

/** How much may be open at this node at once. */
export interface Room {
  readonly perAddress: number;
  readonly perNode: number;
}

/** How many sockets, streams and long polls are open at this node, in all and of each address prefix. */
export class OpenCount {
  readonly #open = new Map<string, number>();
  /** How to cut those who have not said who they are, the oldest first. */
  readonly #strangers = new Map<object, () => void>();
  #all = 0;

  constructor(
    private readonly room: Room,
    private readonly addressOf: (request: IncomingMessage) => string,
  ) {}

  /** Who holds as much as there is room for: the address, or all together; `undefined` while one more may come. */
  fullBy(request: IncomingMessage): 'address' | 'node' | undefined {
    if ((this.#open.get(this.#prefixOf(request)) ?? 0) >= this.room.perAddress) return 'address';
    return this.#all >= this.room.perNode ? 'node' : undefined;
  }

  /** Counts one in; returns how to count it out, once. */
  enter(request: IncomingMessage): () => void {
    const prefix = this.#prefixOf(request);
    this.#open.set(prefix, (this.#open.get(prefix) ?? 0) + 1);
    this.#all += 1;
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#all -= 1;
      const left = (this.#open.get(prefix) ?? 1) - 1;
      if (left > 0) this.#open.set(prefix, left);
      else this.#open.delete(prefix);
    };
  }

  /** Counts one in that has not said who it is; returns how to count it out, once. */
  enterStranger(connection: object, request: IncomingMessage, cut: () => void): () => void {
    const leave = this.enter(request);
    const out = (): void => {
      this.#strangers.delete(connection);
      leave();
    };
    this.#strangers.set(connection, () => {
      out();
      cut();
    });
    return out;
  }

  /** It has said who it is, and keeps its place. */
  introduce(connection: object): void {
    this.#strangers.delete(connection);
  }

  /**
   * Where the node is full, one who has not said who they are goes first: who comes in order to wait says so at once, and
   * who only holds places must not hold them all.
   */
  makeRoom(): void {
    const [oldest] = this.#strangers.values();
    oldest?.();
  }

  #prefixOf(request: IncomingMessage): string {
    return addressPrefix(this.addressOf(request));
  }
}
