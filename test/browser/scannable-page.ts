import type { StartAnswer } from '@saoma/protocol';
import type { Browser, Locator, Page } from 'playwright-core';
import { type Picture, developed, halved } from './camera.js';
import type { FakeBroker } from './fake-broker.js';

/** What is around the code in a picture, in CSS pixels, so that decoders have to find it. */
const MARGIN = 24;
/** Larger pictures are made smaller: the code takes no more of a camera's frame either. */
const LARGEST_PX = 300;
/** A session that begins in an hour stays with its first frame, so that its code is the same in every run. */
const AGE_MS = -3_600_000;
const LIFE_MS = 600_000;
const SESSION_ID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const FRAME = 'TF46JQ';
const FRAME_KEY = 'A'.repeat(43);
/** What a link on the phone opens. */
const APPS = [{ names: { zh: '电子税务局', en: 'e-Tax' }, scan_link: 'etax://scan' }];

/** A login page with the real element, whose code is the same every time. */
export class ScannablePage {
  readonly page: Page;
  readonly code: Locator;
  /** Host of the broker in the code. */
  host = 'pass.example.cn';
  readonly #broker: FakeBroker;
  readonly #scale: number;

  private constructor(page: Page, broker: FakeBroker, scale: number) {
    this.page = page;
    this.code = page.getByRole('img', { name: 'QR code' });
    this.#broker = broker;
    this.#scale = scale;
  }

  /** @param scale device pixels to a CSS pixel */
  static async open(browser: Browser, broker: FakeBroker, scale: number): Promise<ScannablePage> {
    const context = await browser.newContext({ deviceScaleFactor: scale, locale: 'en' });
    const scannable = new ScannablePage(await context.newPage(), broker, scale);
    await scannable.page.clock.install();
    await scannable.page.route('**/login/start', async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as StartAnswer;
      const qr = { ...answer.qr, url: scannable.text.slice(0, -FRAME.length), frame_key: FRAME_KEY };
      await route.fulfill({ response, json: { ...answer, qr } });
    });
    return scannable;
  }

  /** What the code says. */
  get text(): string {
    return `https://${this.host}/Q/${SESSION_ID}${FRAME}`.toUpperCase();
  }

  /** Starts over, with a plate for the code that is so wide, in a square window. */
  async show(codePx: number, windowPx: number): Promise<void> {
    this.#broker.apps = APPS;
    this.#broker.ageMs = AGE_MS;
    this.#broker.lifeMs = LIFE_MS;
    const style = `:root { color-scheme: light dark } saoma-login { --saoma-code-size: ${codePx}px }`;
    this.#broker.serve(
      '/',
      'text/html',
      `<style>${style}</style><script src="/saoma-login.js"></script><saoma-login start-url="/login/start"></saoma-login>`,
    );
    await this.page.setViewportSize({ width: windowPx, height: windowPx });
    await this.page.goto(`${this.#broker.origin}/`);
    await this.code.waitFor();
    await this.#broker.until(() => this.#broker.isHeard);
  }

  /** Lets no more time pass in the page, so that the code does not end while it is looked at. */
  async stopClock(): Promise<void> {
    await this.page.clock.pauseAt((await this.page.evaluate(() => Date.now())) + 1_000);
  }

  /** Shows the code in the dialog, unless it is there already. */
  async enlarge(): Promise<void> {
    const dialog = this.page.getByRole('dialog');
    if (!(await dialog.isVisible())) await this.press('Enlarge');
    await dialog.waitFor();
  }

  /** Presses a button, also behind the dialog. */
  async press(name: string): Promise<void> {
    await this.page.locator('saoma-login button', { hasText: name }).first().dispatchEvent('click');
  }

  /** Makes it a page on the phone itself, with the code that it keeps behind a button. */
  async beOnPhone(): Promise<void> {
    await this.page.locator('saoma-login').evaluate((element) => element.setAttribute('same-device', ''));
    await this.press('Show the code');
    await this.code.waitFor();
  }

  /** Lets time pass in the page until it says so; what it waits for from elsewhere comes in the meantime. */
  async letPassUntil(text: string): Promise<void> {
    const said = this.page.locator('saoma-login').getByText(text);
    for (let seconds = 0; seconds < 60 && !(await said.first().isVisible()); seconds += 1) {
      await this.page.clock.runFor(1_000);
    }
    await said.first().waitFor();
  }

  says(text: string): Promise<void> {
    return this.page.locator('saoma-login').getByText(text).first().waitFor();
  }

  /** What a camera sees of the code and around it, and how many of its pixels a module takes. */
  async photograph(modules: number): Promise<{ readonly picture: Picture; readonly modulePx: number }> {
    const { x, y, width, height } = (await this.code.boundingBox())!;
    const window = this.page.viewportSize()!;
    const [left, top] = [Math.max(0, x - MARGIN), Math.max(0, y - MARGIN)];
    const right = Math.min(window.width, x + width + MARGIN);
    const bottom = Math.min(window.height, y + height + MARGIN);
    const clip = { x: left, y: top, width: right - left, height: bottom - top };
    let picture = developed(await this.page.screenshot({ clip }));
    let modulePx = (width * this.#scale) / modules;
    for (; picture.width > LARGEST_PX; modulePx /= 2) picture = halved(picture);
    return { picture, modulePx };
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
