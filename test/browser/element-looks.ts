import axe from 'axe-core';
import type { ElementPage } from './element-page.js';

/** Each language, theme and width once: what axe finds of them does not depend on the others. */
const LOOKS = [
  { language: 'zh-CN', colorScheme: 'light', width: 800 },
  { language: 'en', colorScheme: 'dark', width: 320 },
] as const;

/** Lets the page follow the theme, and gives it axe. */
export async function prepareLooks({ page }: ElementPage): Promise<void> {
  await page.evaluate(() => (document.documentElement.style.colorScheme = 'light dark'));
  await page.evaluate(axe.source);
}

/** What axe finds in each look, and how much wider than its window the page is; by the theme. */
export async function findingsInEachLook(
  at: ElementPage,
  element = 'saoma-login',
): Promise<readonly { readonly colorScheme: string; readonly found: readonly string[] }[]> {
  const { page } = at;
  const all = [];
  for (const { language, colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 700 });
    await page.locator(element).evaluate((node, lang) => node.setAttribute('lang', lang), language);
    await settled(at);
    all.push({ colorScheme, found: await findings(at, element) });
  }
  return all;
}

/** What {@link findingsInEachLook} is to find. */
export const NOTHING = LOOKS.map(({ colorScheme }) => ({ colorScheme, found: [] }));

/** Until what the window's new size brought about is on the screen. */
async function settled({ page }: ElementPage): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
  );
}

/** Of the page around it, only the element is ours. */
async function findings({ page }: ElementPage, element: string): Promise<readonly string[]> {
  const { violations, passes } = await page.evaluate<axe.AxeResults>(
    `axe.run('${element}', { resultTypes: ['violations'] })`,
  );
  const beyondPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    ),
    ...(passes.some(({ id }) => id === 'color-contrast') ? [] : ['axe looked at no colour']),
    ...(beyondPx > 0 ? [`scrolls ${beyondPx} px sideways`] : []),
  ];
}
