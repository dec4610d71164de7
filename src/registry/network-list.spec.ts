import { networkList } from './network-list.js';

describe('A list of networks', () => {
  const networks = networkList(['10.1.0.0/16', '198.51.100.7', '2001:db8:20::/48']);

  it.each(['10.1.255.3', '198.51.100.7', '2001:db8:20:ffff::1', '::ffff:10.1.2.3'])('has %s in it', (address) => {
    expect(networks.includes(address)).toBe(true);
  });

  it.each(['10.2.0.1', '198.51.100.8', '2001:db8:21::1', '::ffff:10.2.0.1', 'unknown', '', undefined])(
    'has nothing to do with %s',
    (address) => {
      expect(networks.includes(address)).toBe(false);
    },
  );

  it('takes a range by any of its addresses', () => {
    expect(networkList(['10.1.2.3/8']).includes('10.200.0.1')).toBe(true);
  });
});
