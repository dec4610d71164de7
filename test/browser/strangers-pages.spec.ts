import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { demoStage } from './demo-stage.js';

jest.setTimeout(60_000);

describe('A page on which somebody signs in, approves or reads what protects whom', () => {
  const stage = demoStage();
  /** A site that frames whatever its address names. */
  let stranger: Server;

  beforeAll(async () => {
    stranger = createServer(({ url = '' }, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<iframe src="${decodeURIComponent(url.slice(2))}"></iframe>`);
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
  });

  afterAll(() => {
    stranger.close();
    stranger.closeAllConnections();
  });

  const PAGES: Readonly<Record<string, () => Promise<Page>>> = {
    'the portal’s login page': async () => (await stage.desktop()).page,
    'the hosted login page': async () => {
      const { page } = await stage.desktop({ at: '/demo/annual-report/' });
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL('**/login/**');
      return page;
    },
    'the app': async () => (await stage.phone()).page,
    'the coverage page': async () => (await stage.desktop({ at: '/coverage' })).page,
  };

  it.each(Object.entries(PAGES))('is shown in no frame of another site: %s', async (_, open) => {
    // The hosted page's cookie is not sent from there either.
    stage.expects('forbidden', 'refused');
    const page = await open();
    // In the same browser, so that the frame would be that of this very person.
    const other = await page.context().newPage();
    const refused = other.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    const { port } = stranger.address() as AddressInfo;
    await other.goto(`http://127.0.0.1:${String(port)}/?${encodeURIComponent(page.url())}`);
    expect((await refused).text()).toContain("frame-ancestors 'none'");
  });

  it.each(Object.entries(PAGES))('runs no script and takes no style that stands within it: %s', async (_, open) => {
    stage.expects('forbidden', 'overtaken');
    const page = await open();
    const slipped = await page.evaluate(() => {
      const paragraph = document.body.appendChild(document.createElement('p'));
      paragraph.setAttribute('style', 'position: fixed');
      const script = document.createElement('script');
      // Where Trusted Types are required the text alone is refused.
      try {
        script.textContent = 'document.title = "slipped in"';
        document.body.append(script);
      } catch {
        paragraph.append('refused');
      }
      return { title: document.title, position: getComputedStyle(paragraph).position };
    });
    expect(slipped).toEqual({ title: expect.not.stringContaining('slipped in') as string, position: 'static' });
  });
});
