import type { IncomingMessage } from 'node:http';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { RefusedError } from '../core/outcome.js';
import { OpenCount } from './open-count.js';

/** How soon somebody else's wait may have ended. */
const ROOM_AFTER_MS = 1_000;

/** Everything that a page holds open at this node: long polls, event streams. When the node closes, all are let go. */
@Injectable()
export class OpenWaits implements BeforeApplicationShutdown {
  readonly #waits = new Set<() => void>();
  #closing = false;

  constructor(@Inject(OpenCount) private readonly count: OpenCount) {}

  /** Refuses with `slow_down` when the address holds as much as it may. */
  demandRoom(request: IncomingMessage): void {
    if (!this.count.hasRoom(request)) throw new RefusedError({ code: 'slow_down', retryAfterMs: ROOM_AFTER_MS });
  }

  /** Registers how to let one go, which is at once when the node closes already; returns how to forget it. */
  hold(request: IncomingMessage, letGo: () => void): () => void {
    const leave = this.count.enter(request);
    if (this.#closing) letGo();
    this.#waits.add(letGo);
    return () => {
      leave();
      this.#waits.delete(letGo);
    };
  }

  beforeApplicationShutdown(): void {
    this.#closing = true;
    for (const letGo of this.#waits) letGo();
  }
}
