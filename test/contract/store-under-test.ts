import type {
  AuditFeed,
  DocumentStore,
  GrantStore,
  LockStore,
  SessionIndex,
  SessionStore,
} from '../../src/core/ports.js';
import type { TrailOptions } from '../../src/store/redis/redis.trails.js';
import type { Store } from '../../src/store/store.js';

/** A store as the contract meets it, with what only its own tests can do to it. */
export interface StoreUnderTest {
  readonly store: SessionStore;
  readonly grants: GrantStore;
  readonly documents: DocumentStore;
  readonly index: SessionIndex;
  readonly locks: LockStore;
  readonly feed: AuditFeed;
  /** Moves the store's own clock forward. */
  shiftTime(ms: number): void;
  /** A further store over the same data, as the next node has one; in one process, the same. */
  another(options?: Partial<TrailOptions>): Promise<Store>;
  /**
   * Expects that what is kept under a key with `id` in it lives so long from now and no longer; `read` looks it up.
   * By the store's clock where it can be moved, by the key's own time to live where it cannot.
   */
  expectLife(id: string, lifeMs: number, read: () => Promise<unknown>): Promise<void>;
  /** Expects that what is kept under such a key stays however long nobody touches it. */
  expectNoEnd(id: string, read: () => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

/** The suite asks for it once, before its first test. */
export type MakeStore = () => Promise<StoreUnderTest>;

/** How a part of the contract gets at the store that is made before its tests run. */
export type Subject = () => StoreUnderTest;
