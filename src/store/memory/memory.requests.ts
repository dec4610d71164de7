import type { Clock, RequestIndex } from '../../core/ports.js';
import { MOST_REQUESTS } from '../most-requests.js';
import { ExpiringMap } from './expiring-map.js';

/** Which sessions a phone claimed, in this process. */
export class MemoryRequests implements RequestIndex {
  readonly #phones: ExpiringMap<readonly string[]>;

  constructor(clock: Clock, offsetMs: () => number = () => 0) {
    this.#phones = new ExpiringMap(() => clock.nowMs() + offsetMs());
  }

  add(phone: string, sessionId: string, lifeMs: number): Promise<void> {
    const others = (this.#phones.get(phone) ?? []).filter((other) => other !== sessionId);
    this.#phones.set(phone, [sessionId, ...others].slice(0, MOST_REQUESTS), lifeMs);
    return Promise.resolve();
  }

  list(phone: string): Promise<readonly string[]> {
    return Promise.resolve(this.#phones.get(phone) ?? []);
  }
}
