import type { Clock, Grant, GrantFacts, GrantStore } from '../../core/ports.js';
import { ExpiringMap } from './expiring-map.js';

/** Revocation marks in this process. */
export class MemoryGrants implements GrantStore {
  readonly #grants: ExpiringMap<Grant>;

  constructor(clock: Clock, offsetMs: () => number = () => 0) {
    this.#grants = new ExpiringMap(() => clock.nowMs() + offsetMs());
  }

  read(sessionId: string): Promise<Grant | undefined> {
    return Promise.resolve(this.#grants.get(sessionId));
  }

  open(sessionId: string, grant: GrantFacts, lifeMs: number): Promise<void> {
    const revoked = this.#grants.get(sessionId)?.revoked ?? false;
    this.#grants.setAtLeast(sessionId, { ...grant, revoked }, lifeMs);
    return Promise.resolve();
  }

  revoke(sessionId: string, lifeMs: number): Promise<void> {
    this.#grants.setAtLeast(sessionId, { ...this.#grants.get(sessionId), revoked: true }, lifeMs);
    return Promise.resolve();
  }
}
