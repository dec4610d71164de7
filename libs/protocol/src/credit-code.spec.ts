import { isCreditCode } from './credit-code.js';

describe('A unified social credit code', () => {
  it.each(['91350100M000100Y43', '91110000802100433B', '914403002794658244'])('is %s', (code) => {
    expect(isCreditCode(code)).toBe(true);
  });

  it.each([
    ['with a character changed', '91350100M000100Y53'],
    ['with two neighbours swapped', '91350100M00010Y043'],
    ['with the check character of another', '91350100M000100Y44'],
    ['in lower case', '91350100m000100y43'],
    ['with a letter that is not used', '91350100M000100O43'],
    ['too short', '91350100M000100Y4'],
    ['with something behind it', '91350100M000100Y43 '],
    ['empty', ''],
  ])('is none %s', (_, code) => {
    expect(isCreditCode(code)).toBe(false);
  });
});
