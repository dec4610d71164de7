import { PublicAddresses } from '../../src/callbacks/public-addresses.js';

describe('where others’ services may be', () => {
  const anywhere = new PublicAddresses([]);

  it.each(['93.184.215.14', '8.8.8.8', '172.32.0.1', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::ffff:8.8.8.8'])(
    'at %s, which is everybody’s',
    (address) => {
      expect(anywhere.allow(address, 'https:')).toBe(true);
      expect(anywhere.allow(address, 'http:')).toBe(false);
    },
  );

  it.each([
    ['this machine', '127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0.0.0.0', '0.1.2.3', '::'],
    ['private, RFC 1918', '10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.1.1', '::ffff:10.0.0.1'],
    ['carrier-grade, RFC 6598', '100.64.0.1', '100.127.255.254'],
    ['link-local, where clouds keep their secrets', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', '::ffff:a9fe:a9fe'],
    ['unique local, RFC 4193', 'fc00::1', 'fd12:3456:789a::1', 'fd00:ec2::254'],
    ['site-local, RFC 3879', 'fec0::1'],
    ['everybody at once', '224.0.0.1', '239.255.255.250', 'ff02::1', '255.255.255.255'],
    ['behind a translator, RFC 6052 and 8215', '64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::a00:1'],
    ['IPv4 inside, RFC 4291 §2.5.5.1', '::7f00:1', '::127.0.0.1', '::ffff:0:127.0.0.1'],
    ['through a tunnel', '2002:7f00:1::', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['of nobody', '192.0.2.1', '198.51.100.7', '203.0.113.7', '240.0.0.1', '2001:db8::1', '100::1', '198.18.0.1'],
    ['no address', 'localhost', '', '127.0.0.1.example.cn', 'https://8.8.8.8'],
  ])('never %s', (_, ...addresses) => {
    for (const address of addresses) {
      expect([address, anywhere.allow(address, 'https:'), anywhere.allow(address, 'http:')]).toEqual([
        address,
        false,
        false,
      ]);
    }
  });

  it('and in the networks that the operator named, in whatever clothes the address comes', () => {
    const bureau = new PublicAddresses(['10.20.0.0/16', '192.168.7.7', 'fd12:3456::/32']);
    for (const address of ['10.20.255.1', '::ffff:10.20.0.1', '192.168.7.7', 'fd12:3456::9', '8.8.8.8'])
      expect([address, bureau.allow(address, 'https:')]).toEqual([address, true]);
    for (const address of ['10.21.0.1', '192.168.7.8', 'fd12:3457::1', '127.0.0.1', '64:ff9b::a14:1'])
      expect([address, bureau.allow(address, 'https:')]).toEqual([address, false]);
  });

  it('by plain http only on this machine, where that was named', () => {
    const demo = new PublicAddresses(['127.0.0.0/8', '::1', '10.0.0.0/8']);
    expect(['127.0.0.1', '::1', '10.0.0.1', '8.8.8.8'].map((address) => demo.allow(address, 'http:'))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
