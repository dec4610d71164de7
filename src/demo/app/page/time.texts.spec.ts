import { enTime, zhTime } from './time.texts.js';

describe('A stretch of time in words', () => {
  it.each([
    [0, '0 秒', '0 seconds'],
    [1, '1 秒', '1 second'],
    [59, '59 秒', '59 seconds'],
    [61, '2 分钟', '2 minutes'],
    [3_600, '1 小时', '1 hour'],
    [90_000, '2 天', '2 days'],
  ])('is never less than it is, for who has to wait: %i s', (seconds, zh, en) => {
    expect([zhTime(seconds), enTime(seconds)]).toEqual([zh, en]);
  });

  it('is never more than it is, for what is over', () => {
    expect([zhTime(7_199, Math.floor), enTime(172_799, Math.floor)]).toEqual(['1 小时', '1 day']);
  });
});
