import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { demoStage } from './demo-stage.js';
import type { DesktopPage } from './desktop-page.js';
import { type EntryPath, EtaxPage } from './etax-page.js';
import type { PhonePage } from './phone-page.js';
import { savePicture } from './picture.js';
import { SignedInList } from './signed-in-list.js';
import { siteFindings } from './site-findings.js';

jest.setTimeout(120_000);

const ETAX = 'Yunhai Provincial e-Tax Bureau';
const TAX = 'Individual Income Tax';
const YUNHAI = '云海商贸有限公司';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0';
const FIVE_MINUTES_MS = 300_000;

const TOLD = /^(You were signed out from your phone|您已在手机上退出登录)$/;

describe('S14 Signed-in computers', () => {
  const stage = demoStage();

  /** Signs a computer in at the income-tax site. */
  const income = async (phone: PhonePage, language: 'en' | 'zh' = 'en'): Promise<DesktopPage> => {
    const desktop = await stage.desktop({ at: '/demo/iit/', userAgent: FIREFOX, language });
    await phone.scan(await desktop.read());
    await phone.agree();
    await desktop.page.waitForURL('**/demo/iit/home');
    return desktop;
  };

  /** Signs a computer in at an entry of the e-tax portal. */
  const etax = async (phone: PhonePage, entry: EntryPath, language: 'en' | 'zh' = 'en'): Promise<EtaxPage> => {
    const site = await EtaxPage.open(stage, entry, { language });
    await phone.scan(await site.desktop.read());
    await phone.agree();
    await site.page.waitForURL('**/demo/etax/home');
    return site;
  };

  const done = async (phone: PhonePage): Promise<void> => {
    await phone.page.locator('h1[data-ending=done]').waitFor();
    await phone.button(/^(Done|完成)$/).click();
    await phone.screen('home').waitFor();
  };

  const isTold = (page: Page): Promise<void> => page.getByRole('heading', { level: 1, name: TOLD }).waitFor();

  /** What is looked at on a phone: in the light and wide, in the dark and narrow. */
  const findings = async ({ page }: PhonePage): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const [colorScheme, width] of [
      ['light', 390],
      ['dark', 320],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      found.push(...(await siteFindings(page)));
    }
    return found;
  };

  it('the app shows where, as whom, on what and since when; one is signed out, its open page says so, the other stays', async () => {
    const phone = await stage.phone();
    const portal = await etax(phone, '/enterprise');
    await done(phone);
    await stage.world.shiftTime(FIVE_MINUTES_MS);
    const other = await income(phone);
    await done(phone);

    const list = new SignedInList(phone);
    await list.open();
    expect(await list.sites()).toEqual([TAX, ETAX]);
    expect(await list.facts(ETAX)).toEqual({
      'Acting as': YUNHAI,
      Computer: 'Microsoft Edge 140 · Windows 10 / 11',
      'Network address': '127.0.0.*',
      'Signed in': '5 minutes ago',
      'Last seen': '5 minutes ago',
    });
    expect(await list.facts(TAX)).toMatchObject({ Computer: 'Firefox 143 · Linux', 'Signed in': 'just now' });
    await savePicture('s14', phone.page);

    await list.press(ETAX, 'Sign out');
    await phone.button('Cancel').click();
    await list.isShown();
    expect(await list.sites()).toEqual([TAX, ETAX]);
    expect(await portal.isIn()).toBe(true);

    await list.press(ETAX, 'Sign out');
    await list.confirm();
    await isTold(portal.page);
    expect(await portal.page.locator('body').innerText()).not.toContain(YUNHAI);
    expect(await siteFindings(portal.page)).toEqual([]);
    await list.says(`Signed out: ${ETAX}.`);
    expect(await list.sites()).toEqual([TAX]);

    await portal.page.reload();
    await portal.page.waitForURL('**/demo/etax/');
    expect(await portal.isIn()).toBe(false);
    await other.page.reload();
    await other.page.getByRole('heading', { level: 1, name: 'Welcome, 张伟' }).waitFor();
  });

  it('shows a stranger nothing, nor the same person in another app, and takes nobody else’s word for a sign-out', async () => {
    const phone = await stage.phone();
    const portal = await etax(phone, '/enterprise');
    const others = [await stage.phone({ person: '李娜' }), await stage.phone({ app: 'income-tax-app' })];
    for (const other of others) {
      await new SignedInList(other).open();
      await other.page.getByText('No computer is signed in.').waitFor();
    }
    // OpenID Connect Back-Channel Logout §2.6: what the broker has not signed ends nothing.
    const body = new URLSearchParams({ logout_token: 'eyJhbGciOiJub25lIiwidHlwIjoibG9nb3V0K2p3dCJ9.e30.' });
    const answer = await fetch(`${stage.world.origin}/demo/etax/backchannel-logout`, { method: 'POST', body });
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'invalid_request' }]);
    expect(await portal.isIn()).toBe(true);
  });

  it('is over at once for who sees that somebody is signed in and says that it was not them', async () => {
    const phone = await stage.phone({ person: '欧阳明轩' });
    const portal = await etax(phone, '/');
    await phone.says('Signed in');
    await phone.button('Not me – sign this computer out').click();
    await phone.button('Cancel').click();
    await phone.says('Signed in');
    expect(await portal.isIn()).toBe(true);

    await phone.button('Not me – sign this computer out').click();
    await phone.button('Not me, sign out').click();
    await isTold(portal.page);
    await phone.says('This computer is signed out');
    await phone.page.getByText('Never scan or enter a code that somebody sent you.').waitFor();
    await phone.button('See the other signed-in computers').click();
    await phone.page.getByText('No computer is signed in.').waitFor();
  });

  it('signs all out, with the keyboard alone; in Chinese, in the dark and narrow, with nothing for axe to find', async () => {
    const phone = await stage.phone({ person: '王芳', language: 'zh' });
    const [portal, other] = [await etax(phone, '/agency', 'zh'), (await done(phone), await income(phone, 'zh'))];
    expect(await findings(phone)).toEqual([]);
    await done(phone);
    const list = new SignedInList(phone);
    await list.open();
    expect(await findings(phone)).toEqual([]);

    await list.press('云海省电子税务局', '不是我本人');
    expect(await findings(phone)).toEqual([]);
    await list.confirm();
    await isTold(portal.page);
    await phone.screen('refused').waitFor();
    expect(await findings(phone)).toEqual([]);
    await phone.button('查看其他已登录的电脑').click();
    await list.isShown();

    const again = await (await phone.button('返回').click(), etax(phone, '/agency', 'zh'));
    await done(phone);
    await list.open();
    const { keyboard } = phone.page;
    const focused = (): Promise<string> => phone.page.locator(':focus').innerText();
    expect(await focused()).toBe('已登录的电脑');
    // Two buttons for each of the two computers, then those of the list.
    for (let tabs = 0; tabs < 6; tabs += 1) await keyboard.press('Tab');
    expect(await focused()).toBe('全部退出登录');
    await keyboard.press('Enter');
    expect(await focused()).toBe('全部退出登录？');
    for (const key of ['Tab', 'Tab', 'Enter']) await keyboard.press(key);
    await list.says('已全部退出。');
    expect(await findings(phone)).toEqual([]);
    await Promise.all([again, other].map(({ page }) => isTold(page)));
    await again.page.getByRole('link', { name: '重新登录' }).click();
    await again.page.waitForURL('**/demo/etax/');
  });
});
