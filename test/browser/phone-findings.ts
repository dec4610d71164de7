import type { PhonePage } from './phone-page.js';
import { siteFindings } from './site-findings.js';

/** Each theme and each width once: what they change has nothing to do with each other. */
const LOOKS = [
  ['light', 390],
  ['dark', 320],
] as const;

/** What axe finds on the screen as it is, in either look, and how much wider than the phone it is. */
export async function phoneFindings({ page }: PhonePage): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [colorScheme, width] of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    found.push(...(await siteFindings(page)).map((finding) => `${colorScheme}, ${width} px: ${finding}`));
  }
  return found;
}
