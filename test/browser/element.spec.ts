import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseQrText } from '@saoma/protocol';
import jsQR from 'jsqr';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { FakeBroker } from './fake-broker.js';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const PHONE = { app: { names: { zh: '电子税务局', en: 'e-Tax' } } };
/** What a strict portal sends: no inline script or style, no markup from strings. */
const STRICT = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; connect-src 'self' ws:; require-trusted-types-for 'script'">`;

/** What two decoders of different families read in a picture of the page. */
async function decode(page: Page): Promise<readonly (string | undefined)[]> {
  const { data, width, height } = PNG.sync.read(await page.screenshot());
  const pixels = new Uint8ClampedArray(data);
  const [zxing] = await readBarcodes({ data: pixels, width, height, colorSpace: 'srgb' }, { formats: ['QRCode'] });
  return [jsQR.default(pixels, width, height)?.data, zxing?.text];
}

describe('the <saoma-login> element in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saoma-element-'));
  let script: string;
  let browser: Browser;
  let broker: FakeBroker;
  let page: Page;
  let status: Locator;

  beforeAll(async () => {
    const file = join(folder, 'saoma-login.js');
    execFileSync(process.execPath, ['libs/browser/bundle.js', file]);
    script = readFileSync(file, 'utf8');
    const wasmBinary = readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm');
    prepareZXingModule({ overrides: { wasmBinary: wasmBinary.buffer } });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    broker = await FakeBroker.start();
    broker.serve('/saoma-login.js', 'text/javascript', script);
    broker.serve('/home', 'text/html', 'welcome');
  });
  afterEach(async () => {
    await page.context().close();
    await broker.stop();
  });

  const open = async (attributes = '', how: Parameters<Browser['newContext']>[0] = {}): Promise<void> => {
    broker.serve(
      '/',
      'text/html',
      `${STRICT}<script src="/saoma-login.js"></script><saoma-login start-url="/login/start" ${attributes}></saoma-login>`,
    );
    const context = await browser.newContext({ viewport: { width: 800, height: 700 }, ...how });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    status = page.getByRole('status');
    await page.goto(`${broker.origin}/`);
  };
  const waiting = (): Promise<void> => page.getByRole('img').waitFor();
  const says = (text: string): Promise<void> => status.getByText(text).waitFor();
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const live = async (): Promise<void> => {
    await waiting();
    await broker.until(() => broker.isHeard);
  };

  it.each([
    ['light', 1, 800],
    ['dark', 1, 320],
    ['light', 1.5, 320],
    ['dark', 2, 800],
  ] as const)(
    'shows a code that decoders read from the screen: %s, %s device pixels, %s wide',
    async (colorScheme, deviceScaleFactor, width) => {
      await open('', { colorScheme, deviceScaleFactor, viewport: { width, height: 700 } });
      await page.evaluate(() => (document.documentElement.style.colorScheme = 'light dark'));
      await waiting();
      const [jsqr, zxing] = await decode(page);
      expect(parseQrText(jsqr ?? '')).toMatchObject({ origin: broker.origin, sessionId: broker.session.id });
      expect(zxing).toBe(jsqr);
    },
  );

  it('keeps the code black on white in forced colours', async () => {
    await open('', { forcedColors: 'active', colorScheme: 'dark' });
    await waiting();
    const [jsqr, zxing] = await decode(page);
    expect(parseQrText(jsqr ?? '')?.sessionId).toBe(broker.session.id);
    expect(zxing).toBe(jsqr);
  });

  it.each([1, 1.25, 1.5, 3])('draws modules of whole device pixels at a ratio of %s', async (deviceScaleFactor) => {
    await open('', { deviceScaleFactor });
    await waiting();
    const module = await page.getByRole('img').evaluate((code) => {
      const modules = Number(code.getAttribute('viewBox')?.split(' ')[2]);
      return (code.getBoundingClientRect().width * devicePixelRatio) / modules;
    });
    expect(module).toBeCloseTo(Math.round(module), 1);
    expect(module).toBeGreaterThan(3);
  });

  it('goes on to the portal by itself when the phone approves', async () => {
    await open();
    await live();
    const redirect_uri = `${broker.origin}/home`;
    broker.tell('approved', { code: 'the-code', redirect_uri, state_param: 'a b', iss: broker.origin });
    await page.waitForURL(`${redirect_uri}?code=the-code&state=a+b&iss=${encodeURIComponent(broker.origin)}`);
    expect(await page.textContent('body')).toBe('welcome');
  });

  it('stays when the page takes the approval into its own hands', async () => {
    await open();
    await live();
    await page.evaluate(() => {
      document.addEventListener('saoma-approved', (event) => {
        event.preventDefault();
        document.title = (event as unknown as { approval: { code: string } }).approval.code;
      });
    });
    broker.tell('approved', { code: 'for-the-page', redirect_uri: `${broker.origin}/home` });
    await page.waitForFunction(() => document.title === 'for-the-page');
    await says('Signing in…');
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('asks before it goes on in somebody’s name, where the portal wants that', async () => {
    await open('lang="zh-CN"');
    await live();
    broker.tell('approved', {
      code: 'c',
      redirect_uri: `${broker.origin}/home`,
      confirm: true,
      person: { name: '张*' },
    });
    await says('以 张* 的身份继续？');
    await button('继续').click();
    await page.waitForURL(/\/home\?code=c/);
  });

  it('throws an approval for somebody else away', async () => {
    await open();
    await live();
    const [first] = broker.sessions;
    broker.tell('approved', {
      code: 'c',
      redirect_uri: `${broker.origin}/home`,
      confirm: true,
      person: { name: '王*' },
    });
    await button('Not me').click();
    await waiting();
    await broker.until(() => first?.state === 'cancelled');
    expect(broker.session).not.toBe(first);
  });

  it('hides the code once it is scanned, names the app, and takes a new code in one click', async () => {
    await open();
    await live();
    broker.tell('scanned', { phone: PHONE });
    await says('Scanned with e-Tax');
    expect(await page.getByRole('img').count()).toBe(0);
    expect(await decode(page)).toEqual([undefined, undefined]);
    await button('Not you? New code').click();
    await waiting();
    expect(broker.sessions).toHaveLength(2);
  });

  it.each([
    ['denied', { reason: 'declined' }, 'You cancelled on your phone'],
    ['denied', { reason: 'not_me' }, 'The phone said: this was not me'],
    ['cancelled', {}, 'Sign-in cancelled'],
  ] as const)('says how it ended and offers a new code: %s %j', async (state, news, text) => {
    await open();
    await live();
    broker.tell(state, news);
    await says(text);
    await button('New code').click();
    await waiting();
  });

  it('cancels', async () => {
    await open();
    await live();
    await button('Cancel').click();
    await says('Sign-in cancelled');
    await broker.until(() => broker.session.state === 'cancelled');
  });

  it('takes three new codes by itself, then waits for the person', async () => {
    await open();
    for (let codes = 1; codes <= 4; codes += 1) {
      await broker.until(() => broker.sessions.length === codes && broker.isHeard);
      broker.tell('expired');
    }
    await says('This code has expired');
    await button('New code').click();
    await live();
    expect(broker.sessions).toHaveLength(5);
  });

  it('warns before the end and gives more time for a click', async () => {
    broker.lifeMs = 20_000;
    await open();
    await says('This code is about to expire.');
    await button('More time').click();
    await button('More time').waitFor({ state: 'hidden' });
    await page
      .getByRole('timer')
      .getByText(/2:\d\d/)
      .waitFor();
  });

  it('takes the digits that the phone shows', async () => {
    await open();
    await live();
    broker.tell('checking', { check: { digits: 2, tries_left: 3 } });
    await page.getByRole('textbox').fill('41');
    await button('Continue').click();
    await says('These digits are not right. Tries left: 2.');
    await page.getByRole('textbox').fill('42');
    await page.keyboard.press('Enter');
    await says('Signing in…');
  });

  it('enlarges the code, and Escape brings it back', async () => {
    await open();
    await waiting();
    const before = (await page.getByRole('img').boundingBox())?.width ?? 0;
    await button('Enlarge').click();
    const { x, width } = (await page.getByRole('dialog').boundingBox())!;
    expect(x + width / 2).toBeCloseTo(page.viewportSize()!.width / 2, 0);
    const large = (await page.getByRole('img').boundingBox())?.width ?? 0;
    expect(large).toBeGreaterThan(2 * before);
    expect(parseQrText((await decode(page))[0] ?? '')?.sessionId).toBe(broker.session.id);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect((await page.getByRole('img').boundingBox())?.width).toBe(before);
  });

  it('says honestly that the network is away, keeps the code, and finishes when it is back', async () => {
    await open();
    await live();
    await page.context().setOffline(true);
    await says('No connection. Trying again…');
    expect(await page.getByRole('img').count()).toBe(1);
    broker.tell('approved', { code: 'late', redirect_uri: `${broker.origin}/home` });
    await page.context().setOffline(false);
    await page.waitForURL(/\/home\?code=late/);
  });

  it('says honestly that live updates are blocked, and still finishes', async () => {
    broker.refusesSockets = true;
    await open();
    await says('Your network blocks live updates. Still waiting.');
    broker.tell('approved', { code: 'polled', redirect_uri: `${broker.origin}/home` });
    await page.waitForURL(/\/home\?code=polled/);
  });

  it('has another code after a reload', async () => {
    await open();
    await live();
    await page.reload();
    await broker.until(() => broker.sessions.length === 2);
    await waiting();
    expect(parseQrText((await decode(page))[0] ?? '')?.sessionId).toBe(broker.session.id);
  });

  it('says why it cannot start, and tries again for a click', async () => {
    broker.problem = { code: 'unauthorized_client' };
    await open();
    await status.getByText('unauthorized_client').waitFor();
    broker.problem = undefined;
    await button('Try again').click();
    await waiting();
  });

  it('starts without a backend where the page brings its own challenge', async () => {
    await open();
    await waiting();
    await page.evaluate((broker) => {
      const element = document.querySelector('saoma-login')!;
      element.removeAttribute('start-url');
      element.setAttribute('broker', broker);
      element.setAttribute('client-id', 'etax');
      element.setAttribute('code-challenge', 'c');
    }, broker.origin);
    await broker.until(() => broker.requests.includes('POST /v1/sessions'));
    await broker.until(() => broker.sessions.length === 2);
  });

  it('keeps its session when it is moved within the page, and lets go when it is removed', async () => {
    await open();
    await live();
    await page.evaluate(() => {
      const box = document.createElement('div');
      document.body.append(box);
      box.append(document.querySelector('saoma-login')!);
    });
    await page.evaluate(() => document.querySelector('saoma-login')!.remove());
    await broker.until(() => broker.socketCount === 0);
    expect(broker.sessions).toHaveLength(1);
  });

  it('speaks the language of the page, and another when it changes', async () => {
    await open();
    await says('Scan this code with the app');
    await page.evaluate(() => document.querySelector('saoma-login')!.setAttribute('lang', 'zh-CN'));
    await says('请用手机应用扫码');
  });

  it('announces changes, and not each second of the countdown', async () => {
    await open();
    await live();
    const timer = page.getByRole('timer');
    const spoken = await status.textContent();
    const shown = await timer.textContent();
    await page.waitForFunction((before) => {
      const root = document.querySelector('saoma-login')?.shadowRoot;
      return root?.querySelector('[role=timer]')?.textContent !== before;
    }, shown);
    expect(await status.textContent()).toBe(spoken);
    expect(await page.locator('[role=status] [role=timer]').count()).toBe(0);
  });

  it('keeps the focus within itself when the focused button disappears', async () => {
    await open();
    await live();
    await button('Enlarge').focus();
    broker.tell('scanned', { phone: PHONE });
    await says('Scanned with e-Tax');
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('saoma-login');
  });

  it('never has a secret in the document: no token, no key, no code', async () => {
    await open('auto-redirect="off"');
    await live();
    const [text] = await decode(page);
    const markup = (): Promise<string> =>
      page.evaluate(
        () => document.documentElement.outerHTML + (document.querySelector('saoma-login')?.shadowRoot?.innerHTML ?? ''),
      );
    const { token, frameKey, id } = broker.session;
    const shown = await markup();
    broker.tell('approved', { code: 'secret-code', redirect_uri: `${broker.origin}/home`, confirm: true });
    await says('Continue?');
    for (const secret of [token, frameKey, id, text ?? id, 'secret-code'])
      expect(shown + (await markup())).not.toContain(secret);
    expect(shown).toContain('<svg');
  });
});
