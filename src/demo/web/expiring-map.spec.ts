import { jest } from '@jest/globals';
import { ExpiringMap } from './expiring-map.js';

describe('A map with an end', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('forgets a value when its time is over, to the millisecond', () => {
    const map = new ExpiringMap<string>(1_000, 10);
    map.set('key', 'value');
    jest.advanceTimersByTime(999);
    expect(map.get('key')).toBe('value');
    jest.advanceTimersByTime(1);
    expect(map.get('key')).toBeUndefined();
    expect(map.take('key')).toBeUndefined();
  });

  it('hands a value out once', () => {
    const map = new ExpiringMap<string>(1_000, 10);
    map.set('key', 'value');
    expect([map.take('key'), map.take('key')]).toEqual(['value', undefined]);
  });

  it('never keeps more than it may: the oldest goes', () => {
    const map = new ExpiringMap<number>(1_000, 2);
    for (const [index, key] of ['a', 'b', 'a', 'c'].entries()) map.set(key, index);
    expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([2, undefined, 3]);
  });
});
