import type { Clock } from '../../src/core/ports.js';
import { memoryStore } from '../../src/store/memory/memory.store.js';
import type { StoreUnderTest } from './store-under-test.js';

const YEAR = 365 * 86_400_000;

/** A clock that stands still until it is moved. */
const STILL: Clock = { nowMs: () => Date.UTC(2026, 10, 22), after: () => () => undefined };

/** The store in this process, whose clock can be stopped. */
export function memoryUnderTest(): StoreUnderTest {
  let shiftedMs = 0;
  const store = memoryStore(STILL, () => shiftedMs, true);
  const { sessions, grants, documents, index, locks, feed } = store;
  return {
    store: sessions,
    grants,
    documents,
    index,
    locks,
    feed,
    shiftTime: (ms) => (shiftedMs += ms),
    another: () => Promise.resolve(store),
    async expectLife(_, lifeMs, read) {
      shiftedMs += lifeMs - 1;
      expect(await read()).toBeDefined();
      shiftedMs += 1;
      expect(await read()).toBeUndefined();
    },
    async expectNoEnd(_, read) {
      shiftedMs += 10 * YEAR;
      expect(await read()).toBeDefined();
    },
    close: () => store.close(),
  };
}
