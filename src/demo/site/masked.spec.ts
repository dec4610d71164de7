import { maskedIdNumber, maskedName } from './masked.js';

describe('What a page shows of somebody who is asked', () => {
  it.each([
    ['李娜', '李*'],
    ['欧阳明轩', '欧***'],
  ])('is the beginning of the name of %s', (name, masked) => {
    expect(maskedName(name)).toBe(masked);
  });

  it('is both ends of an ID number', () => {
    expect(maskedIdNumber('990101199103250427')).toBe('9901**********0427');
  });
});
