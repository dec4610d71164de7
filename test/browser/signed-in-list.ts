import type { Locator } from 'playwright-core';
import type { PhonePage } from './phone-page.js';

/** The app's list of signed-in computers, in its person's hands. Sites are meant by their names, as the phone shows them. */
export class SignedInList {
  readonly #phone: PhonePage;

  constructor(phone: PhonePage) {
    this.#phone = phone;
  }

  /** Opens it from the home screen, and waits for it. */
  async open(): Promise<void> {
    await this.#phone.button(/^(Signed-in computers|已登录的电脑)$/).click();
    await this.isShown();
  }

  isShown(): Promise<void> {
    return this.#phone.screen('desktops').waitFor();
  }

  sites(): Promise<readonly string[]> {
    return this.#phone.page.getByRole('heading', { level: 2 }).allInnerTexts();
  }

  /** What is told of one of them: each term with its value, in order. */
  async facts(site: string): Promise<Readonly<Record<string, string>>> {
    const [terms, values] = await Promise.all(['dt', 'dd'].map((name) => this.#of(site).locator(name).allInnerTexts()));
    return Object.fromEntries(terms!.map((term, index) => [term, values![index]!]));
  }

  /** Presses one of its buttons, which asks before anything happens. */
  async press(site: string, button: string): Promise<void> {
    await this.#of(site).getByRole('button', { name: button, exact: true }).click();
    await this.#phone.screen('sign-out').waitFor();
  }

  /** Says that it was meant. */
  async confirm(): Promise<void> {
    await this.#phone.screen('sign-out').locator('button.primary').click();
  }

  /** What the list says came of what was done last. */
  says(text: string): Promise<void> {
    return this.#phone.page.getByRole('status').getByText(text, { exact: true }).waitFor();
  }

  #of(site: string): Locator {
    return this.#phone.page
      .locator('.desktops > li')
      .filter({ has: this.#phone.page.getByText(site, { exact: true }) });
  }
}
