import type { DemoWorld } from './demo-world.js';
import type { DesktopPage } from './desktop-page.js';

/** What the world's own page tells whoever tries it of one of its people. */
export async function factOf(world: DemoWorld, person: string, term: string): Promise<string> {
  const page = await (await fetch(`${world.origin}/demo/?lang=en`)).text();
  const about = page.slice(page.indexOf(`<h3>${person}</h3>`));
  return new RegExp(`<dt>${term}</dt>\\s*<dd><code>([^<]+)</code>`).exec(about)![1]!;
}

/** The housing fund's site in the browser of somebody who changes a member's password. */
export class MemberPage {
  readonly desktop: DesktopPage;

  constructor(desktop: DesktopPage) {
    this.desktop = desktop;
  }

  /** From the page that asks whose password it is to the one that shows the ways. */
  async chooseMember(memberNumber: string): Promise<void> {
    const { page } = this.desktop;
    await page.getByRole('textbox').fill(memberNumber);
    await page.locator('form button').click();
    await page.waitForURL(/\/password\/ways\?change=/);
  }

  /** Asks the page for digits to type, and reads them from the screen. */
  digits(): Promise<string> {
    return codeToType(this.desktop);
  }

  /** Waits until the page has gone on by itself to where a new password is set. */
  async isProved(how: string): Promise<void> {
    await this.desktop.page.waitForURL(/\/password\/new$/);
    await this.desktop.page.getByRole('status').getByText(how, { exact: true }).waitFor();
  }

  async signIn(memberNumber: string, password: string): Promise<void> {
    const { page } = this.desktop;
    await page.goto(new URL('/demo/fund/', page.url()).href);
    await page.locator('input[name=member]').fill(memberNumber);
    await page.locator('input[name=password]').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  async setPassword(password: string): Promise<void> {
    const { page } = this.desktop;
    for (const name of ['password', 'again']) await page.locator(`input[name=${name}]`).fill(password);
    await page.locator('form.password-form button').click();
  }

  /** Waits until this is the heading. */
  says(heading: string): Promise<void> {
    return this.desktop.page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  }
}

/** The code to type, of any page with the element. */
export async function codeToType({ page }: DesktopPage): Promise<string> {
  await page.getByRole('button', { name: /^(Can’t scan\? Type a code|无法扫码？输入代码)$/ }).click();
  return page.locator('saoma-login [part=user-code]').filter({ hasText: /\S/ }).innerText();
}
