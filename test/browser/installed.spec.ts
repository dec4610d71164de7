import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, CDPSession } from 'playwright-core';
import { launchWithProfile } from './chromium.js';
import { DemoWorld } from './demo-world.js';
import { PHONE, PhonePage } from './phone-page.js';
import { Watched } from './watched.js';

const NAMES = { en: 'e-Tax app', zh: '电子税务局 App' } as const;
const NO_CONNECTION = 'No connection. Check your network and try again.';

describe('The app as people install it', () => {
  let world: DemoWorld;
  let folder: string;
  let context: BrowserContext;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saoma-installed-'));
    // Not a private window: nothing can be installed from one.
    context = await launchWithProfile(folder, PHONE);
    world = await DemoWorld.start();
  });

  afterEach(async () => {
    await context.close();
    await world.stop();
    await rm(folder, { recursive: true });
  });

  const appPage = async (language: keyof typeof NAMES): Promise<[PhonePage, CDPSession]> => {
    const page = await context.newPage();
    await page.goto(`${world.pages['etax-app']}?lang=${language}`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    return [PhonePage.at(page, new Watched(context, world.origin)), await context.newCDPSession(page)];
  };

  it.each(['en', 'zh'] as const)('is what Chromium takes for an app, with its name in %s', async (language) => {
    const [, chromium] = await appPage(language);
    const { data, errors } = await chromium.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(JSON.parse(data!)).toMatchObject({
      id: '/demo/app/',
      start_url: '/demo/app/',
      scope: '/demo/app/',
      name: NAMES[language],
      display: 'standalone',
    });
    const { installabilityErrors } = await chromium.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);
  });

  it('opens when nothing answers any more, and says so in its own words', async () => {
    const [phone] = await appPage('en');
    await phone.signIn('张伟');
    await phone.screen('home').waitFor();
    await world.stop();
    await phone.page.reload();
    await phone.complains(NO_CONNECTION);
    await phone.screen('home').waitFor();
    const again = await phone.reopened(world);
    await again.complains(NO_CONNECTION);
  });

  it('keeps what everybody gets, and no answer of the broker or of the app’s backend', async () => {
    const [phone] = await appPage('en');
    await phone.signIn('张伟');
    await phone.screen('home').waitFor();
    await phone.page.reload();
    await phone.screen('home').waitFor();
    const kept = await phone.page.evaluate(async () => {
      const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      const requests = await Promise.all(stores.map((store) => store.keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept.sort()).toEqual(['', 'app.css', 'icon.svg', 'look.css', 'phone.js'].map((name) => `/demo/app/${name}`));
  });
});
