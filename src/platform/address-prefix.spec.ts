import { addressPrefix } from './address-prefix.js';

describe('what starts are counted under', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2ff::1', '2001:db8:1::/48'],
    ['2001:db8:1:ffff:ffff::9', '2001:db8:1::/48'],
    ['2001:db8:2::1', '2001:db8:2::/48'],
    ['nonsense', 'unknown'],
    ['', 'unknown'],
  ])('%j counts as %j', (address, prefix) => {
    expect(addressPrefix(address)).toBe(prefix);
  });
});
