import type { Clock } from '../../src/core/ports.js';
import { memoryStore } from '../../src/store/memory/memory.store.js';
import { describeReply, given, goToEnd, send } from './session-cast.js';
import { describeSessionStore } from './session-store.contract.js';
import type { StoreUnderTest } from './store-under-test.js';

const YEAR = 365 * 86_400_000;

/** A clock that stands still until it is moved. */
const STILL: Clock = { nowMs: () => Date.UTC(2026, 10, 22), after: () => () => undefined };

function makeStore(): Promise<StoreUnderTest> {
  let shiftedMs = 0;
  const store = memoryStore(STILL, () => shiftedMs, true);
  const { sessions, grants, documents, index, locks, feed } = store;
  return Promise.resolve({
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
  });
}

// The store's clock is the only one here, so that no node's clock can be off.
describeSessionStore('the store in memory', makeStore);

describe('the store in memory, whose clock can be stopped', () => {
  it.each([
    [-1, 'applied pending'],
    [0, 'expired'],
  ])('takes a session for expired from its very end on: %i ms', async (fromEndMs, answer) => {
    const subject = await makeStore();
    const sessionId = await given(subject, []);
    await goToEnd(subject, sessionId, fromEndMs);
    expect(describeReply(await send(subject, 'extend', sessionId))).toBe(answer);
  });

  it('forgets an ended session after the grace', async () => {
    const subject = await makeStore();
    const sessionId = await given(subject, ['scan', 'deny']);
    subject.shiftTime(59_999);
    expect(describeReply(await send(subject, 'cancel', sessionId))).toBe('terminal denied');
    subject.shiftTime(1);
    expect(describeReply(await send(subject, 'cancel', sessionId))).toBe('missing');
  });

  it.each([
    [19_999, 'applied scanned'],
    [20_000, 'stale_frame'],
  ])('takes the first frame for %i ms as: %s', async (ageMs, answer) => {
    const subject = await makeStore();
    const sessionId = await given(subject, []);
    subject.shiftTime(ageMs);
    expect(describeReply(await send(subject, 'scan', sessionId, { frame: 0 }))).toBe(answer);
  });
});
