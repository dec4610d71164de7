import type { Browser } from 'playwright-core';
import { askedBy } from './asked-by.js';
import { launchChromium } from './chromium.js';
import { DemoWorld } from './demo-world.js';
import { DesktopPage } from './desktop-page.js';
import { phoneFindings } from './phone-findings.js';
import { PhonePage } from './phone-page.js';

describe.each(['en', 'zh'] as const)('The phone page for everyone, in %s', (language) => {
  let world: DemoWorld;
  let browser: Browser;
  let desktop: DesktopPage;
  let phone: PhonePage;

  beforeAll(async () => {
    browser = await launchChromium();
    world = await DemoWorld.start();
    desktop = await DesktopPage.open(browser, world, { language });
    phone = await PhonePage.open(browser, world, { language });
  });

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  const press = (kind: 'primary' | 'plain' | 'quiet'): Promise<void> =>
    phone.page.locator(`main button.${kind}`).first().click();
  const heading = (ending: string): Promise<void> => phone.page.locator(`h1[data-ending=${ending}]`).waitFor();

  it('neither answer weighs more than the other, no comes first, and what speaks against it has a heading', async () => {
    await phone.scan(await desktop.read());
    const { page } = phone;
    const looks = await page.locator('.choices button').evaluateAll((buttons) =>
      buttons.map((button) => {
        const { width, height } = button.getBoundingClientRect();
        const { backgroundColor, color, borderTopColor, borderTopWidth, fontWeight, fontSize } =
          getComputedStyle(button);
        return { width, height, backgroundColor, color, borderTopColor, borderTopWidth, fontWeight, fontSize };
      }),
    );
    expect(looks).toHaveLength(2);
    expect(looks[0]).toEqual(looks[1]);
    await page.locator('h1').focus();
    const walk: string[] = [];
    for (let step = 0; step < 3; step += 1) {
      await page.keyboard.press('Tab');
      walk.push(await page.evaluate(() => document.activeElement?.textContent ?? ''));
    }
    const words = { en: ['Cancel', 'Sign in'], zh: ['取消', '登录'] }[language];
    expect(walk.filter((word) => words.includes(word))).toEqual(words);
    const caution = page.getByRole('region', { name: { en: 'Take note', zh: '请留意' }[language] });
    expect(await caution.innerText()).toContain(
      { en: 'You have not signed in at this computer before.', zh: '您没有在这台电脑上登录过。' }[language],
    );
    await press('plain');
    await heading('declined');
    await press('plain');
    await phone.screen('home').waitFor();
    await desktop.page.reload();
  });

  // One person's way through the app: each screen begins where the one before ended.
  it.each([
    ['home', async () => undefined],
    [
      'a code that is none',
      async () => {
        await phone.enter('WDJB');
        await phone.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
      },
    ],
    [
      'the question, scanned',
      async () => {
        await phone.scan(await desktop.read());
      },
    ],
    [
      'declined',
      async () => {
        await press('plain');
        await heading('declined');
      },
    ],
    [
      'the question, typed',
      async () => {
        await press('plain');
        await desktop.page.reload();
        await desktop.page.getByRole('button', { name: /Type a code|输入代码/ }).click();
        const code = desktop.page.locator('saoma-login [part=user-code]').filter({ hasText: /\S/ });
        await phone.scan(await code.innerText());
      },
    ],
    [
      'waiting for the page',
      async () => {
        await desktop.page.context().setOffline(true);
        await press('primary');
        await heading('waiting');
      },
    ],
    [
      'signed in',
      async () => {
        await desktop.page.context().setOffline(false);
        await heading('done');
      },
    ],
    [
      'no connection',
      async () => {
        await press('plain');
        await phone.screen('home').waitFor();
        await phone.page.context().setOffline(true);
        await phone.enter('WDJBM-JHTKX-T');
        await phone.screen('problem').waitFor();
      },
    ],
    [
      'nobody signed in to the app',
      async () => {
        await phone.page.context().setOffline(false);
        await phone.screen('home').waitFor();
        await press('quiet');
        await phone.screen('sign-in').waitFor();
      },
    ],
  ])(
    'has nothing for axe to find, and nothing to scroll sideways for, light or dark, wide or narrow: %s',
    async (_, go) => {
      await go();
      expect(await phoneFindings(phone)).toEqual([]);
    },
  );

  it('takes the whole way with the keyboard alone, each step beginning at its heading', async () => {
    const { keyboard } = phone.page;
    const focused = (): Promise<string> => phone.page.locator(':focus').evaluate((element) => element.tagName);
    const tab = async (times: number): Promise<void> => {
      expect(await focused()).toBe('H1');
      for (let tabs = 0; tabs < times; tabs += 1) await keyboard.press('Tab');
    };
    await desktop.page.goto(world.pages.portal);
    await desktop.page.locator('form button').click();
    await desktop.page.getByRole('button', { name: /Type a code|输入代码/ }).click();
    const code = desktop.page.locator('saoma-login [part=user-code]').filter({ hasText: /\S/ });
    await tab(1);
    await keyboard.press('Enter');
    await phone.screen('home').waitFor();
    await tab(2);
    await keyboard.insertText(await code.innerText());
    await keyboard.press('Enter');
    await phone.screen('consent').waitFor();
    await tab(2);
    await keyboard.press('Enter');
    await heading('done');
    await tab(1);
    await keyboard.press('Enter');
    await phone.screen('home').waitFor();
  });

  it('has nothing to find in the look of another app either: quick unlock offered, on, and not recognising anybody', async () => {
    // Apps differ in their colours, languages in their texts: each once.
    const app = language === 'zh' ? 'housing-fund-app' : 'income-tax-app';
    const other = await PhonePage.open(browser, world, { app, language, canVerify: true });
    const offer = other.page.locator('.quick-unlock button');
    await offer.waitFor();
    expect(await phoneFindings(other)).toEqual([]);

    await offer.click();
    await offer.waitFor({ state: 'detached' });
    await other.screen('home').waitFor();
    expect(await phoneFindings(other)).toEqual([]);

    await other.authenticator.recognises(false);
    await other.page.reload();
    await other.screen('unlock').locator('button.primary').click();
    await other.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    expect(await phoneFindings(other)).toEqual([]);
    await other.page.context().close();
  });

  it('has nothing to find where more is asked than a yes: as whom, verified how, together with whom', async () => {
    // The frame of the app around a mini program, and the look of one more app, in one language each.
    const app = language === 'zh' ? 'housing-fund-mini' : 'licence-app';
    const other = await PhonePage.open(browser, world, { app, language, canVerify: true });
    const code = '91530100MA6K5XUN1B';
    await askedBy(
      other,
      {
        text: '重置云海商贸有限公司的登录密码。',
        required: { amr: ['face', 'user'] },
        identities: [
          { id: 'e-1', type: 'enterprise', name: '云海商贸有限公司', code },
          {
            id: 'c-1',
            type: 'agency_client',
            name: '滇池软件有限公司',
            code,
            agency: { name: '翠湖税务师事务所', code },
          },
        ],
        approvals: { needed: 2, given: 0 },
      },
      'insufficient_user_authentication',
      { state: 'pending', approvals: { needed: 2, given: 1 } },
    );
    await other.agree();
    await other.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    expect(await phoneFindings(other)).toEqual([]);

    await other.chooseIdentity('滇池软件有限公司');
    await other.authenticator.recognises(false);
    await other.agree();
    await other.verify();
    await other.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    expect(await phoneFindings(other)).toEqual([]);

    await other.authenticator.recognises(true);
    await other.verify();
    await other.page.locator('h1[data-ending=counted]').waitFor();
    expect(await phoneFindings(other)).toEqual([]);
    await other.page.context().close();
  });

  it('has nothing to find where a device or a portal’s backend waits, nor where the person says who may send them requests', async () => {
    const other = await PhonePage.open(browser, world, { language, person: '欧阳明轩' });
    // CIBA Core §7.1: the same few characters here and where the person asked.
    await askedBy(other, { flow: 'ciba', via: 'request', binding_message: 'XK-47 云海' }, 'approved');
    expect(await other.screen('consent').locator('.compare strong').innerText()).toBe('XK-47 云海');
    expect(await phoneFindings(other)).toEqual([]);
    await other.decline();
    await other.page.locator('h1[data-ending=declined]').waitFor();
    expect(await phoneFindings(other)).toEqual([]);

    // RFC 8628 §3.3.1: the person sees the same code on the device.
    await other.page.unroute('**/v1/**');
    await other.page.locator('main button.plain').click();
    await other.screen('home').waitFor();
    await askedBy(other, { flow: 'device', user_code: 'WDJBM-JHTKX-T', purpose: 'login' }, 'approved');
    expect(await other.screen('consent').locator('.compare strong').innerText()).toBe('WDJBM-JHTKX-T');
    expect(await phoneFindings(other)).toEqual([]);
    await other.decline();
    await other.page.unroute('**/v1/**');
    await other.page.locator('main button.plain').click();

    await other.screen('home').locator('nav button').nth(1).click();
    await other.screen('request-code').getByRole('textbox').fill('a b');
    await other.page.keyboard.press('Enter');
    await other.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    expect(await phoneFindings(other)).toEqual([]);
    await other.page.getByRole('textbox').fill('tea-at-4');
    await other.page.keyboard.press('Enter');
    await other.page
      .getByRole('status')
      .filter({ hasText: /^(The request code is saved\.|请求码已保存。)$/ })
      .waitFor();
    await other.screen('home').locator('nav button').nth(1).click();
    await other.screen('request-code').locator('button.plain').click();
    await other.page
      .getByRole('status')
      .filter({ hasText: /^(The request code is cleared\.|请求码已清除。)/ })
      .waitFor();
    await other.page.context().close();
  });
});
