import type { AuditFeed, DocumentStore, GrantStore, LockStore, SessionIndex, SessionStore } from '../core/ports.js';

/** The things that are kept, from one place. */
export interface Store {
  readonly sessions: SessionStore;
  readonly grants: GrantStore;
  readonly documents: DocumentStore;
  readonly index: SessionIndex;
  readonly locks: LockStore;
  /** What is on record, for whoever takes it. */
  readonly feed: AuditFeed;
  /** What an operator should know about how things are kept here, said once at start. */
  readonly warnings: readonly string[];
  /** Whether it can be reached at this moment. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}
