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

  #prefixOf(request: IncomingMessage): string {
    return addressPrefix(this.addressOf(request));
  }
}
