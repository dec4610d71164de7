import { memoryUnderTest } from './memory-under-test.js';
import { describeReply, given, goToEnd, send } from './session-cast.js';
import { describeSessionStore } from './session-store.contract.js';

// The store's clock is the only one here, so that no node's clock can be off.
describeSessionStore('the store in memory', () => Promise.resolve(memoryUnderTest()));

describe('the store in memory, whose clock can be stopped', () => {
  it.each([
    [-1, 'applied pending'],
    [0, 'expired'],
  ])('takes a session for expired from its very end on: %i ms', async (fromEndMs, answer) => {
    const subject = memoryUnderTest();
    const sessionId = await given(subject, []);
    await goToEnd(subject, sessionId, fromEndMs);
    expect(describeReply(await send(subject, 'extend', sessionId))).toBe(answer);
  });

  it('forgets an ended session after the grace', async () => {
    const subject = memoryUnderTest();
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
    const subject = memoryUnderTest();
    const sessionId = await given(subject, []);
    subject.shiftTime(ageMs);
    expect(describeReply(await send(subject, 'scan', sessionId, { frame: 0 }))).toBe(answer);
  });
});
