import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/**
 * Keeps the page, all of it, as one of the README's pictures, when they are asked for:
 * `SAOMA_PICTURES=1 npm run jest -- test/browser`.
 */
export async function savePicture(name: string, page: Page): Promise<void> {
  if (process.env['SAOMA_PICTURES'] !== '1') return;
  const path = fileURLToPath(new URL(`../../docs/pictures/${name}.png`, import.meta.url));
  await page.screenshot({ path, fullPage: true });
}
