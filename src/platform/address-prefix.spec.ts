import { addressPrefix } from './address-prefix.js';

describe('what starts are counted under', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2ff::1', '2001:db8:1:200::/56'],
    ['2001:db8:1:2aa:ffff::9', '2001:db8:1:200::/56'],
    ['2001:db8:1:300::1', '2001:db8:1:300::/56'],
    ['nonsense', 'unknown'],
    ['', 'unknown'],
  ])('%j counts as %j', (address, prefix) => {
    expect(addressPrefix(address)).toBe(prefix);
  });
});
