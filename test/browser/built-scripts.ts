import { readFileSync } from 'node:fs';

/** A script for pages without a build, as `npm run build` left it. */
export type BuiltScript = 'saoma-login.js' | 'saoma-one-time-code.js';

export function builtScript(name: BuiltScript): string {
  return readFileSync(new URL(`../../libs/browser/dist/${name}`, import.meta.url), 'utf8');
}
