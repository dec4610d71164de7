import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';

const WHOLE = ['chromium', 'chromium-browser', 'google-chrome'];
/** The first is the same without its own windows and menus: half the work, but it has no camera to ask for. */
const ENOUGH = ['chromium-headless-shell', ...WHOLE];
/** Nothing that asks anybody but the page's own server. */
const QUIET: string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine, without a window. Whoever wants something of it by flags gets the whole of it. */
export function launchChromium(...flags: readonly string[]): Promise<Browser> {
  const executablePath = installedAt(flags.length > 0 ? WHOLE : ENOUGH);
  return chromium.launch({ executablePath, args: [...QUIET, ...flags] });
}

/** The same with a profile of its own, in which things stay: no private window. */
export function launchWithProfile(folder: string, how: BrowserContextOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...how, executablePath: installedAt(WHOLE), args: QUIET });
}

function installedAt(names: readonly string[]): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const executablePath = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (executablePath === undefined) throw new Error(`none of ${names.join(', ')} is installed`);
  return executablePath;
}
