import type { IncomingMessage } from 'node:http';
import { addressPrefix } from '../platform/address-prefix.js';

/** How many sockets, streams and long polls each address prefix holds open at this node. */
export class OpenCount {
  readonly #open = new Map<string, number>();

  constructor(
    private readonly atMost: number,
    private readonly addressOf: (request: IncomingMessage) => string,
  ) {}

  hasRoom(request: IncomingMessage): boolean {
    return (this.#open.get(this.#prefixOf(request)) ?? 0) < this.atMost;
  }

  /** Counts one in; returns how to count it out, once. */
  enter(request: IncomingMessage): () => void {
    const prefix = this.#prefixOf(request);
    this.#open.set(prefix, (this.#open.get(prefix) ?? 0) + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const left = (this.#open.get(prefix) ?? 1) - 1;
      if (left > 0) this.#open.set(prefix, left);
      else this.#open.delete(prefix);
    };
  }

  #prefixOf(request: IncomingMessage): string {
    return addressPrefix(this.addressOf(request));
  }
}
