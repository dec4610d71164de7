import type { AuditEntry, Clock, Grant, GrantEnd, GrantFacts, GrantNote, GrantStore } from '../../core/ports.js';
import type { AuditTrail } from './audit-trail.js';
import { ExpiringMap } from './expiring-map.js';

interface Kept extends Partial<GrantFacts> {
  readonly revoked: boolean;
  readonly openedAtMs?: number;
  readonly seenAtMs?: number;
}

/** What sessions gave, in this process. */
export class MemoryGrants implements GrantStore {
  readonly #grants: ExpiringMap<Kept>;
  readonly #nowMs: () => number;

  constructor(
    clock: Clock,
    private readonly trail: AuditTrail,
    offsetMs: () => number = () => 0,
  ) {
    this.#nowMs = () => clock.nowMs() + offsetMs();
    this.#grants = new ExpiringMap(this.#nowMs);
  }

  read(sessionId: string): Promise<Grant | undefined> {
    const kept = this.#grants.get(sessionId);
    return Promise.resolve(kept && this.#view(kept));
  }

  open(sessionId: string, facts: GrantFacts, lifeMs: number): Promise<Grant> {
    const { revoked = false, openedAtMs = this.#nowMs() } = this.#grants.get(sessionId) ?? {};
    const kept = { ...facts, revoked, openedAtMs, seenAtMs: this.#nowMs() };
    this.#grants.setAtLeast(sessionId, kept, lifeMs);
    return Promise.resolve(this.#view(kept));
  }

  touch(sessionId: string): Promise<void> {
    const kept = this.#grants.get(sessionId);
    if (kept) this.#grants.setAtLeast(sessionId, { ...kept, seenAtMs: this.#nowMs() }, 0);
    return Promise.resolve();
  }

  revoke(sessionId: string, lifeMs: number, why: GrantEnd): Promise<Grant | undefined> {
    const before = this.#grants.get(sessionId);
    const kept = { ...before, revoked: true };
    this.#grants.setAtLeast(sessionId, kept, lifeMs);
    if (before?.revoked) return Promise.resolve(undefined);
    this.#audit(sessionId, { event: 'sign_out', outcome: 'applied', reason: why });
    return Promise.resolve(this.#view(kept));
  }

  note(sessionId: string, note: GrantNote): Promise<void> {
    this.#audit(sessionId, note);
    return Promise.resolve();
  }

  #view(kept: Kept): Grant {
    const { openedAtMs, seenAtMs, ...facts } = kept;
    return {
      ...facts,
      ...(openedAtMs !== undefined && { openedMsAgo: this.#nowMs() - openedAtMs }),
      ...(seenAtMs !== undefined && { seenMsAgo: this.#nowMs() - seenAtMs }),
    };
  }

  #audit(sessionId: string, what: Pick<AuditEntry, 'event' | 'outcome' | 'reason'>): void {
    const { clientId = '', app, person } = this.#grants.get(sessionId) ?? {};
    this.trail.add({
      sessionId,
      ...what,
      from: 'redeemed',
      to: 'redeemed',
      rev: 0,
      atMs: this.#nowMs(),
      clientId,
      ...(app !== undefined && { app }),
      ...(person !== undefined && { person }),
    });
  }
}
