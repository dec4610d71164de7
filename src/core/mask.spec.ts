import { maskContact, maskName } from './mask.js';

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
