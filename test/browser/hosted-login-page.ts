import type { PortalBackend } from '@saoma/testing';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { readPng } from '../flows/qr-reader.js';
import { until } from '../servers/deadline.js';
import type { StockSite } from './stock-site.js';
import { Watched } from './watched.js';

/** Stands where the portal registered it; nobody is asked for it. */
export const LOGO = 'https://static.site.test/logo.svg';
const LOGO_SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#0a7a55" d="M0 0h8v8H0z"/></svg>';

interface HostedOptions extends BrowserContextOptions {
  /** What the site asks for beside the usual. */
  readonly asked?: Readonly<Record<string, string>>;
  /** The page was opened long ago and has so much of its time left, by a clock that the test moves. */
  readonly leftMs?: number;
}

/** The broker's own page in a browser that a site sent there. */
export class HostedLoginPage {
  readonly page: Page;
  readonly status: Locator;
  readonly watched: Watched;

  private constructor(page: Page, watched: Watched) {
    this.page = page;
    this.status = page.getByRole('status');
    this.watched = watched;
  }

  static async open(
    browser: Browser,
    site: StockSite,
    portal: PortalBackend,
    { asked = {}, leftMs, ...how }: HostedOptions = {},
  ): Promise<HostedLoginPage> {
    const context = await browser.newContext({ viewport: { width: 900, height: 900 }, ...how });
    const target = await site.link(portal, asked);
    const watched = new Watched(context, new URL(target).origin);
    await context.route(LOGO, (route) => route.fulfill({ contentType: 'image/svg+xml', body: LOGO_SVG }));
    const page = await context.newPage();
    const opened = new HostedLoginPage(page, watched);
    if (leftMs !== undefined) await page.clock.install();
    await page.goto(target);
    if (leftMs !== undefined) await opened.#age(leftMs);
    return opened;
  }

  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** The text of the code on the screen, once two decoders read the same in one picture of the page. */
  read(): Promise<string> {
    return until(
      'code that can be read',
      async () => {
        const [one, other] = await readPng(await this.page.screenshot());
        return one === other ? one : undefined;
      },
      (text) => text !== undefined,
    ).then((text) => text ?? '');
  }

  /** Waits until the browser is back at the site, and tells with what. */
  async back(site: StockSite): Promise<URL> {
    await this.page.waitForURL(`${site.callback}?**`);
    return new URL(this.page.url());
  }

  /** Nobody can be routed on a redirect, so the page is loaded once more. */
  async #age(leftMs: number): Promise<void> {
    await this.page.route('**/login/*', async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      await route.fulfill({ response, body: body.replace(/data-remaining-ms="\d+"/, `data-remaining-ms="${leftMs}"`) });
    });
    await this.page.reload();
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
