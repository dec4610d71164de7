import type { Page } from 'playwright-core';
import { DIANCHI_SOFTWARE, YUNHAI_TRADING } from '../../src/demo/organizations.js';
import { demoStage } from './demo-stage.js';
import type { DesktopPage } from './desktop-page.js';
import type { PhonePage } from './phone-page.js';
import { savePicture } from './picture.js';
import { siteFindings } from './site-findings.js';

const REPRESENTATIVE = '张伟';
const LIAISON = '李娜';
const OTHER_LIAISON = '王芳';
const SITE = '/demo/licence';
const NEW_PASSWORD = `${SITE}/new-password`;
const OVER = 'This verification is over';
const PASSWORD_SET = 'The new password is in effect. Sign in with it.';

describe('S12 Somebody vouches for somebody', () => {
  const stage = demoStage();

  const phone = (person: string): Promise<PhonePage> => stage.phone({ person, app: 'licence-app', canVerify: true });
  const isAt = ({ page }: DesktopPage, heading: string): Promise<void> =>
    page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  const factsOf = (page: Page, term: string): Promise<readonly string[]> =>
    page.locator(`main dt:text-is("${term}") + dd`).allInnerTexts();

  const approve = async (desktop: DesktopPage, by: PhonePage): Promise<void> => {
    await by.scan(await desktop.read());
    await by.agree();
    await by.verify();
  };
  const signIn = async ({ page }: DesktopPage, password: string): Promise<void> => {
    await page.goto(`${stage.world.origin}${SITE}/`);
    await page.getByLabel('Unified social credit code').fill(YUNHAI_TRADING.code);
    await page.getByLabel('Licence password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };

  const set = async (page: Page, password: string): Promise<void> => {
    for (const name of ['New password', 'New password again']) {
      await page.getByLabel(name, { exact: true }).fill(password);
    }
    await page.getByRole('button', { name: 'Save the new password' }).click();
  };

  it('an enterprise signs in: its page says for whom, and by whom', async () => {
    const [desktop, app] = [await stage.desktop({ at: `${SITE}/`, language: 'zh' }), await phone(REPRESENTATIVE)];
    expect(await siteFindings(desktop.page)).toEqual([]);
    await app.scan(await desktop.read());
    expect(await app.fact('Acting as')).toBe(YUNHAI_TRADING.name);
    await app.agree();
    await app.says('Signed in');
    await isAt(desktop, YUNHAI_TRADING.name);
    expect(await factsOf(desktop.page, '统一社会信用代码')).toEqual([YUNHAI_TRADING.code]);
    expect(await factsOf(desktop.page, '本次使用人')).toEqual([REPRESENTATIVE]);
  });

  it('somebody who acts for no enterprise does not sign in', async () => {
    const [desktop, app] = [await stage.desktop({ at: `${SITE}/` }), await phone(LIAISON)];
    await app.scan(await desktop.read());
    await app.page.getByText('You have none of the identities that the site accepts in this app.').waitFor();
    expect(await app.screen('consent').locator('button.primary').count()).toBe(0);
    await app.decline();
    await desktop.says('You cancelled on your phone');
  });

  it('the liaison vouches, and not the legal representative; the enterprise finds both on its record', async () => {
    stage.expects('refused');
    const [representative, liaison] = [await phone(REPRESENTATIVE), await phone(LIAISON)];
    const desktop = await stage.desktop({ at: `${SITE}/`, viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    const { page } = desktop;
    const old = await stage.world.factOf(REPRESENTATIVE, 'Password');
    await page.getByRole('link', { name: 'Forgotten the password?' }).click();
    await page.getByLabel('Unified social credit code').fill('91530100MA6K5XUN1C');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('This code has a mistake.').waitFor();
    await page.getByLabel('Unified social credit code').fill(YUNHAI_TRADING.code);
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await factsOf(page, 'Who is asked (registered liaison)')).toEqual(['李*']);
    await desktop.code.waitFor();
    expect(await siteFindings(page)).toEqual([]);

    await representative.enter(await desktop.read());
    await representative.complains('This code belongs to another account.');
    await desktop.says('This code is meant for another account.');

    await liaison.scan(await desktop.read());
    expect(await liaison.theSiteSays()).toBe(
      `找回电子营业执照密码：${YUNHAI_TRADING.name} / Recover the business licence password of ${YUNHAI_TRADING.name}`,
    );
    await savePicture('s12', liaison.page);
    const planted = await page.context().storageState();
    await liaison.agree();
    await liaison.verify();
    await liaison.says('Done');
    await isAt(desktop, 'Set a new licence password');
    expect(await siteFindings(page)).toEqual([]);

    // Whoever vouched has signed nobody in.
    const tab = await page.context().newPage();
    await tab.goto(`${stage.world.origin}${SITE}/licence`);
    await tab.waitForURL(`${stage.world.origin}${SITE}/`);
    await tab.close();

    // Whoever had the cookies of this browser before has no part in what was proved in it.
    await isAt(await stage.desktop({ at: NEW_PASSWORD, storageState: planted }), OVER);
    // A form that was shown under another proof.
    await page.locator('[name=permit]').evaluate((input) => input.setAttribute('value', 'another'));
    await set(page, 'Kestrel#7-mist');
    await isAt(desktop, OVER);
    await page.goto(`${stage.world.origin}${NEW_PASSWORD}`);
    await set(page, 'Kestrel');
    await page.getByText('The password was not saved: a marked requirement is not met.').waitFor();
    await set(page, 'Kestrel#7-mist');
    await page.getByText(PASSWORD_SET).waitFor();
    await page.goto(`${stage.world.origin}${NEW_PASSWORD}`);
    await isAt(desktop, OVER);
    await signIn(desktop, old);
    expect(await page.getByText(PASSWORD_SET).count()).toBe(0);
    await page.getByText('The code or the password is wrong.').waitFor();
    for (const language of ['中文', 'English']) await page.getByRole('link', { name: language }).click();
    await page.getByRole('heading', { name: 'Sign in with your phone' }).waitFor();
    await signIn(desktop, 'Kestrel#7-mist');
    await isAt(desktop, YUNHAI_TRADING.name);
    expect(await page.getByRole('listitem').count()).toBe(2);
    const account = `${YUNHAI_TRADING.name} ${YUNHAI_TRADING.code}`;
    expect(await factsOf(page, 'For the account')).toEqual([account, account]);
    expect(await factsOf(page, 'Registered liaison')).toEqual([LIAISON, LIAISON, LIAISON]);
    expect(await siteFindings(page)).toEqual([]);
  });

  it('a word for one enterprise is worth nothing for another, though it is the same browser', async () => {
    stage.expects('refused');
    const people = [LIAISON, OTHER_LIAISON];
    const codes = [YUNHAI_TRADING.code, DIANCHI_SOFTWARE.code];
    const callbacks: URL[] = [];
    const desktop = await stage.desktop({ at: `${SITE}/recovery` });
    await desktop.page.route('**/callback?*', (route) => route.abort('aborted'));
    for (const [index, person] of people.entries()) {
      await desktop.page.goto(`${stage.world.origin}${SITE}/recovery/${codes[index]}`);
      const landing = desktop.page.waitForRequest('**/callback?*');
      await approve(desktop, await phone(person));
      callbacks.push(new URL((await landing).url()));
      // A page that stays would go there once more by itself.
      await desktop.page.goto(`${stage.world.origin}${SITE}/recovery`);
    }
    await desktop.page.unroute('**/callback?*');
    const [one, other] = callbacks.map((callback) => callback.searchParams.get('code'));
    expect(one).not.toBe(other);
    for (const [index, code] of [other, one].entries()) {
      const callback = callbacks[index]!;
      callback.searchParams.set('code', code!);
      await desktop.page.goto(callback.href);
      await isAt(desktop, 'Not completed');
    }
    await desktop.page.goto(`${stage.world.origin}${NEW_PASSWORD}`);
    await isAt(desktop, OVER);
  });
});
