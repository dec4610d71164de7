import { describeBrowser } from './desktop-summary.js';

describe('The waiting computer, as the phone describes it', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      { browser: 'Chrome 156', system: 'Windows 10 / 11' },
    ],
    [
      'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.71 Safari/537.36 Edg/94.0.992.38',
      { browser: 'Microsoft Edge 94', system: 'Windows 7' },
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Safari/605.1.15',
      { browser: 'Safari 18', system: 'macOS' },
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      { browser: 'Firefox 140', system: 'Linux' },
    ],
    ['curl/8.5.0', {}],
    ['', {}],
  ])('says of %p: %p', (userAgent, expected) => {
    expect(describeBrowser(userAgent)).toEqual(expected);
  });

  it('never repeats what a stranger wrote', () => {
    for (const userAgent of [
      '您的银行/1.0 (安全)',
      'YourBank/9 ',
      'Mozilla/5.0 (YourBank) Chrome/Safe Safari/537.36',
      'Mozilla/5.0 (Windows NT 99.YourBank) Chrome/156.0 Safari/537.36',
    ]) {
      expect(JSON.stringify(describeBrowser(userAgent))).not.toMatch(/银行|YourBank|Safe\b/);
    }
  });

  it('looks at no more than the beginning of an endless text', () => {
    expect(describeBrowser(`${' '.repeat(512)}Chrome/156.0`)).toEqual({});
  });
});
