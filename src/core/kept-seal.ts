import { createHmac } from 'node:crypto';
import type { LiveRing, RingKey } from './ports.js';
import { openUnder, sealUnder } from './seal.js';

/** Seals what outlives a session and the ring's keys of its day, each text for its session only. */
export class KeptSeal {
  /** @param keys those that are believed, the current one first */
  constructor(private readonly keys: LiveRing) {}

  seal(sessionId: string, text: string): string {
    const [current] = this.keys();
    if (!current) throw new RangeError('every key of what is kept sealed is over');
    return sealUnder(keyOf(current, sessionId), text);
  }

  /**
   * What was sealed, under whichever key that is believed: a wrong one opens nothing. `undefined` when it was under one that is
   * over, was changed, or is of another session.
   */
  open(sessionId: string, sealed: string): string | undefined {
    for (const key of this.keys()) {
      try {
        return openUnder(keyOf(key, sessionId), sealed);
      } catch {
        // The next one's, perhaps.
      }
    }
    return undefined;
  }
}

function keyOf({ secret }: RingKey, sessionId: string): Buffer {
  return createHmac('sha256', secret).update(`kept\0${sessionId}`).digest();
}
