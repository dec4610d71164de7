import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { Authenticator } from './authenticator.js';
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
  /** Whether the phone can verify its person, as `authenticator` then does. */
  readonly canVerify?: boolean;
}

type Screen =
  | 'sign-in'
  | 'unlock'
  | 'home'
  | 'scan'
  | 'consent'
  | 'check'
  | 'rescan'
  | 'verify'
  | 'result'
  | 'problem'
  | 'desktops'
  | 'sign-out'
  | 'refused'
  | 'request-code';

/** The app's page in the hand of one of its people. */
export class PhonePage {
  readonly page: Page;
  readonly watched: Watched;
  #authenticator: Authenticator | undefined;

  private constructor(page: Page, watched: Watched) {
    this.page = page;
    this.watched = watched;
  }

  /** Opens the app and signs the person in to it. */
  static async open(
    browser: Browser,
    world: DemoWorld,
    {
      person = '张伟',
      language = 'en',
      timeMayPass = false,
      app = 'etax-app',
      camera = 'allowed',
      canVerify = false,
    }: PhoneOptions = {},
  ): Promise<PhonePage> {
    const context = await browser.newContext({ ...PHONE, permissions: camera === 'allowed' ? ['camera'] : [] });
    const watched = new Watched(context, world.origin);
    const phone = new PhonePage(await context.newPage(), watched);
    if (timeMayPass) await phone.page.clock.install();
    if (canVerify) phone.#authenticator = await Authenticator.in(phone.page);
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

  /** What verifies the person, on a phone that can. */
  get authenticator(): Authenticator {
    return this.#authenticator!;
  }

  signIn(person: string): Promise<void> {
    return this.button(new RegExp(`^${person}`)).click();
  }

  screen(name: Screen): Locator {
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

  /** What the portal says, marked as its words. */
  theSiteSays(): Promise<string> {
    return this.page.locator('main blockquote').innerText();
  }

  /** What the app says of the request under a term: `Purpose`, `Through`. */
  fact(term: string): Promise<string> {
    return this.page.locator(`main dt:text-is("${term}") + dd`).innerText();
  }

  /** As whom the person may act, as the app offers it. */
  identities(): Promise<readonly string[]> {
    return this.page.locator('main fieldset label').allInnerTexts();
  }

  /** Picks one of them, by its name. */
  async chooseIdentity(name: string): Promise<void> {
    await this.page.getByRole('radio', { name }).check();
  }

  /** Says yes to what is asked, whatever that is called. */
  async agree(): Promise<void> {
    await this.screen('consent').locator('button.primary').click();
  }

  /** The digits that the phone shows after the approval. */
  async digits(): Promise<string> {
    return (await this.screen('check').locator('strong').innerText()).replace(' ', '');
  }

  /** Says no to it. */
  async decline(): Promise<void> {
    await this.screen('consent').locator('button.plain').click();
  }

  /** Lets the phone verify the person once the app asks for that; needs `canVerify`. */
  async verify(): Promise<void> {
    await this.screen('verify').locator('button.primary').click();
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
