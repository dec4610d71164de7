import { jest } from '@jest/globals';
import { CUIHU_TAX } from '../../src/demo/organizations.js';
import { personOf } from '../../src/demo/people.js';
import { demoStage } from './demo-stage.js';
import { sessionOf } from './desktop-page.js';
import { EtaxPage } from './etax-page.js';
import { savePicture } from './picture.js';

jest.setTimeout(120_000);

const GREETING = 'Welcome, 张伟';
const [ZHANG, LI] = [personOf('p-7Qm2'), personOf('p-4Xk9')];

describe('S3 Second authentication after a password', () => {
  const stage = demoStage();

  /** Types another account's password in another tab of the same browser; the address of its second step. */
  const typeOfLi = async (etax: EtaxPage): Promise<string> => {
    const tab = await etax.page.context().newPage();
    await tab.goto(`${stage.world.origin}/demo/etax/`);
    await tab.locator('#login').fill(LI.idNumber);
    await tab.locator('#password').fill(await stage.world.factOf(LI.name, 'Password'));
    await tab.locator('form').getByRole('button').click();
    await tab.waitForURL(/\/second\/[^/]+$/);
    const address = tab.url();
    await tab.close();
    return address;
  };

  it('signs in once the app has verified the person, who scanned the code that is bound to the account', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.half(stage, '/enterprise');
    const phone = await stage.phone({ canVerify: true });
    await etax.heading('Verify that it is you');
    expect(await etax.isIn()).toBe(false);
    await phone.scan(await etax.desktop.read());
    await phone.says('Confirm once more');
    expect(await phone.theSiteSays()).toBe(
      '登录云海省电子税务局（企业业务），账户：云海商贸有限公司。如果您没有输入密码，请取消。 / Sign in to Yunhai Provincial e-Tax Bureau (Enterprise), account: 云海商贸有限公司. If you typed no password, cancel.',
    );
    await phone.agree();
    // Both devices say what is missing; nothing is lost by it.
    await phone.says('Verify yourself');
    await phone.page.getByText('stands in place of a face check').waitFor();
    await etax.desktop.says('The app must verify you first, e.g. your face.');
    await savePicture('s3', etax.page);
    expect(await etax.isIn()).toBe(false);
    await phone.verify();
    await phone.says('Done');
    await etax.desktop.isGreeted(GREETING);
    expect(await etax.fact('Identity')).toBe('云海商贸有限公司');
    expect(await etax.fact('With')).toContain('Person present');
  });

  it('does the same with the other app, in Chinese', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.half(stage, '/', { language: 'zh' });
    const phone = await stage.phone({ app: 'income-tax-app', language: 'zh', canVerify: true });
    await phone.scan(await etax.desktop.read());
    expect(await phone.theSiteSays()).toMatch(/^登录云海省电子税务局（自然人业务），账户：张伟。/);
    await phone.agree();
    await etax.desktop.says('应用需要先验证您的身份，例如人脸。');
    await phone.verify();
    await etax.desktop.isGreeted('张伟，您好');
    expect(await etax.fact('身份')).toBe('本人');
  });

  it('tells another person on both devices that it is not theirs, and stays open for the right one', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.half(stage, '/');
    const [other, phone] = [await stage.phone({ person: LI.name }), await stage.phone({ canVerify: true })];
    const code = await etax.desktop.read();
    await other.enter(code);
    await other.complains('This code belongs to another account.');
    await etax.desktop.says('This code is meant for another account.');
    expect(await etax.page.content()).not.toContain(LI.name);
    const still = await etax.desktop.read();
    expect(sessionOf(still)).toBe(sessionOf(code));
    await phone.scan(still);
    await phone.agree();
    await phone.verify();
    await etax.desktop.isGreeted(GREETING);
  });

  it('leads back to the entry where the password was typed, in the language that was chosen there', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.open(stage, '/agency');
    await etax.type(ZHANG.idNumber, 'wrong');
    await etax.alert('The account or the password is not right.');
    await etax.page.getByRole('link', { name: '中文' }).click();
    const agency = etax.page.getByRole('link', { name: '代理业务' });
    expect(await agency.getAttribute('aria-current')).toBe('page');
    await etax.type(CUIHU_TAX.code, await stage.world.factOf('王芳', 'Password'));
    await etax.heading('验证身份');
    await etax.desktop.button('换一个账户').click();
    await etax.heading('扫码登录');
    expect(await agency.getAttribute('aria-current')).toBe('page');
  });

  it('lets nobody in whom the phone does not recognise', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.half(stage, '/');
    const phone = await stage.phone({ canVerify: true });
    await phone.authenticator.recognises(false);
    await phone.scan(await etax.desktop.read());
    await phone.agree();
    await phone.verify();
    await phone.complains('You were not recognised. Try again, or cancel.');
    await phone.button('Cancel').click();
    await etax.desktop.says('You cancelled on your phone');
    expect(await etax.isIn()).toBe(false);
  });

  it('is finished in the browser that typed the password, and in no other', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.half(stage, '/');
    const attacker = await EtaxPage.half(stage, '/');
    const phone = await stage.phone({ canVerify: true });
    const returning = await etax.holdReturn();
    await phone.scan(await etax.desktop.read());
    await phone.agree();
    await phone.verify();
    const address = await returning();
    await attacker.page.goto(address);
    await attacker.heading('Not completed');
    expect(await attacker.isIn()).toBe(false);

    // Nor by a second step of the same browser that was begun with another password.
    await typeOfLi(etax);
    await etax.letReturn(address);
    await etax.heading('Not completed');
    expect(await etax.isIn()).toBe(false);
  });

  it('says the same of a wrong password and of an account that does not exist, and locks both alike', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.open(stage, '/');
    for (const login of [ZHANG.idNumber, '990101198706120000']) {
      for (let tries = 1; tries < 5; tries += 1) {
        await etax.type(login, 'wrong');
        await etax.alert('The account or the password is not right.');
        expect(await etax.page.locator('#login').inputValue()).toBe(login);
      }
      await etax.type(login, 'wrong');
      await etax.alert('Too many wrong passwords. Try again in 5 minutes, or sign in with your phone.');
    }
    await etax.type(ZHANG.idNumber, await stage.world.factOf(ZHANG.name, 'Password'));
    await etax.alert(/Too many wrong passwords/);
    await stage.world.shiftTime(5 * 60_000);
    await etax.type(ZHANG.idNumber, await stage.world.factOf(ZHANG.name, 'Password'));
    await etax.heading('Verify that it is you');
  });

  // From here on the world is ahead of every phone's clock, and nobody could scan any more.
  it('says on a page that waited too long that the step has ended, and where to start again', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.half(stage, '/', { timeMayPass: true });
    await etax.desktop.read();
    await etax.desktop.letPass(10 * 60_000);
    await etax.heading('This step has ended');
    await etax.page.getByRole('link', { name: 'Start again' }).click();
    await etax.page.locator('#login').waitFor();
  });

  it('gives a page no code once the password of another account was typed in the same browser', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.half(stage, '/', { timeMayPass: true });
    await etax.desktop.read();
    const other = await typeOfLi(etax);
    await etax.desktop.letPass(5 * 60_000);
    await etax.heading('This step has ended');
    // The later one is what it was.
    await etax.page.goto(other);
    await etax.page.getByText('李*: the password is right.').waitFor();
  });
});
