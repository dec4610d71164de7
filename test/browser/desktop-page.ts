import { parseQrText } from '@saoma/protocol';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { readPng } from '../flows/qr-reader.js';
import { until } from '../servers/deadline.js';
import type { DemoWorld } from './demo-world.js';
import { Watched } from './watched.js';

/** What the app is to recognise: not the browser that the tests run in. */
const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';
/** Around the code, in pixels. */
const MARGIN = 40;
const VIEWPORT = { width: 1280, height: 800 };

interface DesktopOptions extends BrowserContextOptions {
  readonly language?: 'zh' | 'en';
  /** Gives the page a clock that `letPass` can move. */
  readonly timeMayPass?: boolean;
  /** A page of the world; default: the portal's login page. */
  readonly at?: string;
}

/** What the page was when its live region changed. */
interface Moment {
  readonly said: string;
  /** The text of what had the focus. */
  readonly focus: string;
  /** The whole document, with what the element keeps to itself. */
  readonly markup: string;
}

/** The portal's login page as a person has it before them. */
export class DesktopPage {
  readonly page: Page;
  readonly watched: Watched;
  /** What a screen reader says by itself. */
  readonly status: Locator;
  readonly code: Locator;
  readonly #world: DemoWorld;

  private constructor(world: DemoWorld, page: Page, watched: Watched) {
    this.#world = world;
    this.page = page;
    this.watched = watched;
    this.status = page.locator('saoma-login').getByRole('status');
    this.code = page.getByRole('img', { name: /^(QR code|二维码)$/ });
  }

  static async open(
    browser: Browser,
    world: DemoWorld,
    { language = 'en', timeMayPass = false, at = world.pages.portal, ...how }: DesktopOptions = {},
  ): Promise<DesktopPage> {
    const context = await browser.newContext({ viewport: VIEWPORT, userAgent: EDGE, ...how });
    const watched = new Watched(context, world.origin);
    const desktop = new DesktopPage(world, await context.newPage(), watched);
    if (timeMayPass) await desktop.page.clock.install();
    await desktop.page.goto(`${new URL(at, world.origin).href}?lang=${language}`);
    return desktop;
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  says(text: string | RegExp): Promise<void> {
    return this.status.getByText(text, { exact: true }).waitFor();
  }

  /** What is on the screen. */
  picture(): Promise<Buffer> {
    return this.page.screenshot();
  }

  /** The text of the code on the screen: two decoders read the same in one picture. */
  read(): Promise<string> {
    return this.#read('code', () => true);
  }

  /** The same, once it is not that of an earlier picture any more. */
  readChanged(earlier: string): Promise<string> {
    return this.#read('changed code', (text) => text !== earlier);
  }

  /** The same, once it stands for another session than an earlier one. */
  readAnother(earlier: string): Promise<string> {
    return this.#read('code of another session', (text) => sessionOf(text) !== sessionOf(earlier));
  }

  async #read(what: string, isWanted: (text: string) => boolean): Promise<string> {
    const [text] = await until(
      `${what} on the screen`,
      async () => readPng(await this.#pictureOfCode()),
      ([text, ...others]) =>
        sessionOf(text ?? '') !== undefined && others.every((other) => other === text) && isWanted(text!),
      30_000,
    );
    return text!;
  }

  /** As much of the screen as a person points a camera at. */
  async #pictureOfCode(): Promise<Buffer> {
    const box = await this.code.boundingBox({ timeout: 30_000 });
    if (!box) return this.picture();
    const [x, y] = [Math.max(0, box.x - MARGIN), Math.max(0, box.y - MARGIN)];
    const clip = { x, y, width: box.width + 2 * MARGIN, height: box.height + 2 * MARGIN };
    return this.page.screenshot({ clip, fullPage: true });
  }

  /** Lets time pass, here and at the broker, as when one of them is asleep: what was due meanwhile happens now. */
  async letPass(ms: number): Promise<void> {
    await this.#world.shiftTime(ms);
    await this.page.clock.fastForward(ms);
  }

  /** Writes down from now on what the page is whenever a screen reader says something by itself. */
  async listen(): Promise<readonly Moment[]> {
    const moments: Moment[] = [];
    // Not by asking from here: questions wait for the next page once this one is about to leave.
    await this.page.exposeFunction('tell', (moment: Moment) => moments.push(moment));
    await this.status.evaluate((region) => {
      const { tell } = window as unknown as { tell: (moment: Moment) => void };
      const look = (): void => {
        const element = document.querySelector('saoma-login')?.shadowRoot?.innerHTML ?? '';
        tell({
          said: (region as HTMLElement).innerText,
          focus: document.activeElement?.textContent ?? '',
          markup: document.documentElement.outerHTML + element,
        });
      };
      new MutationObserver(look).observe(region, { subtree: true, childList: true, characterData: true });
      look();
    });
    return moments;
  }

  /** Waits until the portal's home page has come by itself. */
  async isGreeted(greeting: string): Promise<void> {
    await this.page.waitForURL(`${this.#world.pages.portal}home`);
    await this.page.getByRole('heading', { level: 1, name: greeting, exact: true }).waitFor();
  }
}

/** The session that a code stands for. */
export function sessionOf(text: string): string | undefined {
  return parseQrText(text)?.sessionId;
}
