import type { Clock, DocumentStore } from '../../core/ports.js';
import { ExpiringMap } from './expiring-map.js';

/** Small things with an end, in this process. */
export class MemoryDocuments implements DocumentStore {
  readonly #documents: ExpiringMap<string>;

  constructor(clock: Clock, offsetMs: () => number = () => 0) {
    this.#documents = new ExpiringMap(() => clock.nowMs() + offsetMs());
  }

  put(key: string, value: string, lifeMs: number): Promise<void> {
    this.#documents.set(key, value, lifeMs);
    return Promise.resolve();
  }

  putIfAbsent(key: string, value: string, lifeMs: number): Promise<boolean> {
    const free = this.#documents.get(key) === undefined;
    if (free) this.#documents.set(key, value, lifeMs);
    return Promise.resolve(free);
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#documents.get(key));
  }

  delete(key: string): Promise<void> {
    this.#documents.delete(key);
    return Promise.resolve();
  }
}
