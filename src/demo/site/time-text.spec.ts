import { waitText } from './time-text.js';

describe('How long to wait', () => {
  it.each([
    [0, '1 second', '1 秒'],
    [1_000, '1 second', '1 秒'],
    [59_001, '60 seconds', '60 秒'],
    [60_000, '60 seconds', '60 秒'],
    [60_001, '2 minutes', '2 分钟'],
    [15 * 60_000, '15 minutes', '15 分钟'],
    [90 * 60_000, '90 minutes', '90 分钟'],
    [90 * 60_000 + 1, '2 hours', '2 小时'],
    [24 * 3_600_000, '24 hours', '24 小时'],
  ])('of %i ms is told in a unit that people count in, and never too short', (waitMs, en, zh) => {
    expect([waitText('en', waitMs), waitText('zh', waitMs)]).toEqual([en, zh]);
  });
});
