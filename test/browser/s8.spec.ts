import axe from 'axe-core';
import { demoStage } from './demo-stage.js';
import { IncomeTaxPage, personNamed } from './income-tax-page.js';
import { factOf } from './member-page.js';
import { savePicture } from './picture.js';

const ZHANG = personNamed('张伟');
const LI = personNamed('李娜');
const WANG = personNamed('王芳');
const OUYANG = personNamed('欧阳明轩');
const NOBODY = { idNumber: '990101199001010010' };
const WRONG = 'The ID number or the password is not right.';

describe('S8 Password rules', () => {
  const stage = demoStage();

  const open = async (how: Parameters<typeof IncomeTaxPage.open>[2] = {}): Promise<IncomeTaxPage> =>
    stage.keep(await IncomeTaxPage.open(stage.browser, stage.world, how));
  const passwordOf = (name: string): Promise<string> => factOf(stage.world, name, 'Password');

  it('tells while the person types what is missing, and decides again when it is sent', async () => {
    stage.expects('refused');
    const site = await open();
    const present = await passwordOf('张伟');
    await site.enter(ZHANG.idNumber, present);
    await site.goTo('/password');
    const field = site.page.getByLabel('New password', { exact: true });
    const told = [];
    for (const typed of ['0612', 'kestrel', 'Kestrel#0612', 'Kestrel#1234', 'Kestrel#7-mist']) {
      await field.fill(typed);
      told.push(await site.rules('missing'));
    }
    expect(told).toEqual([
      ['length', 'classes', 'not_personal'],
      ['length', 'classes'],
      ['not_personal'],
      ['not_common'],
      [],
    ]);
    await site.page.getByRole('status').getByText('All requirements are met.').waitFor();

    // What the page cannot know: the phone number on file, and the passwords of before.
    await field.fill('Kestrel#00142');
    expect(await site.rules('missing')).toEqual([]);
    await site.save('Kestrel#00142', { present });
    await site.page.getByText('The password was not saved: a marked requirement is not met.').waitFor();
    expect(await site.rules('missing')).toEqual(['not_personal']);
    await savePicture('s8', site.page);
    await site.save(present, { present });
    expect(await site.rules('missing')).toEqual(['not_recent']);

    await site.save('Kestrel#7-mist', { present: 'Heron#4-cloud' });
    await site.page.getByText('The present password is not right.').waitFor();
    await site.save('Kestrel#7-mist', { present });
    await site.page.getByRole('status').getByText('The new password is saved and works from now on.').waitFor();
  });

  it.each([
    ['ends', true],
    ['keeps', false],
  ])('%s the other places where one is signed in, as the person chooses', async (_, endOthers) => {
    const [here, there] = [await open(), await open()];
    const present = endOthers ? await passwordOf('李娜') : 'Heron#4-cloud';
    for (const site of [here, there]) await site.enter(LI.idNumber, present);
    await here.goTo('/password');
    await here.save(endOthers ? 'Heron#4-cloud' : 'Crane#5-brook', { present, endOthers });
    await here.isAt('/home');
    expect([await here.isIn(), await there.isIn()]).toEqual([true, !endOthers]);
  });

  it('ends visits by phone, too, of which the site does not know yet whose account they are in', async () => {
    const [site, there, phone] = [await open(), await open(), await stage.phone({ person: '欧阳明轩' })];
    await phone.scan(await there.desktop.read());
    await phone.agree();
    await there.isAt('/home');
    await there.page.getByRole('link', { name: 'Set a password' }).waitFor();
    await site.proveByCard(OUYANG);
    await site.save('Heron#4-cloud');
    await site.page.getByText('This account has been signed out everywhere else.').waitFor();
    expect(await there.isIn()).toBe(false);
    // Nobody can link to what was told once.
    await there.goTo('/forgotten/done?others=ended');
    await there.isAt('/');
  });

  it('is changed without the present password after a fresh proof', async () => {
    stage.expects('refused');
    const [site, phone] = [await open(), await stage.phone({ person: '王芳', canVerify: true })];
    await site.enter(WANG.idNumber, await passwordOf('王芳'));
    await site.goTo('/password');
    await site.desktop.button('Verify me another way').click();
    await site.isAt('/forgotten/prove');
    await phone.scan(await site.desktop.read());
    await phone.agree();
    await phone.verify();
    await site.isAt('/forgotten/new-password');
    await site.save('Heron#4-cloud');
    await site.heading('The new password works');
    // Where it was changed, the person stays.
    expect(await site.isIn()).toBe(true);

    // The proof has shown which account is theirs: whoever scans to sign in is in it.
    await site.button('Sign out').click();
    await phone.button('Done').click();
    await phone.scan(await site.desktop.read());
    await phone.agree();
    await site.isAt('/home');
    await site.page.getByText('You signed in with an app on your phone.').waitFor();
    await site.page.getByRole('link', { name: 'Change the password' }).waitFor();
  });

  it('locks after five failures, in the same words whether there is the account or not, for some minutes', async () => {
    stage.expects('refused');
    const site = await open();
    const password = 'Heron#4-cloud';
    const seen = [];
    for (const { idNumber } of [OUYANG, NOBODY]) {
      for (let tries = 1; tries < 5; tries += 1) {
        await site.signIn(idNumber, 'Wrong#7-mist');
        await site.alert(WRONG);
      }
      await site.signIn(idNumber, 'Wrong#7-mist');
      const alert = site.page.getByRole('alert');
      await alert.getByText('Too many failures').waitFor();
      seen.push(await alert.innerText());
    }
    expect(seen[0]).toBe(seen[1]);
    expect(seen[0]).toContain('for about 5 minutes');
    await site.signIn(OUYANG.idNumber, password);
    await site.page.getByRole('alert').getByText('Too many failures').waitFor();
    await stage.world.shiftTime(301_000);
    await site.enter(OUYANG.idNumber, password);
  });

  // Each language, theme and width once: what axe finds of them does not depend on the others.
  it.each([
    ['zh', 'light', 1_280],
    ['en', 'dark', 320],
  ] as const)(
    'is set on pages for everyone: axe finds nothing in %s, %s, %i px',
    async (language, colorScheme, width) => {
      stage.expects('refused');
      const site = await open({ colorScheme, viewport: { width, height: 900 } });
      await site.forget(ZHANG);
      await site.goTo('/forgotten/bank-card');
      await site.fillCard(ZHANG.bankCard, '13800000142');
      await site.isAt('/forgotten/new-password');
      const paths = ['/', '/forgotten', '/forgotten/prove', '/forgotten/bank-card', '/forgotten/new-password'];
      for (const path of paths) {
        await site.goTo(`${path}?lang=${language}`);
        await site.page.evaluate(axe.source);
        const { violations } = await site.page.evaluate<axe.AxeResults>('axe.run()');
        expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${path} ${id}: ${html}`))).toEqual([]);
        expect(await site.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
          0,
        );
      }
    },
  );
});
