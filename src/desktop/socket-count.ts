import type { IncomingMessage } from 'node:http';

/** How many sockets each address holds at this node. */
export class SocketCount {
  readonly #open = new Map<string, number>();

  constructor(
    private readonly atMost: number,
    private readonly addressOf: (request: IncomingMessage) => string,
  ) {}

  hasRoom(request: IncomingMessage): boolean {
    return (this.#open.get(this.addressOf(request)) ?? 0) < this.atMost;
  }

  /** Counts one in; returns how to count it out. */
  enter(request: IncomingMessage): () => void {
    const address = this.addressOf(request);
    this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
    return () => {
      const left = (this.#open.get(address) ?? 1) - 1;
      if (left > 0) this.#open.set(address, left);
      else this.#open.delete(address);
    };
  }
}
