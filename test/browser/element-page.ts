import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { readPng } from '../flows/qr-reader.js';
import { type BuiltScript, builtScript } from './built-scripts.js';
import { launchChromium } from './chromium.js';
import { FakeBroker } from './fake-broker.js';

/** What a strict portal sends: no inline script or style, no markup from strings. */
const STRICT = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; connect-src 'self' ws:; require-trusted-types-for 'script'">`;

const SCRIPTS: readonly BuiltScript[] = ['saoma-login.js', 'saoma-one-time-code.js'];

interface OpenOptions extends BrowserContextOptions {
  /** Attributes of the element. */
  readonly attributes?: string;
  /** What stands within it. */
  readonly content?: string;
  /** What stands behind it; it has the id `scan`. */
  readonly beside?: string;
  /** A script of the page's own, after the element's. */
  readonly script?: string;
}

/** A portal's page with nothing but the element, in front of a broker that does what it is told. */
export class ElementPage {
  readonly page: Page;
  readonly broker: FakeBroker;
  /** What a screen reader says by itself. */
  readonly status: Locator;
  readonly code: Locator;

  private constructor(page: Page, broker: FakeBroker) {
    this.page = page;
    this.broker = broker;
    this.status = page.getByRole('status');
    this.code = page.getByRole('img');
  }

  /** @param prepare what the broker or the page is to do from the start */
  static async open(
    browser: Browser,
    { attributes = '', content = '', beside = '', script = '', ...how }: OpenOptions = {},
    prepare: (at: ElementPage) => unknown = () => undefined,
  ): Promise<ElementPage> {
    const broker = await FakeBroker.start();
    broker.apps = APPS;
    for (const name of SCRIPTS) broker.serve(`/${name}`, 'text/javascript', builtScript(name));
    broker.serve('/own.js', 'text/javascript', script);
    broker.serve('/home', 'text/html', 'welcome');
    broker.serve(
      '/',
      'text/html',
      `${STRICT}<script src="/saoma-login.js"></script><script src="/saoma-one-time-code.js"></script><script src="/own.js"></script><meta name="viewport" content="width=device-width"><title>Sign in</title><main><h1>Tax office</h1><saoma-login id="scan" start-url="/login/start" ${attributes}>${content}</saoma-login>${beside}</main>`,
    );
    const context = await browser.newContext({ viewport: { width: 800, height: 700 }, ...how });
    const page = await context.newPage();
    const opened = new ElementPage(page, broker);
    await prepare(opened);
    await page.goto(`${broker.origin}/`);
    return opened;
  }

  /** Until the code is on the screen. */
  async waiting(): Promise<void> {
    await this.code.waitFor();
  }

  /** Until the code is there, and the broker's news arrive by socket. */
  async live(): Promise<void> {
    await this.waiting();
    await this.broker.until(() => this.broker.isHeard);
  }

  async says(text: string): Promise<void> {
    await this.status.getByText(text).waitFor();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The text of the code on the screen, if two decoders read the same in one picture; else nothing. */
  async read(): Promise<string> {
    const [one, other] = await readPng(await this.page.screenshot());
    return one === other ? (one ?? '') : '';
  }

  /** What has the focus: within the element, if it has it. */
  focus(): Promise<string> {
    return this.page.evaluate(() => {
      const outer = document.activeElement;
      const inner = outer?.shadowRoot?.activeElement ?? outer;
      return inner?.textContent?.trim() ?? '';
    });
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await this.broker.stop();
  }
}

/** Opens pages in one browser for all tests of a file, and closes the page after each. */
export function elementPages(): (...how: OpenArguments) => Promise<ElementPage> {
  let browser: Browser;
  let opened: ElementPage | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  return async (...how) => (opened = await ElementPage.open(browser, ...how));
}

type OpenArguments = [options?: OpenOptions, prepare?: (at: ElementPage) => unknown];

/** Two apps of the portal: one with its own scheme, one with an address of the web. */
export const APPS = [
  { names: { zh: '电子税务局', en: 'e-Tax' }, scan_link: 'etax://scan' },
  { names: { zh: '个人所得税', en: 'Income Tax' }, scan_link: 'https://app.example.cn/scan' },
] as const;
