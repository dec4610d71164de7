import { jest } from '@jest/globals';
import { makeServicePins, PinGuard } from './service-pins.js';

const MINUTE_MS = 60_000;

describe('The PINs of the service line', () => {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
  });
  afterEach(() => jest.restoreAllMocks());

  it('are six digits for each of the people', () => {
    const pins = makeServicePins([{ id: 'one' }, { id: 'other' }]);
    expect([...pins.keys()]).toEqual(['one', 'other']);
    for (const pin of pins.values()) expect(pin).toMatch(/^\d{6}$/);
  });

  it.each(['000000', '12345', '1234567', ''])('are not %j, where they are something else', (typed) => {
    expect(new PinGuard(new Map([['one', '123456']])).check('one', typed)).toBe('wrong');
  });

  it('are nobody’s who has none', () => {
    expect(new PinGuard(new Map()).check('one', '')).toBe('wrong');
  });

  it('lock one number after five wrong ones in a row, for the right one too, and no other', () => {
    const guard = new PinGuard(
      new Map([
        ['one', '123456'],
        ['other', '654321'],
      ]),
    );
    for (let tries = 0; tries < 4; tries += 1) expect(guard.check('one', '111111')).toBe('wrong');
    expect(guard.check('one', '111111')).toEqual({ lockedMs: 15 * MINUTE_MS });
    nowMs += MINUTE_MS;
    expect(guard.check('one', '123456')).toEqual({ lockedMs: 14 * MINUTE_MS });
    expect(guard.check('other', '654321')).toBe('right');
    nowMs += 14 * MINUTE_MS;
    expect(guard.check('one', '123456')).toBe('right');
  });

  it('are counted anew after the right one', () => {
    const guard = new PinGuard(new Map([['one', '123456']]));
    for (const typed of ['1', '2', '3', '4', '123456', '1', '2', '3', '4']) guard.check('one', typed);
    expect(guard.check('one', '123456')).toBe('right');
  });
});
