import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { FACES, type Way } from './element-faces.js';
import { bundledScript, ElementPage } from './element-page.js';

const WIDTHS = [800, 320];
const LANGUAGES = ['en', 'zh-CN'];
const THEMES = ['light', 'dark'] as const;

describe('what everyone can use', () => {
  let script: string;
  let browser: Browser;
  let at: ElementPage;

  beforeAll(async () => {
    script = bundledScript();
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(() => at.close());

  const reach = async ({ attributes = '', prepare, reach }: Way): Promise<void> => {
    at = await ElementPage.open(browser, script, { attributes }, prepare);
    await at.page.evaluate(() => (document.documentElement.style.colorScheme = 'light dark'));
    if (!prepare) await at.waiting();
    await reach?.(at);
  };
  /** What axe finds, and how much wider than its window the page is. */
  const findings = async (): Promise<readonly string[]> => {
    const { violations, passes } = (await at.page.evaluate('axe.run()')) as axe.AxeResults;
    const beyondPx = await at.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    return [
      ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
      ...(passes.some(({ id }) => id === 'color-contrast') ? [] : ['axe looked at no colour']),
      ...(beyondPx > 0 ? [`scrolls ${beyondPx} px sideways`] : []),
    ];
  };

  it.each(Object.entries(FACES))(
    'has nothing for axe to find, and no need to scroll sideways: %s, light and dark, Chinese and English, wide and narrow',
    async (_, way) => {
      await reach(way);
      await at.page.evaluate(axe.source);
      for (const colorScheme of THEMES) {
        await at.page.emulateMedia({ colorScheme });
        for (const width of WIDTHS) {
          await at.page.setViewportSize({ width, height: 700 });
          for (const language of LANGUAGES) {
            await at.page.locator('saoma-login').evaluate((element, lang) => (element.lang = lang), language);
            expect({ colorScheme, width, language, found: await findings() }).toEqual({
              colorScheme,
              width,
              language,
              found: [],
            });
          }
        }
      }
    },
  );
});
