import { PollPace, pollIntervalS } from './poll-pace.js';
import type { SessionRecord } from './session-record.js';

describe('the pace of polls', () => {
  let nowMs = 0;
  let pace: PollPace;
  beforeEach(() => {
    nowMs = 1_000;
    pace = new PollPace(() => nowMs);
  });
  const pollAt = (ms: number, intervalS = 5): boolean => {
    nowMs = ms;
    return pace.admits('session', intervalS);
  };

  it('lets the first in, and whoever leaves four fifths of the interval between two', () => {
    expect([pollAt(1_000), pollAt(4_999), pollAt(5_000), pollAt(8_999), pollAt(9_000)]).toEqual([
      ...[true, false, true],
      ...[false, true],
    ]);
  });

  it('Invariant: is not set back by those that came too early, however many', () => {
    pollAt(1_000);
    for (let ms = 1_100; ms < 5_000; ms += 100) expect(pollAt(ms)).toBe(false);
    expect(pollAt(5_000)).toBe(true);
  });

  it('is each session’s own, and forgotten with it', () => {
    pollAt(1_000);
    expect(pace.admits('another', 5)).toBe(true);
    pace.forget('session');
    expect(pollAt(1_001)).toBe(true);
  });

  it.each([
    [undefined, 5],
    ['1', 10],
    ['11', 60],
  ])('RFC 8628 §3.5: after %s times too early the interval is %i s', (slow_downs, seconds) => {
    expect(pollIntervalS({ ...(slow_downs !== undefined && { slow_downs }) } as SessionRecord)).toBe(seconds);
  });

  it('remembers a hundred thousand, and of more the latest', () => {
    for (let n = 0; n <= 100_000; n += 1) pace.admits(`session-${String(n)}`, 5);
    expect(pace.admits('session-100000', 5)).toBe(false);
    expect(pace.admits('session-0', 5)).toBe(true);
  });
});
