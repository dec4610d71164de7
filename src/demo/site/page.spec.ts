import { html } from '../web/html.js';
import { busyPage, failedPage, sitePage } from './page.js';
import { SITES } from './sites.js';

const [site] = SITES;

describe('The link to the other language', () => {
  const pageWith = (query?: Record<string, string>): string =>
    sitePage(site, { language: 'en', title: '', main: html``, ...(query && { query }) });

  it('is to the same address', () => {
    expect(pageWith()).toContain('href="?lang=zh"');
    expect(pageWith({ change: 'a&b' })).toContain('href="?change=a%26b&amp;lang=zh"');
  });

  it.each([busyPage, failedPage])('is not on a page whose address holds a code, which would be lost', (page) => {
    expect(page(site, 'en')).not.toContain('hreflang=');
  });
});
