import { maskAddress, maskContact, maskName } from './mask.js';

describe('a name on a page that bystanders see', () => {
  it.each([
    ['张伟', '张*'],
    ['Zhang Wei', 'Z*'],
    ['  李娜 ', '李*'],
    ['👨‍👩‍👧 family', '👨‍👩‍👧*'],
    ['', '*'],
  ])('%j is %j', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});

describe('A masked contact', () => {
  it.each([
    ['sms', '+8613800000142', '138****0142'],
    ['sms', '+14155550142', '+14****0142'],
    ['email', 'zhang.wei@example.cn', 'z***@example.cn'],
    ['sms', '+1234567', '****67'],
    ['email', 'z@example.cn', '***@example.cn'],
  ] as const)('by %s of %s is %s', (channel, to, masked) => {
    expect(maskContact({ channel, to })).toBe(masked);
  });
});

describe('maskAddress', () => {
  it.each([
    ['203.0.113.77', '203.0.113.*'],
    ['::ffff:203.0.113.77', '203.0.113.*'],
    ['::FFFF:cb00:714d', '203.0.113.*'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:*'],
    ['2001:db8::1', '2001:db8:0:*'],
    ['fe80::1%eth0', 'fe80:0:0:*'],
    ['::1', '0:0:0:*'],
    ['', undefined],
    ['garbage', undefined],
    ['203.0.113', undefined],
    ['203.0.113.999', undefined],
    ['1:2:3', undefined],
    ['<b>', undefined],
  ])('masks %p as %p', (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });
});
