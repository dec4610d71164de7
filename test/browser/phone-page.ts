import type { Browser, Locator, Page } from 'playwright-core';
import type { DemoWorld } from './demo-world.js';
import { Watched } from './watched.js';

const VIEWPORT = { width: 390, height: 844 };

interface PhoneOptions {
  readonly person?: string;
  readonly language?: 'zh' | 'en';
  /** Gives the page a clock that a test can move. */
  readonly timeMayPass?: boolean;
}

/** The app's page in the hand of one of its people. */
export class PhonePage {
  readonly page: Page;
  readonly watched: Watched;

  private constructor(page: Page, watched: Watched) {
    this.page = page;
    this.watched = watched;
  }

  /** Opens the app and signs the person in to it. */
  static async open(
    browser: Browser,
    world: DemoWorld,
    { person = '张伟', language = 'en', timeMayPass = false }: PhoneOptions = {},
  ): Promise<PhonePage> {
    const context = await browser.newContext({ viewport: VIEWPORT, permissions: ['camera'] });
    const watched = new Watched(context, world.origin);
    const phone = new PhonePage(await context.newPage(), watched);
    if (timeMayPass) await phone.page.clock.install();
    await phone.page.goto(`${world.pages.phone}?lang=${language}`);
    await phone.page.getByRole('button', { name: person }).click();
    await phone.screen('home').waitFor();
    return phone;
  }

  screen(name: 'home' | 'consent' | 'result' | 'problem'): Locator {
    return this.page.locator(`main[data-screen=${name}]`);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Gives the app the text of a code. */
  async paste(text: string): Promise<void> {
    await this.page.getByRole('textbox').fill(text);
    await this.page.locator('form').getByRole('button').click();
  }

  /** Gives the app the text of a code, and waits for its question. */
  async scan(text: string): Promise<void> {
    await this.paste(text);
    await this.screen('consent').waitFor();
  }

  /** Waits until this is the heading. */
  says(heading: string): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  }

  /** Waits until the app complains so. */
  complains(text: string): Promise<void> {
    return this.page.getByRole('alert').getByText(text, { exact: true }).waitFor();
  }
}
