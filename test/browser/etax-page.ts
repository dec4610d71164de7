import type { Locator, Page } from 'playwright-core';
import { CUIHU_TAX, YUNHAI_TRADING } from '../../src/demo/organizations.js';
import { PEOPLE } from '../../src/demo/people.js';
import type { DemoStage } from './demo-stage.js';
import type { DesktopPage } from './desktop-page.js';

/** With what one comes in at each entry, and whose password that takes. */
const LOGINS = {
  '/enterprise': { login: YUNHAI_TRADING.code, person: '张伟' },
  '/': { login: PEOPLE[0].idNumber, person: '张伟' },
  '/agency': { login: CUIHU_TAX.code, person: '王芳' },
} as const;

export type EntryPath = keyof typeof LOGINS;

/** The e-tax portal in somebody's browser. */
export class EtaxPage {
  readonly desktop: DesktopPage;
  readonly page: Page;
  readonly #stage: DemoStage;

  private constructor(stage: DemoStage, desktop: DesktopPage) {
    this.#stage = stage;
    this.desktop = desktop;
    this.page = desktop.page;
  }

  static async open(stage: DemoStage, entry: EntryPath, how?: Parameters<DemoStage['desktop']>[0]): Promise<EtaxPage> {
    return new EtaxPage(stage, await stage.desktop({ ...how, at: `/demo/etax${entry}` }));
  }

  /** Opens an entry, types name and password, and comes to the second step. */
  static async half(stage: DemoStage, entry: EntryPath, how?: Parameters<DemoStage['desktop']>[0]): Promise<EtaxPage> {
    const etax = await EtaxPage.open(stage, entry, how);
    const { login, person } = LOGINS[entry];
    await etax.type(login, await stage.world.factOf(person, 'Password'));
    await etax.page.waitForURL(/\/demo\/etax\/second\/[^/]+$/);
    return etax;
  }

  /** Types name and password. */
  async type(login: string, password: string): Promise<void> {
    await this.page.locator('#login').fill(login);
    await this.page.locator('#password').fill(password);
    await this.page.locator('form').getByRole('button').click();
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.#stage.world.origin}/demo/etax${path}`);
  }

  /** Where the home page leads: to itself only for who is signed in. */
  async isIn(): Promise<boolean> {
    const page = await this.page.context().newPage();
    await page.goto(`${this.#stage.world.origin}/demo/etax/home`);
    const isIn = new URL(page.url()).pathname.endsWith('/home');
    await page.close();
    return isIn;
  }

  heading(text: string): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
  }

  /** What the home page says under a term: `Identity`, `With`. */
  fact(term: string): Promise<string> {
    return this.page.locator(`main dt:text-is("${term}") + dd`).innerText();
  }

  alert(text: string | RegExp): Promise<void> {
    return this.page.getByRole('alert').getByText(text).waitFor();
  }

  /** The other way of the second step. */
  get oneTimeCode(): Locator {
    return this.page.locator('saoma-one-time-code');
  }

  /** Waits until the other way says so. */
  codeSays(text: string | RegExp): Promise<void> {
    return this.oneTimeCode.getByText(text).waitFor();
  }

  async typeCode(code: string): Promise<void> {
    await this.oneTimeCode.getByRole('textbox').fill(code);
    await this.desktop.button('Confirm').click();
  }

  /** The newest code on somebody's phone, once there is one that is not an earlier one. */
  async codeOn(personId: string, earlier?: string): Promise<string> {
    const inbox = await this.page.context().newPage();
    await inbox.goto(`${this.#stage.world.origin}/demo/inbox/?person=${personId}`);
    const codes = inbox
      .locator('#messages strong')
      .first()
      .filter({ hasText: /^\d{6}$/ });
    const code = await (earlier === undefined ? codes : codes.filter({ hasNotText: earlier })).innerText();
    await inbox.close();
    return code;
  }

  /** Holds back the page's way to the portal with the code; then tells where it wanted to go. */
  async holdReturn(): Promise<() => Promise<string>> {
    const wanted = this.page.waitForRequest(/\/demo\/etax\/callback\?/);
    await this.page.route(/\/demo\/etax\/callback\?/, (route) => route.fulfill({ status: 204 }));
    return async () => (await wanted).url();
  }

  /** Lets the page go where it wants again. */
  async letReturn(address: string): Promise<void> {
    // The page that was held back would try again by itself.
    await this.page.goto('about:blank');
    await this.page.unroute(/\/demo\/etax\/callback\?/);
    await this.page.goto(address);
  }
}
