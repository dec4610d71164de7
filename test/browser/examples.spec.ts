import { PhoneDevice, type RunningBroker, startBroker, TestApp } from '@saoma/testing';
import { parseQrText } from '@saoma/protocol';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { readPng } from '../flows/qr-reader.js';
import { PackedLibraries } from '../house/packed-libraries.js';
import { until } from '../servers/deadline.js';
import { freePorts } from '../servers/free-port.js';
import { launchChromium } from './chromium.js';
import { ExamplePortal } from './example-portal.js';
import { Watched } from './watched.js';

const PERSON = { sub: 'zhang', name: '张伟', acr: 'urn:saoma:app', amr: ['fpt'] };
const APP = { zh: '电子税务局', en: 'e-Tax' };
/** A page that goes on, or takes another code, may be opening a line at that moment. */
const OVERTAKEN = /WebSocket is closed before the connection is established/;
const CALLBACK = /[/]callback[?]/;
/** Where the broker asks for digits. */
const AWAY = '203.0.113.7';
/** A session's life, and then some. */
const LONG_MS = 130_000;

describe('The examples', () => {
  let broker: RunningBroker;
  let app: TestApp;
  let browser: Browser;
  let portals: {
    readonly plainHtml: ExamplePortal;
    readonly react: ExamplePortal;
    readonly withoutScript: ExamplePortal;
  };
  let context: BrowserContext | undefined;
  let watched: Watched | undefined;
  /** What is to be put away at the end, the latest first. */
  const opened: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    opened.unshift(() => browser.close());
    const packed = await PackedLibraries.unpack('openid-client', 'lean-qr', 'react', 'react-dom', 'esbuild-wasm');
    opened.unshift(() => packed.remove());
    const ports = await freePorts(3);
    broker = await startBroker({
      register: async (origin) => {
        const [plainHtml, react, withoutScript] = ['plain-html', 'react', 'without-script'].map(
          // The last entry is then where the browser says that it is.
          (name, index) => new ExamplePortal({ name, port: ports[index]!, broker: origin, env: { TRUST_PROXY: '1' } }),
        ) as [ExamplePortal, ExamplePortal, ExamplePortal];
        portals = { plainHtml, react, withoutScript };
        app = await TestApp.create({ id: 'etax-app', realm: 'etax', audience: origin, names: APP });
        return {
          apps: [app.registration()],
          portals: await Promise.all([
            plainHtml.registration(app),
            react.registration(app),
            withoutScript.registration(app, {
              confirm_on_desktop: 'always',
              policy: [{ when: { from: [`${AWAY}/32`] }, then: 'check' }],
            }),
          ]),
        };
      },
    });
    opened.unshift(() => broker.close());
    opened.unshift(() => Promise.all(Object.values(portals).map((portal) => portal.stop())));
    await Promise.all(Object.values(portals).map((portal) => portal.start(packed)));
  });

  afterAll(async () => {
    for (const close of opened) await close();
  });

  afterEach(async () => {
    const asked = new RegExp(`asked a stranger: (http|ws)://${new URL(broker.origin).host}/`);
    const complaints = watched?.complaints(asked, OVERTAKEN) ?? [];
    await context?.close();
    [context, watched] = [undefined, undefined];
    expect(complaints).toEqual([]);
    expect(Object.values(portals).map((portal) => portal.printed().replace(/^listening on .*\n/, ''))).toEqual([
      '',
      '',
      '',
    ]);
  });

  const open = async (portal: ExamplePortal, path: string, how: BrowserContextOptions = {}): Promise<Page> => {
    context = await browser.newContext({ locale: 'zh-CN', ...how });
    watched = new Watched(context, portal.origin);
    const page = await context.newPage();
    await page.goto(portal.origin + path);
    return page;
  };
  const phone = (): Promise<PhoneDevice> => PhoneDevice.create({ broker: broker.origin, app, person: PERSON });

  describe.each([
    ['plain HTML', '/', () => portals.plainHtml],
    ['React, drawn by the portal', '/', () => portals.react],
    ['React, with the element', '/element', () => portals.react],
  ] as const)('in %s', (_how, path, portal) => {
    it('sign a person in with the code on the screen, and out', async () => {
      const page = await open(portal(), path);
      await (await phone()).signIn(await codeOn(page));
      await isGreeted(page);
      expect(page.url()).toBe(`${portal().origin}/`);
      await page.getByRole('button', { name: '退出' }).click();
      await codeOn(page);
    });

    it('say so when the person declines, and take a new code', async () => {
      const page = await open(portal(), path);
      const [first, second] = [await phone(), await phone()];
      const code = await codeOn(page);
      await first.scan(code);
      await page.getByText(APP.zh).waitFor();
      await first.deny();
      await page.getByText('您已在手机上取消').waitFor();
      await page.getByRole('button', { name: '刷新二维码' }).click();
      await second.signIn(await codeOn(page, code));
      await isGreeted(page);
    });
  });

  it('in React, give a code to type', async () => {
    const page = await open(portals.react, '/');
    await page.getByRole('button', { name: '无法扫码？显示代码' }).click();
    await (await phone()).signIn(await page.getByRole('strong').innerText());
    await isGreeted(page);
  });

  it('in React, go to the callback once for an approval, while its countdown goes on', async () => {
    const page = await open(portals.react, '/');
    await page.clock.install();
    await page.reload();
    // Keeps the page where it is, as a callback that takes long does for a while.
    await page.evaluate(`
      globalThis.asked = [];
      navigation.addEventListener('navigate', (event) => {
        asked.push(event.destination.url);
        event.preventDefault();
      });
    `);
    await (await phone()).signIn(await codeOn(page));
    await page.waitForFunction('asked.length > 0');
    await page.clock.runFor(5_000);
    expect(await page.evaluate('asked')).toEqual([expect.stringMatching(CALLBACK)]);
  });

  describe.each([
    ['plain HTML', '/login/start', () => portals.plainHtml],
    ['React', '/login/start', () => portals.react],
    ['pages without script', '/login', () => portals.withoutScript],
  ] as const)('in %s', (_how, start, portal) => {
    const hasScript = start === '/login/start';

    /** A page with a code on it, and so with an attempt of its browser. */
    const begun = async (): Promise<Page> => {
      const page = await open(portal(), '/');
      if (!hasScript) await page.getByRole('button', { name: '用手机应用登录' }).click();
      return page;
    };
    /** The attempt of this page's browser is still good. */
    const isCompleted = async (page: Page, code: string): Promise<void> => {
      await (await phone()).signIn(code);
      if (!hasScript) await page.getByRole('button', { name: '继续' }).click();
      await isGreeted(page);
    };
    /** A stranger signs in, and stops short of the callback: its address. */
    const strangersCallback = async (page: Page): Promise<string> => {
      const { origin } = portal();
      const here = PhoneDevice.create({ broker: broker.origin, app, person: { ...PERSON, sub: 'li', name: '李娜' } });
      await page.goto(origin);
      if (hasScript) {
        await page.route(CALLBACK, (route) => route.abort());
        const callback = page.waitForRequest(CALLBACK);
        await (await here).signIn(await codeOn(page));
        return (await callback).url();
      }
      await page.getByRole('button', { name: '用手机应用登录' }).click();
      await (await here).signIn(await codeOn(page));
      await page.getByRole('button', { name: '继续' }).waitFor();
      const once = { headers: { origin }, maxRedirects: 0 };
      await page.request.post(`${origin}/login/continue`, once);
      return (await page.request.get(`${origin}/login`, once)).headers()['location'] ?? '';
    };

    it('sign nobody in as a stranger whose callback they are led to', async () => {
      const stranger = await browser.newContext({ locale: 'zh-CN' });
      try {
        const callback = await strangersCallback(await stranger.newPage());
        expect(callback).toMatch(CALLBACK);
        const page = await begun();
        const code = await codeOn(page);
        const led = await page.request.get(callback, { maxRedirects: 0 });
        expect(led.status()).toBe(400);
        expect(led.headersArray().filter(({ value }) => value.startsWith('visit='))).toEqual([]);
        await isCompleted(page, code);
        // It was not for want of a good code.
        expect((await stranger.request.get(callback, { maxRedirects: 0 })).status()).toBe(303);
      } finally {
        await stranger.close();
      }
    });

    it('begin and end nothing for a page of another site', async () => {
      const page = await begun();
      const code = await codeOn(page);
      const elsewhere = { headers: { origin: 'https://elsewhere.test' }, maxRedirects: 0 };
      const answer = await page.request.post(portal().origin + start, elsewhere);
      expect(answer.status()).toBe(403);
      expect(answer.headersArray().filter(({ value }) => value.startsWith('browser='))).toEqual([]);
      await isCompleted(page, code);
    });
  });

  describe('without script', () => {
    const withoutScript = { javaScriptEnabled: false } satisfies BrowserContextOptions;

    const begin = async (how: BrowserContextOptions = {}, button = '用手机应用登录'): Promise<Page> => {
      const page = await open(portals.withoutScript, '/', { ...withoutScript, ...how });
      await page.getByRole('button', { name: button }).click();
      return page;
    };
    const says = (page: Page, heading: string): Promise<void> =>
      page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
    /** The page has no desktop token, which is a JWT. */
    const holdsNoToken = async (page: Page): Promise<void> => {
      const held = JSON.stringify([await page.content(), await page.context().cookies()]);
      expect(held).not.toMatch(/eyJ[\w-]+[.]eyJ/);
    };

    it('signs a person in: scanned, approved, confirmed, all by pages that refresh themselves', async () => {
      const page = await begin();
      await says(page, '请用手机应用扫码');
      const device = await phone();
      await device.scan(await codeOn(page));
      await holdsNoToken(page);
      await says(page, `已用“${APP.zh}”扫描，请在手机上确认`);
      await holdsNoToken(page);
      await device.approve();
      await says(page, '以 张* 的身份继续？');
      await page.getByRole('button', { name: '继续' }).click();
      await isGreeted(page);
      await page.getByRole('button', { name: '退出' }).click();
      await page.getByRole('button', { name: '用手机应用登录' }).waitFor();
    });

    it('does the same in English with a typed code', async () => {
      const page = await begin({ locale: 'en-US' }, 'Sign in with the app');
      await page.getByRole('button', { name: 'Cannot scan? Show a code to type' }).click();
      const device = await phone();
      await device.scan(await page.locator('.typed').innerText());
      await says(page, `Scanned with ${APP.en}. Confirm on your phone`);
      await device.approve();
      await says(page, 'Continue as 张*?');
      await page.getByRole('button', { name: 'Continue' }).click();
      await isGreeted(page, 'Welcome, 张伟');
    });

    it('takes the digits from the phone where the policy asks for them, and counts wrong ones', async () => {
      const page = await begin({ extraHTTPHeaders: { 'x-forwarded-for': AWAY } });
      const device = await phone();
      await device.scan(await codeOn(page));
      const { check_code: digits = '' } = await device.approve();
      await says(page, '请输入手机上显示的数字');
      const field = page.getByLabel('手机上的六位数字');
      await field.fill(digits === '000000' ? '111111' : '000000');
      await page.getByRole('button', { name: '确认' }).click();
      await page.getByText('数字不正确。 还可以试 2 次').waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      await field.fill(digits);
      await field.press('Enter');
      await says(page, '以 张* 的身份继续？');
      await page.getByRole('button', { name: '继续' }).click();
      await isGreeted(page);
    });

    it('or a second scan, for those who cannot type', async () => {
      const page = await begin({ extraHTTPHeaders: { 'x-forwarded-for': AWAY } });
      const device = await phone();
      const code = await codeOn(page);
      await device.scan(code);
      await device.approve();
      await says(page, '请输入手机上显示的数字');
      broker.shiftTime(10_000);
      await page.getByRole('link', { name: '无法输入？用手机再扫一次' }).click();
      await says(page, '请用同一部手机再扫一次');
      await device.rescan(await codeOn(page));
      await says(page, '以 张* 的身份继续？');
    });

    it.each([
      ['declined', '您已在手机上取消登录'],
      ['not_me', '手机上已反馈：不是本人操作'],
    ] as const)('tells that the person answered %s, and takes a new code', async (reason, heading) => {
      const page = await begin();
      const device = await phone();
      const code = await codeOn(page);
      await device.scan(code);
      await device.deny(reason);
      await says(page, heading);
      await page.getByRole('button', { name: '刷新二维码' }).click();
      expect(await codeOn(page, code)).not.toBe(code);
    });

    it('tells that time is over, and takes a new code', async () => {
      const page = await begin();
      const code = await codeOn(page);
      broker.shiftTime(LONG_MS);
      await says(page, '二维码已失效');
      await page.getByRole('button', { name: '刷新二维码' }).click();
      expect(await codeOn(page, code)).not.toBe(code);
    });

    it('throws away a code that a stranger scanned first', async () => {
      const page = await begin();
      const stranger = await phone();
      const code = await codeOn(page);
      await stranger.scan(code);
      await page.getByRole('button', { name: '不是您扫的？换二维码' }).click();
      await codeOn(page, code);
      await expect(stranger.approve()).rejects.toMatchObject({ code: 'session_over' });
    });

    it('cancels on both devices', async () => {
      const page = await begin();
      const device = await phone();
      await device.scan(await codeOn(page));
      await page.getByRole('button', { name: '取消' }).click();
      await says(page, '登录已取消');
      await expect(device.approve()).rejects.toMatchObject({ code: 'session_over' });
    });

    it('stands still when the person asks for that', async () => {
      const page = await begin();
      const refresh = page.locator('meta[http-equiv=refresh]');
      expect(await refresh.count()).toBe(1);
      await page.getByRole('link', { name: '停止自动刷新' }).click();
      await page.getByRole('link', { name: '恢复自动刷新' }).waitFor();
      expect(await refresh.count()).toBe(0);
    });
  });
});

/** The text of the code in a picture of the page, once two decoders agree; of another session than an earlier one. */
async function codeOn(page: Page, earlier = ''): Promise<string> {
  const [text] = await until(
    'code on the screen',
    async () => readPng(await page.screenshot()),
    ([text = '', ...others]) =>
      parseQrText(text) !== undefined &&
      parseQrText(text)?.sessionId !== parseQrText(earlier)?.sessionId &&
      others.every((other) => other === text),
    30_000,
  );
  return text!;
}

async function isGreeted(page: Page, greeting = '张伟，您好'): Promise<void> {
  await page.getByRole('heading', { level: 1, name: greeting, exact: true }).waitFor();
}
