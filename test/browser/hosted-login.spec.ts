import { PhoneDevice, PortalBackend, type RunningBroker, startBroker, TestApp } from '@saoma/testing';
import type { Browser } from 'playwright-core';
import { ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { freePorts } from '../servers/free-port.js';
import { launchChromium } from './chromium.js';
import { HostedLoginPage, LOGO } from './hosted-login-page.js';
import { siteFindings } from './site-findings.js';
import { StockSite } from './stock-site.js';

/** What is left of a page's time where a test waits for its end. */
const LEFT_MS = 60_000;
/** Asked for as registered, and what a page that goes away cuts off. */
const EXPECTED = [
  new RegExp(LOGO),
  /WebSocket is closed before the connection is established/,
  /asked a stranger: http:\/\/127/,
  /status of 40[04]/,
  // A page that the test hands to the browser is from no network that Chromium knows.
  /ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS/,
];

describe('the hosted login page in a browser', () => {
  let broker: RunningBroker;
  let app: TestApp;
  let portal: PortalBackend;
  let site: StockSite;
  let browser: Browser;
  let at: HostedLoginPage;

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    site = await StockSite.start(port);
    broker = await startBroker({
      register: async (origin) => {
        app = await TestApp.create({
          id: 'etax-app',
          realm: 'etax',
          audience: origin,
          names: { zh: '电子税务局', en: 'e-Tax' },
        });
        portal = await PortalBackend.create({
          broker: origin,
          clientId: 'site',
          redirectUri: site.callback,
          apps: [app],
          names: { zh: '云海市图书馆', en: 'Yunhai City Library' },
        });
        const entry = portal.registration({ logo: LOGO, domain: 'library.yunhai.test' });
        return { portals: [entry], apps: [app.registration()] };
      },
    });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await broker.close();
    await site.stop();
  });
  afterEach(async () => {
    const complaints = at.watched.complaints(...EXPECTED);
    await at.close();
    expect(complaints).toEqual([]);
  });

  const open = async (how?: Parameters<typeof HostedLoginPage.open>[3]): Promise<HostedLoginPage> =>
    (at = await HostedLoginPage.open(browser, site, portal, how));

  const phone = (): Promise<PhoneDevice> => PhoneDevice.create({ broker: broker.origin, app, person: ZHANG });

  it('signs in by a scan of the screen, back to a site that knows nothing of ours', async () => {
    await open({ locale: 'zh-CN' });
    await expect(at.heading.textContent()).resolves.toBe('登录云海市图书馆');
    await expect(at.page.locator('header').textContent()).resolves.toContain('library.yunhai.test');
    const logo = at.page.locator('header img');
    await expect(logo.evaluate((image: HTMLImageElement) => image.decode().then(() => image.src))).resolves.toBe(LOGO);
    const person = await phone();
    expect(await person.scan(await at.read())).toMatchObject({ portal: { domain: 'library.yunhai.test' } });
    await at.status.getByText('已用“电子税务局”扫描').waitFor();
    await person.approve();
    const back = await at.back(site);
    expect(back.searchParams.get('iss')).toBe(broker.origin);
    const tokens = await portal.redeem(back.href);
    expect(tokens.claims()).toMatchObject({ aud: 'site', name: ZHANG.name });
    // The page has left the history: “back” leads to no code that is long used.
    expect(await at.page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  });

  it('takes a new code after a denial, and shows the session again when it is loaded anew', async () => {
    await open({ locale: 'en' });
    const first = await phone();
    await first.scan(await at.read());
    await first.deny();
    await at.status.getByText('You cancelled on your phone').waitFor();
    await at.button('New code').click();
    const person = await phone();
    await person.scan(await at.read());
    await at.status.getByText('Scanned with e-Tax').waitFor();
    await at.page.reload();
    await at.status.getByText('Scanned with e-Tax').waitFor();
    await person.approve();
    await expect(portal.redeem((await at.back(site)).href)).resolves.toBeDefined();
  });

  it('is left with the keyboard alone, and the session dies with it: whoever scanned is told', async () => {
    await open({ locale: 'en' });
    const code = await at.read();
    const person = await phone();
    await person.scan(code);
    await at.status.getByText('Scanned with e-Tax').waitFor();
    await at.button('Cancel and go back to Yunhai City Library').focus();
    await at.page.keyboard.press('Enter');
    const back = await at.back(site);
    expect(back.searchParams.get('error')).toBe('access_denied');
    expect(() => portal.attempt(back.href)).not.toThrow();
    await until(
      'phone that is told',
      () => person.read(),
      ({ state }) => state === 'cancelled',
    );
    await at.page.goBack();
    await expect(at.heading.first().textContent()).resolves.toBe('这次登录已结束');
  });

  it('is left by the element’s own button as well', async () => {
    await open({ locale: 'en' });
    await at.read();
    await at.button(/^Cancel$/).click();
    expect((await at.back(site)).searchParams.get('error')).toBe('access_denied');
  });

  it('goes back by itself when time is over, but not while somebody is approving', async () => {
    await open({ locale: 'en', leftMs: LEFT_MS });
    const person = await phone();
    await person.scan(await at.read());
    await at.status.getByText('Scanned with e-Tax').waitFor();
    await at.page.clock.fastForward(LEFT_MS);
    await at.status.getByText('Scanned with e-Tax').waitFor();
    await person.deny();
    expect((await at.back(site)).searchParams.get('error')).toBe('login_required');
    await at.close();

    await open({ locale: 'en', leftMs: LEFT_MS });
    await at.read();
    await at.page.clock.fastForward(LEFT_MS);
    expect((await at.back(site)).searchParams.get('error')).toBe('login_required');
  });

  it('says so where script is off, and can still be left', async () => {
    await open({ locale: 'en', javaScriptEnabled: false });
    await expect(at.page.locator('noscript').innerText()).resolves.toContain('takes JavaScript');
    await at.button('Cancel and go back to Yunhai City Library').click();
    expect((await at.back(site)).searchParams.get('error')).toBe('access_denied');
  });

  it('has nothing for axe to find, and nothing to scroll sideways for, in each look and language', async () => {
    await open({ locale: 'zh-CN' });
    await at.read();
    for (const [width, colorScheme] of [
      [900, 'light'],
      [320, 'dark'],
    ] as const) {
      await at.page.setViewportSize({ width, height: 900 });
      await at.page.emulateMedia({ colorScheme });
      expect(await siteFindings(at.page)).toEqual([]);
    }
    await at.page.getByRole('link', { name: 'English' }).click();
    await expect(at.heading.textContent()).resolves.toBe('Sign in to Yunhai City Library');
    await at.read();
    expect(await siteFindings(at.page)).toEqual([]);
    await at.page.setViewportSize({ width: 900, height: 900 });
    await at.page.emulateMedia({ colorScheme: 'light' });
    expect(await siteFindings(at.page)).toEqual([]);
  });

  it('tells on pages without anything to find for axe where nobody can go on from', async () => {
    await open({ asked: { redirect_uri: 'https://evil.test/' } });
    await at.page.getByRole('heading', { name: 'This link cannot be trusted' }).waitFor();
    expect(await siteFindings(at.page)).toEqual([]);
    await at.page.emulateMedia({ colorScheme: 'dark' });
    await at.page.goto(`${broker.origin}/login/nobody`);
    await at.page.getByRole('heading', { name: 'This sign-in is over' }).waitFor();
    expect(await siteFindings(at.page)).toEqual([]);
  });
});
