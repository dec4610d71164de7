import type { Clock } from '../../core/ports.js';
import type { Store } from '../store.js';
import { MemoryDocuments } from './memory.documents.js';
import { MemoryGrants } from './memory.grants.js';
import { MemoryLocks } from './memory.locks.js';
import { MemoryRequests } from './memory.requests.js';
import { MemorySessions } from './memory.sessions.js';

/** Everything in this process: the embedded default. Gone when it ends. */
export function memoryStore(clock: Clock, offsetMs?: () => number): Store {
  return {
    sessions: new MemorySessions(clock, offsetMs),
    grants: new MemoryGrants(clock, offsetMs),
    documents: new MemoryDocuments(clock, offsetMs),
    requests: new MemoryRequests(clock, offsetMs),
    locks: new MemoryLocks(clock, offsetMs),
    warnings: [],
    ready: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}
