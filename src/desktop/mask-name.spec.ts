import { maskName } from './mask-name.js';

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
