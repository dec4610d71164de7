import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';

/** Everything that a page holds open at this node: long polls, event streams. When the node closes, all are let go. */
@Injectable()
export class OpenWaits implements BeforeApplicationShutdown {
  readonly #waits = new Set<() => void>();
  #closing = false;

  /** Registers how to let one go, which is at once when the node closes already; returns how to forget it. */
  hold(letGo: () => void): () => void {
    if (this.#closing) letGo();
    this.#waits.add(letGo);
    return () => {
      this.#waits.delete(letGo);
    };
  }

  beforeApplicationShutdown(): void {
    this.#closing = true;
    for (const letGo of this.#waits) letGo();
  }
}
