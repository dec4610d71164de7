import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';

/** Everything that a page holds open at this node: long polls, event streams. When the node closes, all are let go. */
@Injectable()
export class OpenWaits implements BeforeApplicationShutdown {
  readonly #waits = new Set<() => void>();

  /** Registers how to let one go; returns how to forget it. */
  hold(letGo: () => void): () => void {
    this.#waits.add(letGo);
    return () => {
      this.#waits.delete(letGo);
    };
  }

  beforeApplicationShutdown(): void {
    for (const letGo of this.#waits) letGo();
  }
}
