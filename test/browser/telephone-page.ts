import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { DemoWorld } from './demo-world.js';
import { Watched } from './watched.js';

/** A telephone in somebody's hand: it hears, and presses keys. */
export class TelephonePage {
  readonly page: Page;
  readonly watched: Watched;

  private constructor(page: Page, watched: Watched) {
    this.page = page;
    this.watched = watched;
  }

  static async open(
    browser: Browser,
    world: DemoWorld,
    { language = 'en', ...how }: BrowserContextOptions & { readonly language?: 'zh' | 'en' } = {},
  ): Promise<TelephonePage> {
    const context = await browser.newContext({ viewport: { width: 420, height: 860 }, ...how });
    const watched = new Watched(context, world.origin);
    const telephone = new TelephonePage(await context.newPage(), watched);
    await telephone.page.goto(`${world.origin}/demo/telephone/?lang=${language}`);
    return telephone;
  }

  /** Calls the service line, from the number of one of the people. */
  async call(person: string): Promise<void> {
    const owner = this.page.getByRole('combobox');
    await owner.selectOption(await owner.locator('option', { hasText: person }).innerText());
    await this.page.getByRole('button', { name: /12329$/ }).click();
    await this.hears(/PIN|服务密码/);
  }

  /** Calls, and shows by the PIN, on the computer's own keys, that it is the owner of the number. */
  async callAs(person: string, pin: string): Promise<void> {
    await this.call(person);
    await this.page.keyboard.type(`${pin}#`);
    await this.hears(/13 digits|13位数字/);
  }

  /** Presses the keys of these digits one by one, then the hash key, and waits for what the voice says to it. */
  async dial(digits: string): Promise<void> {
    for (const digit of digits.replaceAll('-', '')) await this.press(digit);
    await this.press('#');
    await this.page.locator('#pressed').filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
  }

  press(key: string): Promise<void> {
    return this.page.locator(`.keys button[value="${key}"]`).click();
  }

  /** Waits until the voice has said so. */
  hears(sentence: string | RegExp): Promise<void> {
    return this.page.getByRole('log').getByText(sentence).last().waitFor();
  }

  /** Everything that the voice has said in this call. */
  async heard(): Promise<readonly string[]> {
    return this.page.getByRole('log').locator('p').allInnerTexts();
  }
}
