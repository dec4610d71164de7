import { jest } from '@jest/globals';
import type { VisibleState } from '@saoma/protocol';
import type { Browser, Page } from 'playwright-core';
import { READERS, readPng } from '../flows/qr-reader.js';
import { blurred, noisy, type Picture, pixelsOf, turned } from './camera.js';
import { builtScript } from './built-scripts.js';
import { launchChromium } from './chromium.js';
import { FakeBroker } from './fake-broker.js';
import { ScannablePage } from './scannable-page.js';
import { readTable, type Row, writeTable } from './scannable-table.js';

jest.setTimeout(300_000);

/** Version 3, and four modules of white on each side. */
const MODULES = 29 + 8;
const SCALES = [1, 1.5, 2, 3] as const;
/** The smallest plate that is offered, the usual one, and the dialog. */
const SIZES = [
  { size: 'small', codePx: 128, windowPx: 360, isEnlarged: false },
  { size: 'usual', codePx: 248, windowPx: 700, isEnlarged: false },
  { size: 'enlarged', codePx: 248, windowPx: 560, isEnlarged: true },
] as const;
const THEMES: Readonly<Record<string, Parameters<Page['emulateMedia']>[0]>> = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  'forced colours': { colorScheme: 'dark', forcedColors: 'active' },
};

/** Every face with a code and the words by which it is known, in an order in which each can follow the one before. */
const FACES: readonly (readonly [string, (broker: FakeBroker, login: ScannablePage) => unknown])[] = [
  ['Scan this code with the app', () => undefined],
  ['The app that scanned is not accepted here.', (broker) => broker.tell('pending', { refused: 'app_not_trusted' })],
  ['In the app, tap “Enter a code” and type:', (_, login) => login.press('Can’t scan? Type a code')],
  ['Open e-Tax', (_, login) => login.beOnPhone()],
  ['This code is about to expire.', (broker) => broker.tell('pending', { expires_in_ms: 29_000 })],
  ['No connection.', (_, login) => login.page.context().setOffline(true)],
  [
    'Your network blocks live updates.',
    async (broker, login) => {
      broker.refusesSockets = true;
      // At the broker time passes all the while.
      broker.tell('pending', { expires_in_ms: 600_000 });
      await login.page.context().setOffline(false);
    },
  ],
];

/** jsQR takes more than twelve for a pattern wherever a page is plain, and finds the code or not by luck. */
const NOISE_LEVELS = 10;
const TREATMENTS: Readonly<Record<string, (picture: Picture, modulePx: number) => Picture>> = {
  plain: (picture) => picture,
  '15° left': (picture) => turned(picture, -15),
  '15° right': (picture) => turned(picture, 15),
  blurred: (picture, modulePx) => blurred(picture, blurPx(modulePx)),
  noisy: (picture) => noisy(picture, NOISE_LEVELS),
  'all of it': (picture, modulePx) => noisy(blurred(turned(picture, 15), blurPx(modulePx)), NOISE_LEVELS),
};

/** Faces differ in what is around the code. The first is examined whole; jsQR takes long for what is hard. */
const IN_EVERY_FACE: Readonly<Record<string, readonly string[]>> = { zxing: ['plain', 'all of it'], jsQR: ['plain'] };

/** Odd, and at most three quarters of a module where that is more than the least blur there is. */
function blurPx(modulePx: number): number {
  return Math.max(3, 2 * Math.floor((modulePx * 0.75 - 1) / 2) + 1);
}

const nameOf = (scale: number, size: string, theme: string): string => `${scale}× ${size}, ${theme}`;

