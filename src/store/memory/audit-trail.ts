import type { AuditEntry, AuditFeed, AuditRecord, LockEntry } from '../../core/audit.js';

/** Entries kept per process: for development and tests, where nobody reads further back. */
const AUDIT_LENGTH = 10_000;

/** Handed out at once at most. */
const MOST = 1_000;

/** What happened to sessions and people, in this process. What nobody was handed is lost with it. */
export class AuditTrail implements AuditFeed {
  readonly sweeps = 1;
  readonly #records: AuditRecord[] = [];
  /** Of the records, counted from the first: so many are settled, so many handed out. */
  #settled = 0;
  #handed = 0;
  #written = 0;

  /** @param keepsUndelivered whether somebody takes the entries, so that none may go before it was taken */
  constructor(private readonly keepsUndelivered: boolean) {}

  add(entry: AuditEntry | LockEntry): void {
    this.#written += 1;
    this.#records.push({ id: `memory-${entry.atMs}-${this.#written}`, entry });
    if (this.#records.length <= AUDIT_LENGTH || (this.keepsUndelivered && this.#settled === 0)) return;
    this.#records.shift();
    this.#settled = Math.max(0, this.#settled - 1);
    this.#handed = Math.max(0, this.#handed - 1);
  }

  of(sessionId: string): readonly AuditEntry[] {
    return this.#records.flatMap(({ entry }) => ('sessionId' in entry && entry.sessionId === sessionId ? [entry] : []));
  }

  about(subject: string): readonly LockEntry[] {
    return this.#records.flatMap(({ entry }) => (!('sessionId' in entry) && entry.subject === subject ? [entry] : []));
  }

  take(): Promise<readonly AuditRecord[]> {
    const records = this.#records.slice(this.#handed, this.#handed + MOST);
    this.#handed += records.length;
    return Promise.resolve(records);
  }

  /** Whoever took something and is gone took this with them. */
  sweep(): Promise<readonly AuditRecord[]> {
    return Promise.resolve([]);
  }

  settle(records: readonly AuditRecord[]): Promise<void> {
    this.#settled += records.length;
    return Promise.resolve();
  }
}
