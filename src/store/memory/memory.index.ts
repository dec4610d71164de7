import type { Clock, SessionIndex } from '../../core/ports.js';
import { ExpiringMap } from './expiring-map.js';

/** Which sessions a word leads to, in this process. */
export class MemoryIndex implements SessionIndex {
  readonly #words: ExpiringMap<readonly string[]>;

  constructor(clock: Clock, offsetMs: () => number = () => 0) {
    this.#words = new ExpiringMap(() => clock.nowMs() + offsetMs());
  }

  add(word: string, sessionId: string, lifeMs: number, most: number): Promise<readonly string[]> {
    const all = [sessionId, ...this.#others(word, sessionId)];
    this.#words.setAtLeast(word, all.slice(0, most), lifeMs);
    return Promise.resolve(all.slice(most));
  }

  remove(word: string, sessionId: string): Promise<void> {
    this.#words.setAtLeast(word, this.#others(word, sessionId), 0);
    return Promise.resolve();
  }

  list(word: string): Promise<readonly string[]> {
    return Promise.resolve(this.#words.get(word) ?? []);
  }

  #others(word: string, sessionId: string): readonly string[] {
    return (this.#words.get(word) ?? []).filter((other) => other !== sessionId);
  }
}
