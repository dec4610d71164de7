import type { SinkRecord } from './sink-record.js';

/** Somebody who keeps what is on record: a file, a service. Whoever gets a record twice knows it by its `id`. */
export interface AuditSink {
  readonly name: string;
  /**
   * Resolves once the records are safe there, to `undefined`; or to why they are not: a word for the log, which quotes
   * nothing. Then the same records come again, in the same order. Never rejects.
   */
  take(records: readonly SinkRecord[]): Promise<string | undefined>;
}
