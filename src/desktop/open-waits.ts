import type { IncomingMessage } from 'node:http';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { type Refused, RefusedError } from '../core/outcome.js';
import { OpenCount } from './open-count.js';

/** How soon somebody else's wait may have ended. */
const ROOM_AFTER_MS = 1_000;

/**
 * Why no more may be held open: `slow_down` when the address holds as much as it may, `temporarily_unavailable` when this
 * node does, so that a load balancer takes another.
 */
export function noRoom(count: OpenCount, request: IncomingMessage): Refused | undefined {
  const full = count.fullBy(request);
  if (full === undefined) return undefined;
  return { code: full === 'address' ? 'slow_down' : 'temporarily_unavailable', retryAfterMs: ROOM_AFTER_MS };
}

/** Everything that a page holds open at this node: long polls, event streams. When the node closes, all are let go. */
@Injectable()
export class OpenWaits implements BeforeApplicationShutdown {
  readonly #waits = new Set<() => void>();
  #closing = false;

  constructor(@Inject(OpenCount) private readonly count: OpenCount) {}

  /** Refuses as {@link noRoom} says. */
  demandRoom(request: IncomingMessage): void {
    const refused = noRoom(this.count, request);
    if (refused) throw new RefusedError(refused);
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
