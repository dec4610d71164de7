import axe from 'axe-core';
import fastify, { type FastifyInstance } from 'fastify';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { gatewayRoutes, makeGatewayAccess } from '../../src/demo/gateway/gateway.routes.js';
import { PEOPLE } from '../../src/demo/people.js';
import { makeSenders, type Senders } from '../../src/factors/senders.js';
import { codeMessage } from '../factors/code-message.js';
import { freePorts } from '../servers/free-port.js';
import { launchChromium } from './chromium.js';
import { Watched } from './watched.js';

const [ZHANG] = PEOPLE;

describe('The messages on a phone of the demo', () => {
  let browser: Browser;
  let server: FastifyInstance;
  let senders: Senders;
  let origin: string;
  let context: BrowserContext;
  let page: Page;
  let watched: Watched;

  beforeAll(async () => {
    const [port] = await freePorts(1);
    origin = `http://127.0.0.1:${port}`;
    const access = makeGatewayAccess(origin);
    senders = makeSenders({ smsWebhook: access, emailWebhook: access });
    server = fastify();
    await server.register(gatewayRoutes, { publicOrigin: origin, key: access.key });
    await server.listen({ port: port!, host: '127.0.0.1' });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    watched = new Watched(context, origin);
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    expect(watched.complaints()).toEqual([]);
  });

  const open = (person: string, language = 'en'): Promise<unknown> =>
    page.goto(`${origin}/demo/inbox/?person=${person}&lang=${language}`);

  it('appear by themselves, newest first, each with its channel', async () => {
    await open(ZHANG.id);
    await page.getByText('No messages yet').waitFor();
    for (const [index, sender] of senders.all.entries()) {
      const to = sender.channel === 'sms' ? ZHANG.phone : ZHANG.email;
      await sender.send(codeMessage({ id: `m-${index}`, to, code: `40291${index}`, language: 'en' }));
      await page.getByText(`40291${index}`, { exact: true }).waitFor();
    }
    expect(await page.locator('li .channel').allTextContents()).toEqual(['E-mail', 'SMS']);
    expect(await page.getByText('No messages yet').isVisible()).toBe(false);
  });

  it('stop while the gateway is out of order, which every open page says', async () => {
    await open(ZHANG.id);
    const other = await context.newPage();
    await other.goto(`${origin}/demo/inbox/?person=p-4Xk9`);
    await page.getByRole('button', { name: 'Put it out of order' }).click();
    await page.getByText('The gateway is out of order').waitFor();
    await other.getByRole('button', { name: 'Put it in order again' }).click();
    await page.getByText('The gateway for text messages and e-mail works').waitFor();
    expect(new URL(page.url()).searchParams.get('person')).toBe(ZHANG.id);
  });

  // Each language, theme and width once: what axe finds of them does not depend on the others.
  it.each([
    ['zh', 'light', 390],
    ['en', 'dark', 320],
  ] as const)('are for everyone: axe finds nothing in %s, %s, %i px', async (language, colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await open(ZHANG.id, language);
    await page.evaluate(axe.source);
    const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()');
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain('color-contrast');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});
