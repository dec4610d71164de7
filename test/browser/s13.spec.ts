import { jest } from '@jest/globals';
import { demoStage } from './demo-stage.js';
import type { DesktopPage } from './desktop-page.js';
import { PHONE, PhonePage } from './phone-page.js';

jest.setTimeout(120_000);

const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';

describe('S13 on the phone itself', () => {
  const stage = demoStage();

  /** The portal's sign-in page, in the phone's own browser. */
  const pageOnPhone = (): Promise<DesktopPage> => stage.desktop({ ...PHONE, userAgent: ANDROID });

  it('one tap opens the app at its question, and the page goes on by itself once the person agrees', async () => {
    const waiting = await pageOnPhone();
    const [page] = await Promise.all([
      waiting.page.context().waitForEvent('page'),
      waiting.page.getByRole('link', { name: 'Open e-Tax app' }).tap(),
    ]);
    const app = PhonePage.at(page, waiting.watched);
    await app.signIn('张伟');
    await app.screen('consent').waitFor();
    expect(page.url()).not.toContain('#');
    const question = await app.screen('consent').textContent();
    expect(question).toContain('Yunhai Provincial e-Tax Bureau');
    expect(question).toContain('If somebody sent it or told it to you, cancel.');
    await waiting.says('Scanned with e-Tax app');
    await app.button('Sign in').tap();
    await app.says('Signed in');
    await waiting.isGreeted('Welcome, 张伟');
  });

  it('an app that is open already goes to the question of the next code', async () => {
    const waiting = await pageOnPhone();
    const link = waiting.page.getByRole('link', { name: 'Open e-Tax app' });
    const address = (await link.getAttribute('href'))!;
    const app = PhonePage.at(await waiting.page.context().newPage(), waiting.watched);
    await app.page.goto(stage.world.pages['etax-app']);
    await app.signIn('张伟');
    await app.screen('home').waitFor();
    await app.page.evaluate((url) => location.assign(url), address);
    await app.screen('consent').waitFor();
    await app.button('Cancel').tap();
    await waiting.says('You cancelled on your phone');
  });

  it('a plain camera opens a page that names the apps, and approves nothing', async () => {
    const desktop = await stage.desktop();
    const page = await desktop.page.context().newPage();
    await page.goto((await desktop.read()).toLowerCase());
    for (const name of ['电子税务局 App', 'e-Tax app']) await page.getByRole('link', { name }).first().waitFor();
    await desktop.says('Scan this code with the app');
    await page.getByRole('link', { name: 'e-Tax app' }).click();
    const app = PhonePage.at(page, desktop.watched);
    await app.signIn('张伟');
    await app.screen('home').waitFor();
    await desktop.says('Scan this code with the app');
  });

  it('a plain camera that reads the link of a typed code leads to the app’s question, and no further', async () => {
    const desktop = await stage.desktop();
    await desktop.button('Can’t scan? Type a code').click();
    const code = await desktop.page.locator('saoma-login [part=user-code]').filter({ hasText: /\S/ }).innerText();
    const page = await desktop.page.context().newPage();
    await page.goto(`${stage.world.origin}/Q/${code}`);
    await desktop.says('Scan this code with the app');
    await page.getByRole('link', { name: 'e-Tax app' }).click();
    const app = PhonePage.at(page, desktop.watched);
    await app.signIn('张伟');
    await app.screen('consent').waitFor();
    await desktop.says('Scanned with e-Tax app');
    await app.button('This was not me').click();
    await desktop.says('The phone said: this was not me');
    expect(stage.world.log()).not.toContain(code);
  });
});
