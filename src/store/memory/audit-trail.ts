import type { AuditEntry } from '../../core/ports.js';

/** Entries kept per process: for development and tests, where nobody reads further back. */
const AUDIT_LENGTH = 10_000;

/** What happened to sessions, in this process. */
export class AuditTrail {
  readonly #entries: AuditEntry[] = [];

  add(entry: AuditEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > AUDIT_LENGTH) this.#entries.shift();
  }

  of(sessionId: string): readonly AuditEntry[] {
    return this.#entries.filter((entry) => entry.sessionId === sessionId);
  }
}
