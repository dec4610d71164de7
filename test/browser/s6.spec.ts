import { demoStage } from './demo-stage.js';
import { sessionOf } from './desktop-page.js';
import { IncomeTaxPage, personNamed } from './income-tax-page.js';
import { factOf } from './member-page.js';
import { savePicture } from './picture.js';
import type { PhonePage } from './phone-page.js';

const ZHANG = personNamed('张伟');
const LI = personNamed('李娜');
const WANG = personNamed('王芳');
const NOBODY = { idNumber: '990101199001010010', name: '赵敏' };

describe('S6 Forgotten password, proved by QR and face', () => {
  const stage = demoStage();

  const open = async (): Promise<IncomeTaxPage> => stage.keep(await IncomeTaxPage.open(stage.browser, stage.world));
  const phoneOf = (person: string, how: Parameters<typeof stage.phone>[0] = {}): Promise<PhonePage> =>
    stage.phone({ person, canVerify: true, ...how });
  /** Looks at what is asked, approves it and is verified. */
  const approve = async (phone: PhonePage, code: string): Promise<void> => {
    await phone.scan(code);
    await phone.agree();
    await phone.verify();
  };

  it('shows the purpose on the phone, verifies the person, and unlocks the new password by itself, once', async () => {
    stage.expects('refused');
    const [site, phone] = [await open(), await phoneOf('张伟', { app: 'income-tax-app' })];
    const former = await factOf(stage.world, '张伟', 'Password');
    await site.forget(ZHANG);
    await phone.scan(await site.desktop.read());
    await phone.says('Prove who you are');
    expect(await phone.theSiteSays()).toContain('Reset the password of Individual Income Tax');
    await site.desktop.says('Scanned with Income Tax app');
    await savePicture('s6', site.page);
    await phone.agree();
    await phone.screen('verify').waitFor();
    await phone.page.getByText('stands in place of a face check').waitFor();
    await phone.verify();
    await site.isAt('/forgotten/new-password');
    await phone.says('Done');
    // What was proved signs nobody in.
    expect((await site.page.context().cookies()).map(({ name }) => name)).not.toContain('visit');
    expect(await site.isIn()).toBe(false);

    await site.goTo('/forgotten/new-password');
    await site.save('Heron#4-cloud');
    await site.heading('The new password works');
    await site.goTo('/forgotten/new-password');
    await site.heading('This verification is no longer valid.');
    await site.signIn(ZHANG.idNumber, former);
    await site.alert('The ID number or the password is not right.');
    await site.enter(ZHANG.idNumber, 'Heron#4-cloud');
  });

  it('tells another person on both devices that the code is not for them, and stays open for the right one', async () => {
    stage.expects('refused');
    const [site, stranger, phone] = [await open(), await phoneOf('李娜'), await phoneOf('张伟')];
    await site.forget(ZHANG);
    const code = await site.desktop.read();
    await stranger.enter(code);
    await stranger.complains('This code belongs to another account.');
    await site.desktop.says('This code is meant for another account.');
    const later = await site.desktop.read();
    expect(sessionOf(later)).toBe(sessionOf(code));
    await approve(phone, later);
    await site.isAt('/forgotten/new-password');
  });

  it('needs the factor: whose phone cannot verify them is told so, here and there, and another phone goes on', async () => {
    stage.expects('refused');
    const [site, weak] = [await open(), await phoneOf('张伟', { canVerify: false })];
    await site.forget(ZHANG);
    await weak.scan(await site.desktop.read());
    await weak.agree();
    await weak.screen('verify').waitFor();
    await weak.page.getByText('This phone cannot verify you').waitFor();
    await site.desktop.says('The app must verify you first, e.g. your face.');
    expect(new URL(site.page.url()).pathname).toBe('/demo/iit/forgotten/prove');
  });

  it('unlocks nothing in a browser that has gone on to another account', async () => {
    stage.expects('refused');
    const [site, phone] = [await open(), await phoneOf('张伟')];
    await site.forget(ZHANG);
    const code = await site.desktop.read();
    const other = await site.inAnotherTab();
    await other.forget(LI);
    await approve(phone, code);
    await site.heading('Not completed');
    await other.goTo('/forgotten/new-password');
    await other.heading('This verification is no longer valid.');
  });

  it('unlocks nothing in another browser that has a copy of the long-lived cookie', async () => {
    stage.expects('refused');
    const [site, thief, phone] = [await open(), await open(), await phoneOf('张伟')];
    await site.forget(ZHANG);
    const known = (await site.page.context().cookies()).filter(({ name }) => name === 'browser');
    expect(known).toHaveLength(1);
    await thief.page.context().addCookies(known);
    await approve(phone, await site.desktop.read());
    await site.isAt('/forgotten/new-password');
    await thief.goTo('/forgotten/new-password');
    await thief.heading('This verification is no longer valid.');
  });

  it('sets no password from a form that was shown for another account', async () => {
    stage.expects('refused');
    const site = await open();
    await site.proveByCard(WANG);
    const other = await site.inAnotherTab();
    await other.proveByCard(LI);
    await site.save('Heron#4-cloud');
    await site.heading('This verification is over');
    await site.alert('Nothing was changed. Start again.');
    await other.page.reload();
    await other.save('Crane#5-brook');
    await other.heading('The new password works');
    await other.enter(LI.idNumber, 'Crane#5-brook');
  });

  it('says that it is over once its time is over, and leads back to the beginning at any time', async () => {
    stage.expects('refused', 'overtaken');
    const site = await open();
    await site.forget(ZHANG);
    await site.desktop.read();
    await site.page.getByRole('link', { name: 'Not your number?' }).click();
    await site.heading('Forgotten password');
    await site.forget(ZHANG);
    await site.desktop.read();
    // Another tab of the same browser ends it; this one learns so when it wants a fresh code.
    const other = await site.inAnotherTab();
    await other.goTo('/forgotten/bank-card');
    await other.fillCard(ZHANG.bankCard, ZHANG.phone);
    await other.isAt('/forgotten/new-password');
    await site.page.evaluate(() =>
      document.querySelector('saoma-login')?.replaceWith(document.querySelector('saoma-login')!.cloneNode(true)),
    );
    await site.heading('This verification is no longer valid.');
  });

  it('gives an address that is worth nothing in another browser, neither to reset nor to sign in', async () => {
    stage.expects('refused', 'cutOff');
    const [site, thief, phone] = [await open(), await open(), await phoneOf('张伟')];
    await site.forget(ZHANG);
    await thief.forget(ZHANG);
    // The thief sees the address before the site does.
    const stolen = new Promise<string>((resolve) => {
      void site.page.route('**/callback?*', async (route) => {
        resolve(route.request().url());
        await route.abort('internetdisconnected');
      });
    });
    await approve(phone, await site.desktop.read());
    await thief.page.goto(await stolen);
    await thief.heading('Not completed');
    expect(await thief.isIn()).toBe(false);
    await thief.goTo('/forgotten/new-password');
    await thief.heading('This verification is no longer valid.');
  });

  it('looks the same for a person whom nobody knows, and nobody can prove to be them', async () => {
    stage.expects('refused');
    const [site, phone] = [await open(), await phoneOf('张伟')];
    const seen = [];
    for (const claimed of [ZHANG, { ...ZHANG, name: NOBODY.name }, NOBODY]) {
      await site.forget(claimed);
      await site.desktop.read();
      const ways = await site.page
        .getByRole('radio')
        .evaluateAll((all) => all.map((one) => one.parentElement?.innerText));
      expect(ways).toEqual([
        expect.stringMatching(/^Text message to \W?1\d\d\*{4}\d{4}\W?$/),
        expect.stringMatching(/^E-mail to \W?[a-z]\*{3}@example\.com\W?$/),
      ]);
      const text = await site.page.locator('main').innerText();
      seen.push(text.replaceAll(/\d/g, '0').replace(/[a-z]\*{3}@/, 'a***@'));
    }
    expect(new Set(seen).size).toBe(1);
    await phone.enter(await site.desktop.read());
    await phone.complains('This code belongs to another account.');
  });
});
