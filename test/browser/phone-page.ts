import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { AppId, DemoWorld } from './demo-world.js';
import { Watched } from './watched.js';

/** A phone, as a page sees it. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

interface PhoneOptions {
  readonly person?: string;
  readonly language?: 'zh' | 'en';
  /** Gives the page a clock that a test can move. */
  readonly timeMayPass?: boolean;
  readonly app?: AppId;
  /** Whether the person lets the app use the camera. */
  readonly camera?: 'allowed' | 'refused';
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
    { person = '张伟', language = 'en', timeMayPass = false, app = 'etax-app', camera = 'allowed' }: PhoneOptions = {},
  ): Promise<PhonePage> {
    const context = await browser.newContext({ ...PHONE, permissions: camera === 'allowed' ? ['camera'] : [] });
    const watched = new Watched(context, world.origin);
    const phone = new PhonePage(await context.newPage(), watched);
    if (timeMayPass) await phone.page.clock.install();
    await phone.page.goto(`${world.pages[app]}?lang=${language}`);
    await phone.signIn(person);
    await phone.screen('home').waitFor();
    return phone;
  }

  /** A page of the app that something else has opened. */
  static at(page: Page, watched: Watched): PhonePage {
    return new PhonePage(page, watched);
  }

  /** The same app on the same phone after the system has ended it. */
  async reopened(world: DemoWorld): Promise<PhonePage> {
    const context: BrowserContext = this.page.context();
    await this.page.close();
    const phone = new PhonePage(await context.newPage(), this.watched);
    await phone.page.goto(world.pages['etax-app']);
    return phone;
  }

  signIn(person: string): Promise<void> {
    return this.button(new RegExp(`^${person}`)).click();
  }

  screen(name: 'sign-in' | 'unlock' | 'home' | 'scan' | 'consent' | 'result' | 'problem'): Locator {
    return this.page.locator(`main[data-screen=${name}]`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Gives the app a code: typed, or the text of one, or a link. */
  async enter(text: string): Promise<void> {
    await this.page.getByRole('textbox').fill(text);
    await this.page.locator('form').getByRole('button').click();
  }

  /** Gives the app a code, and waits for its question. */
  async scan(text: string): Promise<void> {
    await this.enter(text);
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
