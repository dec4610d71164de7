import { toBuffer } from 'qrcode';
import { launchChromium } from './chromium.js';
import { demoStage } from './demo-stage.js';
import type { DesktopPage } from './desktop-page.js';
import { phoneFindings } from './phone-findings.js';
import { PhonePage } from './phone-page.js';

const GREETING = 'Welcome, 张伟';

// The whole browser, which has a camera, costs three times what the others run in: all that needs one is here.
describe('the camera of the phone', () => {
  const stage = demoStage({ camera: true });

  const scanOf = (phone: PhonePage): Promise<void> => phone.button(/^(Scan|扫一扫)$/).click();
  const signIn = async (desktop: DesktopPage, phone: PhonePage): Promise<void> => {
    await phone.scan(await desktop.read());
    await phone.button('Sign in').click();
    await desktop.isGreeted(GREETING);
  };

  it('sees the code on the screen (S1), and the person is signed in there', async () => {
    const [desktop, phone] = [await stage.desktop(), await stage.phone()];
    await desktop.read();
    await stage.show(await desktop.picture());
    await scanOf(phone);
    await phone.screen('consent').waitFor();
    await phone.button('Sign in').click();
    await phone.says('Signed in');
    await desktop.isGreeted(GREETING);
  });

  it('sees some other code: the app says so, looks on, and can be left', async () => {
    await stage.show(await toBuffer('https://example.org/menu', { width: 480 }));
    const phone = await stage.phone();
    await scanOf(phone);
    await phone.page.getByRole('status').getByText('This is not a sign-in code.').waitFor();
    await phone.button('Back').click();
    await phone.screen('home').waitFor();
  });

  it('is not allowed: the code can be entered instead', async () => {
    const [desktop, phone] = [await stage.desktop(), await stage.phone({ camera: 'refused' })];
    await scanOf(phone);
    await phone.complains('The camera is not allowed. Allow it in the browser’s settings, or enter the code below.');
    await signIn(desktop, phone);
  });

  it('is not there: the code can be entered instead', async () => {
    const bare = await launchChromium();
    try {
      const [desktop, phone] = [await stage.desktop(), await PhonePage.open(bare, stage.world)];
      await scanOf(phone);
      await phone.complains('No camera was found. Enter the code below.');
      await signIn(desktop, phone);
    } finally {
      await bare.close();
    }
  });

  it.each(['en', 'zh'] as const)('has a screen with nothing for axe to find, in %s', async (language) => {
    await stage.show(await toBuffer('https://example.org/menu', { width: 480 }));
    const phone = await stage.phone({ language });
    await scanOf(phone);
    await phone.screen('scan').waitFor();
    expect(await phoneFindings(phone)).toEqual([]);
  });
});
