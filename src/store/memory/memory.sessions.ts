import type { AuditEntry, Clock, SessionStore, Unwatch } from '../../core/ports.js';
import type { SessionRecord } from '../../core/session-record.js';
import { type Snapshot, step, type StepInput, type StepReply } from '../../core/step.js';
import type { Transition } from '../../core/transition.js';
import { auditEntry } from './audit-entry.js';
import type { AuditTrail } from './audit-trail.js';
import { ExpiringMap } from './expiring-map.js';

/** Sessions in this process: the embedded default. One thread runs each step whole, which makes it atomic. */
export class MemorySessions implements SessionStore {
  readonly #records: ExpiringMap<SessionRecord>;
  readonly #watchers = new Map<string, Set<(snapshot: Snapshot) => void>>();
  readonly #nowMs: () => number;

  constructor(
    clock: Clock,
    private readonly trail: AuditTrail,
    offsetMs: () => number = () => 0,
  ) {
    this.#nowMs = () => clock.nowMs() + offsetMs();
    this.#records = new ExpiringMap(this.#nowMs);
  }

  apply(row: Transition, input: StepInput): Promise<StepReply> {
    const nowMs = this.#nowMs();
    const before = this.#records.get(input.sessionId);
    const { reply, write } = step(row, before, input, nowMs);
    if (write) this.#records.set(input.sessionId, write.record, write.ttlMs);
    const entry = auditEntry(row, input, before, reply, write?.record, nowMs);
    if (entry) this.trail.add(entry);
    if (write && write.record.rev !== before?.rev) this.#push({ record: write.record, nowMs });
    return Promise.resolve(reply);
  }

  read(sessionId: string): Promise<Snapshot | undefined> {
    const record = this.#records.get(sessionId);
    return Promise.resolve(record && { record, nowMs: this.#nowMs() });
  }

  watch(sessionId: string, onChange: (snapshot: Snapshot) => void): Promise<Unwatch> {
    const watchers = this.#watchers.get(sessionId) ?? new Set();
    this.#watchers.set(sessionId, watchers.add(onChange));
    return Promise.resolve(() => {
      watchers.delete(onChange);
      if (watchers.size === 0 && this.#watchers.get(sessionId) === watchers) this.#watchers.delete(sessionId);
    });
  }

  audit(sessionId: string): Promise<readonly AuditEntry[]> {
    return Promise.resolve(this.trail.of(sessionId));
  }

  /** As over a wire: never within the caller's own turn. */
  #push(snapshot: Snapshot): void {
    const { session_id: sessionId } = snapshot.record;
    if (!this.#watchers.has(sessionId)) return;
    queueMicrotask(() => {
      for (const onChange of this.#watchers.get(sessionId) ?? []) onChange(snapshot);
    });
  }
}
