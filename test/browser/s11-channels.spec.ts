import { jest } from '@jest/globals';
import { demoStage } from './demo-stage.js';
import { codeToType, factOf, MemberPage } from './member-page.js';
import { savePicture } from './picture.js';
import { siteFindings } from './site-findings.js';
import { TelephonePage } from './telephone-page.js';

jest.setTimeout(120_000);

/** Each of the people has a number at the fund. */
const ZHANG = { name: '张伟', memberNumber: 'hf-7001' } as const;
const LI = { name: '李娜', memberNumber: 'hf-7002' } as const;

const PROVE_FIRST = 'This verification is over';

describe('S11 Many channels', () => {
  const stage = demoStage();

  const change = async (memberNumber: string, how: Parameters<typeof stage.desktop>[0] = {}): Promise<MemberPage> => {
    const member = new MemberPage(await stage.desktop({ at: '/demo/fund/password', ...how }));
    await member.chooseMember(memberNumber);
    return member;
  };
  const telephone = async (how: Parameters<typeof TelephonePage.open>[2] = {}): Promise<TelephonePage> =>
    stage.keep(await TelephonePage.open(stage.browser, stage.world, how));
  const pinOf = (person: string): Promise<string> => factOf(stage.world, person, 'Service PIN');

  describe('a password is changed after a request that was approved', () => {
    it('in the official app, which first verifies that it is in its owner’s hand', async () => {
      stage.expects('refused');
      const how = { app: 'housing-fund-app', canVerify: true } as const;
      const [member, phone] = [await change(ZHANG.memberNumber), await stage.phone(how)];
      await phone.scan(await member.desktop.read());
      expect(await phone.fact('Through')).toBe('Housing Fund app');
      expect(await phone.theSiteSays()).toBe(
        '修改住房公积金账号 hf-7001 的登录密码 / Change the password of housing fund member hf-7001',
      );
      await phone.agree();
      await phone.screen('verify').waitFor();
      expect(new URL(member.desktop.page.url()).pathname).toBe('/demo/fund/password/ways');
      await phone.verify();
      await member.isProved('Verified with the phone.');
    });

    it('in the mini program, which names the app around it; once, at once, and for that member only', async () => {
      stage.expects('refused');
      const how = { app: 'housing-fund-mini', canVerify: true } as const;
      const [member, phone] = [await change(ZHANG.memberNumber), await stage.phone(how)];
      const { page } = member.desktop;
      await phone.scan(await member.desktop.read());
      expect(await phone.fact('Through')).toBe('Housing Fund mini program, in Yunliao');
      await phone.agree();
      await phone.verify();
      await member.isProved('Verified with the phone.');
      expect(await page.locator('#login').inputValue()).toBe(ZHANG.memberNumber);
      await member.setPassword('hf-7001');
      await page.getByText('The password was not saved: a marked requirement is not met.').waitFor();
      await member.setPassword('Kestrel#7-mist');
      await member.says('Password changed');
      await page.goto(`${stage.world.origin}/demo/fund/password/new`);
      await member.says(PROVE_FIRST);

      await member.signIn(ZHANG.memberNumber, await factOf(stage.world, ZHANG.name, 'Password'));
      await page.getByRole('alert').getByText('Member number or password is wrong.').waitFor();
      await member.signIn(ZHANG.memberNumber, 'Kestrel#7-mist');
      await member.says('Welcome, 张伟');
    });

    it('by telephone: the digits on the screen, typed on a keypad, and the key 1', async () => {
      const [member, phone] = [
        await change(ZHANG.memberNumber, { language: 'zh' }),
        await telephone({ language: 'zh' }),
      ];
      const digits = await member.digits();
      expect(digits).toMatch(/^(\d{4}-){3}\d$/);
      await phone.callAs(ZHANG.name, await pinOf(ZHANG.name));
      await phone.dial('0194507308642');
      await phone.hears('数字不正确，请看电脑屏幕。');
      await phone.dial(digits);
      await phone.hears(/^同意请按1/);
      await savePicture('s11', phone.page);
      expect(await phone.heard()).toEqual(
        expect.arrayContaining([
          `云海省住房公积金，网址 ${new URL(stage.world.origin).host}，有一项请求。`,
          '请求内容：为办理一项业务核实身份，不会登录。',
          '网站的说明：修改住房公积金账号 hf-7001 的登录密码 / Change the password of housing fund member hf-7001',
        ]),
      );
      await phone.press('1');
      await phone.hears('您已同意。请看电脑屏幕。');
      await member.isProved('已通过电话核实。');
    });

    it('by nobody: the old password will do, too', async () => {
      stage.expects('refused');
      const member = await change(LI.memberNumber);
      const { page } = member.desktop;
      const old = page.getByLabel('Old password', { exact: true });
      await old.fill('Not-the-1-of-hers');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('The old password is wrong.').waitFor();
      await old.fill(await factOf(stage.world, LI.name, 'Password'));
      await page.getByRole('button', { name: 'Next' }).click();
      await member.isProved('Verified with the old password.');
    });

    it('in each tab for the member chosen there; a new password for whom its form was shown', async () => {
      stage.expects('refused');
      const member = await change(ZHANG.memberNumber);
      const first = member.desktop.page;
      const second = await first.context().newPage();
      await second.goto(`${stage.world.origin}/demo/fund/password`);
      await second.getByRole('textbox').fill(LI.memberNumber);
      await second.getByRole('button', { name: 'Next' }).click();
      await second.getByText('Member hf-7002.').waitFor();
      const proveIn = async (page: typeof first, name: string): Promise<void> => {
        await page.getByLabel('Old password', { exact: true }).fill(await factOf(stage.world, name, 'Password'));
        await page.getByRole('button', { name: 'Next' }).click();
        await page.getByText('Verified with the old password.').waitFor();
      };
      await first.getByRole('link', { name: '中文' }).click();
      await first.getByText('账号 hf-7001。').waitFor();
      await first.getByRole('link', { name: 'English' }).click();
      await proveIn(second, LI.name);
      expect(await second.locator('#login').inputValue()).toBe(LI.memberNumber);
      await first.getByLabel('Old password', { exact: true }).fill('Kestrel#7-mist');
      await first.getByRole('button', { name: 'Next' }).click();
      await member.isProved('Verified with the old password.');
      expect(await first.locator('#login').inputValue()).toBe(ZHANG.memberNumber);
      for (const name of ['password', 'again']) await second.locator(`input[name=${name}]`).fill('Heron#4-reeds');
      await second.locator('form.password-form button').click();
      await second.getByRole('heading', { level: 1, name: PROVE_FIRST }).waitFor();
    });
  });

  it('changes nothing when the caller presses 2; both sides say so, also in the dark and on a narrow screen', async () => {
    stage.expects('refused');
    const how = { colorScheme: 'dark', viewport: { width: 320, height: 800 } } as const;
    const [member, phone] = [await change(ZHANG.memberNumber, how), await telephone(how)];
    const { page } = member.desktop;
    const digits = await member.digits();
    expect(await siteFindings(page)).toEqual([]);
    await phone.callAs(ZHANG.name, await pinOf(ZHANG.name));
    await phone.dial(digits);
    await phone.hears(/^To approve, press 1/);
    expect(await siteFindings(phone.page)).toEqual([]);
    await phone.press('2');
    await phone.hears('You declined. Nothing was changed.');
    await member.desktop.says('You cancelled on your phone');
    await page.goto(`${stage.world.origin}/demo/fund/password/new`);
    await member.says(PROVE_FIRST);
    await page.goto(`${stage.world.origin}/demo/fund/`);
    await member.desktop.code.waitFor();
    expect(await siteFindings(page)).toEqual([]);
  });

  describe('refuses', () => {
    it.each(['/demo/fund/', '/demo/etax/'])(
      'a sign-in at %s to the telephone line; it stays for an app',
      async (at) => {
        const [desktop, phone] = [await stage.desktop({ at }), await telephone()];
        await desktop.page.locator('saoma-login').evaluate((element) => element.setAttribute('user-code', 'digits'));
        await phone.callAs(ZHANG.name, await pinOf(ZHANG.name));
        await phone.dial(await codeToType(desktop));
        await phone.hears(/^This request may not be approved by telephone\./);
        await desktop.says(/^The app that scanned is not accepted here\./);
        await desktop.code.waitFor();
      },
    );

    it('another member in every channel, without a word about whom it is for; it stays for the right one', async () => {
      stage.expects('refused');
      const member = await change(ZHANG.memberNumber);
      const [other, phone] = [await stage.phone({ app: 'housing-fund-mini', person: LI.name }), await telephone()];
      await other.enter(await member.desktop.read());
      await other.complains('This code belongs to another account.');
      await member.desktop.says('This code is meant for another account.');
      const digits = await member.digits();
      await phone.callAs(LI.name, await pinOf(LI.name));
      await phone.dial(digits);
      await phone.hears('These digits belong to somebody else’s account. You cannot approve it.');

      await phone.callAs(ZHANG.name, await pinOf(ZHANG.name));
      await phone.dial(digits);
      await phone.hears(/^To approve, press 1/);
      await phone.press('1');
      await member.isProved('Verified by telephone.');
    });

    it('the same subject of another realm, who is another person', async () => {
      stage.expects('refused');
      const [member, stranger] = [await change(ZHANG.memberNumber), await stage.phone({ app: 'etax-app' })];
      await stranger.enter(await member.desktop.read());
      await stranger.complains('This site does not accept this app. Use an app that the site names.');
      await member.desktop.says(/^The app that scanned is not accepted here\./);
      await member.desktop.code.waitFor();
    });

    it('a password after five wrong ones, for that number, and names the ways that stay open', async () => {
      const { page } = (await change('hf-0000')).desktop;
      const typed = { headers: { 'sec-fetch-site': 'same-origin' }, form: { old: 'Not-the-1' } };
      const statuses: number[] = [];
      for (let tries = 0; tries < 4; tries += 1) statuses.push((await page.request.post(page.url(), typed)).status());
      expect(statuses).toEqual([403, 403, 403, 403]);
      const locked = await page.request.post(page.url(), typed);
      expect([locked.status(), locked.headers()['retry-after']]).toEqual([429, '300']);
      expect(await locked.text()).toContain(
        'Try again in 5 minutes, or use the app, the mini program or the telephone.',
      );
      const unnamed = await page.request.post(new URL('/demo/fund/password/ways', page.url()).href, typed);
      expect(unnamed.status()).toBe(410);
    });

    it('a caller without the PIN, and keys that come from elsewhere than the call', async () => {
      const [phone, { page: stranger }] = [await telephone(), await telephone()];
      const pin = await pinOf(LI.name);
      await phone.call(LI.name);
      const keys = { data: { keys: pin }, headers: { 'sec-fetch-site': 'same-origin' } };
      const elsewhere = await stranger.request.post(`${stage.world.origin}/demo/telephone/keys`, keys);
      expect(elsewhere.status()).toBe(404);
      await phone.dial(pin === '111222' ? '222111' : '111222');
      await phone.hears('This PIN is wrong.');
    });
  });
});
