import {
  keptMs,
  type LockEvent,
  type LockRecord,
  type LockReply,
  NO_LOCKS,
  standingOf,
  stepLock,
} from '../../core/locks.js';
import type { Admittance, Clock, Gate, LockEntry, LockStore, OperatorAct, Standing } from '../../core/ports.js';
import type { AuditTrail } from './audit-trail.js';
import { ExpiringMap } from './expiring-map.js';

/** What stands against people, in this process. */
export class MemoryLocks implements LockStore {
  readonly #records: ExpiringMap<LockRecord>;
  readonly #nowMs: () => number;

  constructor(
    clock: Clock,
    private readonly trail: AuditTrail,
    offsetMs: () => number = () => 0,
  ) {
    this.#nowMs = () => clock.nowMs() + offsetMs();
    this.#records = new ExpiringMap(this.#nowMs);
  }

  read(subject: string): Promise<Standing> {
    return Promise.resolve(standingOf(this.#records.get(subject) ?? NO_LOCKS, this.#nowMs()));
  }

  countTry(subject: string): Promise<Admittance> {
    return this.#admittance(subject, { name: 'try' });
  }

  admit(subject: string, gate: Gate): Promise<Admittance> {
    return this.#admittance(subject, { name: 'admit', gate });
  }

  succeed(subject: string): Promise<void> {
    this.#apply(subject, { name: 'succeed' });
    return Promise.resolve();
  }

  lock(subject: string, act: OperatorAct): Promise<Standing> {
    this.#apply(subject, { name: 'lock', act });
    return this.read(subject);
  }

  unlock(subject: string, act: OperatorAct): Promise<Standing> {
    this.#apply(subject, { name: 'unlock', act });
    return this.read(subject);
  }

  block(computer: string, lifeMs: number): Promise<boolean> {
    return Promise.resolve(this.#apply(computer, { name: 'block', lifeMs }).allowed);
  }

  audit(subject: string): Promise<readonly LockEntry[]> {
    return Promise.resolve(this.trail.about(subject));
  }

  async #admittance(subject: string, event: LockEvent): Promise<Admittance> {
    const { allowed } = this.#apply(subject, event);
    return allowed ? { allowed } : { allowed, standing: await this.read(subject) };
  }

  #apply(subject: string, event: LockEvent): LockReply {
    const nowMs = this.#nowMs();
    const reply = stepLock(this.#records.get(subject) ?? NO_LOCKS, event, nowMs);
    // Whoever is only refused changes nothing.
    if ((reply.allowed && event.name !== 'admit') || reply.entry)
      this.#records.set(subject, reply.record, keptMs(reply.record, nowMs));
    if (reply.entry) this.trail.add({ subject, atMs: nowMs, ...reply.entry });
    return reply;
  }
}
