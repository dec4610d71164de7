import { parseQrText } from '@saoma/protocol';
import { until } from '../servers/deadline.js';
import { APPS, elementPages } from './element-page.js';

describe('the code on the page', () => {
  const open = elementPages();

  it.each([
    ['light', 1, 800],
    ['dark', 1, 320],
    ['light', 1.5, 320],
    ['dark', 2, 800],
  ] as const)(
    'shows a code that decoders read from the screen: %s, %s device pixels, %s wide',
    async (colorScheme, deviceScaleFactor, width) => {
      const at = await open({ colorScheme, deviceScaleFactor, viewport: { width, height: 700 } });
      await at.page.evaluate(() => (document.documentElement.style.colorScheme = 'light dark'));
      await at.waiting();
      expect(parseQrText(await at.read())).toMatchObject({
        origin: at.broker.origin,
        sessionId: at.broker.session.id,
      });
    },
  );

  it('keeps the code black on white in forced colours, enlarged too', async () => {
    const at = await open({ forcedColors: 'active', colorScheme: 'dark' });
    await at.waiting();
    expect(parseQrText(await at.read())?.sessionId).toBe(at.broker.session.id);
    await at.button('Enlarge').click();
    await at.page.getByRole('dialog').waitFor();
    expect(parseQrText(await at.read())?.sessionId).toBe(at.broker.session.id);
  });

  it.each([1, 1.25, 1.5, 3])('draws modules of whole device pixels at a ratio of %s', async (deviceScaleFactor) => {
    const at = await open({ deviceScaleFactor });
    await at.waiting();
    const module = await at.code.evaluate((code) => {
      const modules = Number(code.getAttribute('viewBox')?.split(' ')[2]);
      return (code.getBoundingClientRect().width * devicePixelRatio) / modules;
    });
    expect(module).toBeCloseTo(Math.round(module), 1);
    expect(module).toBeGreaterThan(3);
  });

  it('draws the code anew when the page gives it another size', async () => {
    const at = await open();
    await at.waiting();
    const width = (): Promise<number> => at.code.evaluate((code) => code.getBoundingClientRect().width);
    const before = await width();
    await at.page.locator('saoma-login').evaluate((element) => element.style.setProperty('--saoma-code-size', '148px'));
    await until('smaller code', width, (px) => px < before && px <= 148);
    expect(parseQrText(await at.read())?.sessionId).toBe(at.broker.session.id);
  });

  it('hides the code once it is scanned, names the app, and takes a new code in one click', async () => {
    const at = await open();
    await at.live();
    at.broker.tell('scanned', { phone: { app: APPS[0] } });
    await at.says('Scanned with e-Tax');
    expect(await at.code.count()).toBe(0);
    expect(await at.read()).toBe('');
    await at.button('Not you? New code').click();
    await at.waiting();
    expect(at.broker.sessions).toHaveLength(2);
  });

  it('takes three new codes by itself, then waits for the person', async () => {
    const at = await open();
    for (let codes = 1; codes <= 4; codes += 1) {
      await at.broker.until(() => at.broker.sessions.length === codes && at.broker.isHeard);
      at.broker.tell('expired');
    }
    await at.says('This code has expired');
    await at.says('New codes are paused while nobody is here.');
    await at.button('New code').click();
    await at.live();
    expect(at.broker.sessions).toHaveLength(5);
  });

  it('warns before the end and gives more time for a click', async () => {
    const at = await open({}, ({ broker }) => (broker.lifeMs = 20_000));
    await at.says('This code is about to expire.');
    await at.button('More time').click();
    await at.button('More time').waitFor({ state: 'hidden' });
    await at.page
      .getByRole('timer')
      .getByText(/2:\d\d/)
      .waitFor();
  });

  it('enlarges the code, and Escape brings it back', async () => {
    const at = await open();
    await at.waiting();
    const before = (await at.code.boundingBox())?.width ?? 0;
    await at.button('Enlarge').click();
    const { x, width } = (await at.page.getByRole('dialog').boundingBox())!;
    expect(x + width / 2).toBeCloseTo(at.page.viewportSize()!.width / 2, 0);
    const large = (await at.code.boundingBox())?.width ?? 0;
    expect(large).toBeGreaterThan(2 * before);
    expect(parseQrText(await at.read())?.sessionId).toBe(at.broker.session.id);
    await at.page.keyboard.press('Escape');
    await at.page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect((await at.code.boundingBox())?.width).toBe(before);
  });

  it('stays enlarged for the codes that come by themselves, and comes back once there are no more', async () => {
    const at = await open();
    await at.live();
    await at.button('Enlarge').click();
    const dialog = at.page.getByRole('dialog');
    for (let codes = 2; codes <= 4; codes += 1) {
      at.broker.tell('expired');
      await at.broker.until(() => at.broker.sessions.length === codes && at.broker.isHeard);
      await until(
        'next code, large',
        () => at.read(),
        (text) => parseQrText(text)?.sessionId === at.broker.session.id,
      );
      expect(await dialog.isVisible()).toBe(true);
    }
    at.broker.tell('expired');
    await dialog.waitFor({ state: 'hidden' });
    await at.button('New code').click();
    await at.waiting();
    expect(await dialog.isVisible()).toBe(false);
  });
});
