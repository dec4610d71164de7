import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds on a page of the world, and how much wider than its window the page is. Nothing is to be found. */
export async function siteFindings(page: Page): Promise<readonly string[]> {
  // Scripts of a page's own are all that its policy allows; this one comes from the debugger.
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<axe.AxeResults>(`axe.run({ resultTypes: ['violations'] })`);
  const beyondPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    ),
    ...(passes.some(({ id }) => id === 'color-contrast') ? [] : ['axe looked at no colour']),
    ...(beyondPx > 0 ? [`scrolls ${beyondPx} px sideways`] : []),
  ];
}
