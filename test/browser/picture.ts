import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** Keeps what is on the screen as the README's picture of a row, when pictures are asked for. */
export async function savePicture(row: string, page: Page): Promise<void> {
  if (process.env['SAOMA_PICTURES'] !== '1') return;
  await page.screenshot({ path: fileURLToPath(new URL(`../../docs/pictures/${row}.png`, import.meta.url)) });
}
