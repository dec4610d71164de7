import type { Clock } from '../../core/ports.js';
import type { Store } from '../store.js';
import { AuditTrail } from './audit-trail.js';
import { MemoryDocuments } from './memory.documents.js';
import { MemoryGrants } from './memory.grants.js';
import { MemoryIndex } from './memory.index.js';
import { MemoryLocks } from './memory.locks.js';
import { MemorySessions } from './memory.sessions.js';

/**
 * Everything in this process: the embedded default. Gone when it ends.
 * @param keepsUndelivered whether somebody takes what is on record, so that nothing may go before it was taken
 */
export function memoryStore(clock: Clock, offsetMs?: () => number, keepsUndelivered = false): Store {
  const trail = new AuditTrail(keepsUndelivered);
  return {
    sessions: new MemorySessions(clock, trail, offsetMs),
    grants: new MemoryGrants(clock, trail, offsetMs),
    documents: new MemoryDocuments(clock, offsetMs),
    index: new MemoryIndex(clock, offsetMs),
    locks: new MemoryLocks(clock, trail, offsetMs),
    feed: trail,
    warnings: [],
    ready: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}