describe('the code on the screen', () => {
  const isRenewal = process.env['UPDATE_SCANNABLE'] === '1';
  const table = new Map<string, Row>();
  let script: string;
  let browser: Browser;
  let broker: FakeBroker;
  let login: ScannablePage;

  beforeAll(async () => {
    script = builtScript('saoma-login.js');
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    if (isRenewal) writeTable(table);
  });
  afterEach(async () => {
    await login.close();
    await broker.stop();
  });

  const open = async (scale: number): Promise<void> => {
    broker = await FakeBroker.start();
    broker.serve('/saoma-login.js', 'text/javascript', script);
    login = await ScannablePage.open(browser, broker, scale);
  };

  /** Takes out of the row whoever does not read what is on the screen now. */
  const examine = async (row: Row, isFirstFace: boolean): Promise<void> => {
    const { picture, modulePx } = await login.photograph(MODULES);
    for (const [treatment, treat] of Object.entries(TREATMENTS)) {
      const asked = Object.keys(READERS).filter((name) => isFirstFace || IN_EVERY_FACE[name]?.includes(treatment));
      if (asked.length === 0) continue;
      const pixels = pixelsOf(treat(picture, modulePx));
      for (const name of asked) {
        const reading = await READERS[name as keyof typeof READERS](pixels);
        if (reading?.text !== login.text) row[treatment] = row[treatment]!.filter((other) => other !== name);
      }
    }
  };

  describe.each(SCALES)('at a scale of %s', (scale) => {
    it.each(SIZES)('is read in every face and theme as the docs say: $size', async (how) => {
      const { size, codePx, windowPx, isEnlarged } = how;
      await open(scale);
      await login.show(codePx, windowPx);
      await login.stopClock();
      const rows = new Map<string, Row>();
      for (const theme of Object.keys(THEMES)) {
        const everybody = Object.keys(TREATMENTS).map((treatment) => [treatment, Object.keys(READERS)] as const);
        rows.set(nameOf(scale, size, theme), Object.fromEntries(everybody));
      }
      for (const [face, [words, enter]] of FACES.entries()) {
        await enter(broker, login);
        await login.letPassUntil(words);
        if (isEnlarged) await login.enlarge();
        for (const [i, [theme, media]] of Object.entries(THEMES).entries()) {
          const isItsTurn = (face + SCALES.indexOf(scale) + SIZES.indexOf(how)) % 3 === i;
          if (face > 0 && !isItsTurn) continue;
          await login.page.emulateMedia(media);
          await examine(rows.get(nameOf(scale, size, theme))!, face === 0);
        }
      }
      const promised = isRenewal ? rows : readTable();
      for (const [name, row] of rows) {
        table.set(name, row);
        expect({ name, plain: row['plain'] }).toEqual({ name, plain: Object.keys(READERS) });
        for (const [treatment, cell] of Object.entries(promised.get(name) ?? {})) {
          expect({ name, treatment, readBy: row[treatment] }).toEqual({
            name,
            treatment,
            readBy: expect.arrayContaining(cell),
          });
        }
      }
    });
  });

  it.each([
    ['a', 3],
    ['pass.example.cn', 3],
    ['login.etax.cn:8443', 3],
    ['login.etax.gov.cn:8443', 4],
    ['sign-in.tax-bureau.example-province.gov.cn:8443', 4],
    ['sign-in.tax-bureau.example-province1.gov.cn:8443', 5],
    [`${'long.'.repeat(50)}gov`, 10],
  ])('for the broker at %s is of version %i at level M', async (host, version) => {
    await open(1);
    login.host = host;
    await login.show(248, 700);
    const pixels = pixelsOf((await login.photograph(MODULES)).picture);
    expect(await READERS.jsQR(pixels)).toEqual({ text: login.text, version });
    expect(await READERS.zxing(pixels)).toEqual({ text: login.text, version, level: 'M' });
  });

  const onScreen = async (): Promise<readonly (string | undefined)[]> => readPng(await login.page.screenshot());

  it.each<[VisibleState, Parameters<FakeBroker['tell']>[1]]>([
    ['scanned', {}],
    ['approved', { code: 'the-code', confirm: true }],
    ['redeemed', {}],
    ['denied', { reason: 'declined' }],
    ['cancelled', {}],
  ])('is gone once the session is %s, also from the dialog', async (state, news) => {
    await open(1);
    await login.show(248, 700);
    await login.enlarge();
    expect(await onScreen()).toEqual([login.text, login.text]);
    if (state === 'redeemed') broker.tell('approved', { code: 'the-code', confirm: true });
    broker.tell(state, news);
    await login.code.waitFor({ state: 'hidden' });
    expect(await onScreen()).toEqual([undefined, undefined]);
  });

  it('is there again while digits are asked for, small, and large for who wants it', async () => {
    await open(1);
    await login.show(248, 700);
    await login.enlarge();
    broker.tell('scanned');
    await login.code.waitFor({ state: 'hidden' });
    broker.tell('checking', { check: { digits: 6, tries_left: 3 } });
    await login.code.waitFor();
    expect(await onScreen()).toEqual([login.text, login.text]);
    await login.enlarge();
    expect(await onScreen()).toEqual([login.text, login.text]);
  });

  it('is gone once it has expired and nobody asks for another', async () => {
    await open(1);
    await login.show(248, 700);
    for (let codes = 1; codes <= 4; codes += 1) {
      await broker.until(() => broker.sessions.length === codes && broker.isHeard);
      broker.tell('expired');
    }
    await login.says('This code has expired');
    expect(await onScreen()).toEqual([undefined, undefined]);
  });
});

describe('the table of what is read', () => {
  it('has a row for each scale, size and theme, and a cell for each treatment', () => {
    const rows = SCALES.flatMap((scale) =>
      SIZES.flatMap(({ size }) => Object.keys(THEMES).map((theme) => nameOf(scale, size, theme))),
    );
    const checkedIn = readTable();
    expect([...checkedIn.keys()]).toEqual(rows);
    for (const row of checkedIn.values()) expect(Object.keys(row)).toEqual(Object.keys(TREATMENTS));
  });
});
