import { jest } from '@jest/globals';
import { personOf } from '../../src/demo/people.js';
import { demoStage } from './demo-stage.js';
import { EtaxPage, type EntryPath } from './etax-page.js';
import type { PhonePage } from './phone-page.js';
import { savePicture } from './picture.js';

jest.setTimeout(120_000);

const LI = personOf('p-4Xk9');
const YUNHAI = '云海商贸有限公司';

describe('S10 Whom do you act for?', () => {
  const stage = demoStage();

  /** Signs in at an entry with the phone alone. */
  const signIn = async (phone: PhonePage, entry: EntryPath, name: string): Promise<EtaxPage> => {
    const etax = await EtaxPage.open(stage, entry);
    await phone.scan(await etax.desktop.read());
    await phone.agree();
    await etax.desktop.isGreeted(`Welcome, ${name}`);
    await phone.button('Done').click();
    return etax;
  };

  it('signs in as the enterprise at its entry, and the portal gets person and identity', async () => {
    const phone = await stage.phone();
    const etax = await signIn(phone, '/enterprise', '张伟');
    expect(await etax.fact('Identity')).toBe(YUNHAI);
    expect(await etax.fact('Unified social credit code')).toBe('91530100MA6K5XUN1B');
    expect(await etax.fact('Person')).toBe('张伟');
  });

  it('signs in for a client of the agency, and the portal is told through which', async () => {
    const phone = await stage.phone({ person: '王芳' });
    const etax = await signIn(phone, '/agency', '王芳');
    expect(await etax.fact('Identity')).toBe('滇池软件有限公司');
    expect(await etax.fact('Agency')).toBe('翠湖税务师事务所');
  });

  it('tells somebody who has no such identity, and signs nobody in', async () => {
    const [etax, phone] = [await EtaxPage.open(stage, '/enterprise'), await stage.phone({ person: LI.name })];
    await phone.scan(await etax.desktop.read());
    await phone.page.getByText('You have none of the identities that the site accepts in this app.').waitFor();
    expect(await phone.button('Sign in').count()).toBe(0);
    await phone.decline();
    await etax.desktop.says('You cancelled on your phone');
  });

  it('switches from the person to the enterprise, which the phone lets them choose, without signing out', async () => {
    const phone = await stage.phone();
    const etax = await signIn(phone, '/', '张伟');
    expect(await etax.fact('Identity')).toBe('Yourself');
    await etax.page.getByRole('link', { name: 'Switch identity' }).click();
    await phone.scan(await etax.desktop.read());
    expect(await phone.theSiteSays()).toMatch(/Switch the identity with which you use Yunhai Provincial e-Tax Bureau/);
    expect((await phone.identities()).map((text) => text.split('\n')[0])).toEqual(['张伟', YUNHAI]);
    await phone.chooseIdentity(YUNHAI);
    await savePicture('s10', phone.page);
    expect(await etax.isIn()).toBe(true);
    await phone.agree();
    await phone.says('Done');
    await etax.page.waitForURL(/\/home[?]switched$/);
    await etax.page.getByText('Your identity is switched.').waitFor();
    expect(await etax.fact('Identity')).toBe(YUNHAI);
    expect(await etax.fact('Person')).toBe('张伟');
  });

  it('lets nobody else switch, and changes nothing for a wrong code', async () => {
    stage.expects('refused');
    const phone = await stage.phone();
    const etax = await signIn(phone, '/', '张伟');
    const other = await stage.phone({ person: LI.name });
    await etax.goTo('/switch');
    await other.enter(await etax.desktop.read());
    await other.complains('This code belongs to another account.');
    await etax.desktop.says('This code is meant for another account.');

    const returning = await etax.holdReturn();
    await phone.scan(await etax.desktop.read());
    await phone.chooseIdentity(YUNHAI);
    await phone.agree();
    const address = new URL(await returning());
    address.searchParams.set('code', 'another-code');
    await etax.letReturn(address.href);
    await etax.heading('Not completed');
    await etax.goTo('/home');
    expect(await etax.fact('Identity')).toBe('Yourself');
  });
});
