import type { ContactChannel } from '@saoma/protocol';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { PEOPLE, type Person } from '../../src/demo/people.js';
import type { DemoWorld } from './demo-world.js';
import { DesktopPage } from './desktop-page.js';
import type { Watched } from './watched.js';

const PATH = '/demo/iit';

export const personNamed = (name: string): Person => PEOPLE.find((person) => person.name === name)!;

/** The income-tax site in a browser of its own, and what its person does there. */
export class IncomeTaxPage {
  readonly desktop: DesktopPage;
  readonly page: Page;
  readonly watched: Watched;
  readonly #origin: string;

  private constructor(desktop: DesktopPage, page: Page, origin: string) {
    this.desktop = desktop;
    this.page = page;
    this.watched = desktop.watched;
    this.#origin = origin;
  }

  static async open(
    browser: Browser,
    world: DemoWorld,
    how: { language?: 'zh' | 'en'; timeMayPass?: boolean } & BrowserContextOptions = {},
  ): Promise<IncomeTaxPage> {
    const desktop = await DesktopPage.open(browser, world, { ...how, at: `${PATH}/` });
    return new IncomeTaxPage(desktop, desktop.page, world.origin);
  }

  /** The same browser, with another tab. */
  async inAnotherTab(): Promise<IncomeTaxPage> {
    return new IncomeTaxPage(this.desktop, await this.page.context().newPage(), this.#origin);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.#origin}${PATH}${path}`);
  }

  /** Waits until this page has come. */
  async isAt(path: string): Promise<void> {
    await this.page.waitForURL((url) => url.pathname === `${PATH}${path}`);
  }

  async signIn(login: string, password: string): Promise<void> {
    await this.goTo('/');
    await this.page.getByLabel('ID number').fill(login);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.button('Sign in').click();
  }

  /** Signs in, and waits for the page behind it. */
  async enter(login: string, password: string): Promise<void> {
    await this.signIn(login, password);
    await this.isAt('/home');
  }

  /** Says whose password is forgotten, and comes to the ways to prove it. */
  async forget({ idNumber, name }: Pick<Person, 'idNumber' | 'name'>): Promise<void> {
    await this.goTo('/');
    await this.page.getByRole('link', { name: 'Forgotten your password?' }).click();
    await this.page.getByLabel('ID number').fill(idNumber);
    await this.page.getByLabel('Name').fill(name);
    await this.button('Go on').click();
    await this.isAt('/forgotten/prove');
  }

  /** Fills in the form for a new password and sends it. */
  async save(password: string, { present, endOthers }: { present?: string; endOthers?: boolean } = {}): Promise<void> {
    if (present !== undefined) await this.page.getByLabel('Present password').fill(present);
    await this.page.getByLabel('New password', { exact: true }).fill(password);
    await this.page.getByLabel('New password again').fill(password);
    if (endOthers !== undefined) await this.page.getByLabel('Also sign out everywhere else').setChecked(endOthers);
    await this.button('Save the new password').click();
  }

  /** The rules that are marked so. */
  async rules(state: 'met' | 'missing'): Promise<readonly (string | null)[]> {
    const lines = this.page.locator(`[data-rule][data-met="${state === 'met'}"]`);
    return lines.evaluateAll((found) => found.map((line) => line.getAttribute('data-rule')));
  }

  alert(text: string): Promise<void> {
    return this.page.getByRole('alert').getByText(text, { exact: true }).waitFor();
  }

  heading(text: string): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
  }

  /** Whether this browser is signed in. */
  async isIn(): Promise<boolean> {
    await this.goTo('/home');
    return new URL(this.page.url()).pathname === `${PATH}/home`;
  }

  /** Comes to the form for a new password by a bank card. */
  async proveByCard({ idNumber, name, bankCard, phone }: Person): Promise<void> {
    await this.forget({ idNumber, name });
    await this.goTo('/forgotten/bank-card');
    await this.fillCard(bankCard, phone);
    await this.isAt('/forgotten/new-password');
  }

  /** Fills in the form for the bank card and sends it. */
  async fillCard(card: string, phone: string): Promise<void> {
    await this.page.getByLabel('Card number').fill(card);
    await this.page.getByLabel('Phone number at the bank').fill(phone);
    await this.button('Verify').click();
  }

  /** Has a code sent. */
  async send(channel: ContactChannel): Promise<void> {
    const way = channel === 'sms' ? /^Text message/ : /^E-mail/;
    await this.page.getByRole('radio', { name: way }).check();
    await this.page.getByRole('button', { name: /^Send (code|again)$/ }).click();
  }

  async type(code: string): Promise<void> {
    await this.page.getByLabel('6-digit code').fill(code);
    await this.button('Confirm').click();
  }

  /** Reads the newest code among the messages on a person's phone, in another tab, as soon as there are so many. */
  async received({ id }: Person, channel: ContactChannel, messages = 1): Promise<string> {
    const inbox = await this.page.context().newPage();
    await inbox.goto(`${this.#origin}/demo/inbox/?person=${id}`);
    const codes = inbox.locator(`#messages li.${channel} strong`);
    await codes.nth(messages - 1).waitFor();
    const code = await codes.first().innerText();
    await inbox.close();
    return code;
  }
}
