import { escaped, inlineSource, LANGUAGE_TAGS } from '../../platform/html.js';
import { LOOK } from './page-look.js';
import type { Language } from './page-language.js';

/** A policy that lets the style sheet through and what is named; nobody may frame the page who is not. */
export function policyWith(allowed: Readonly<Record<string, readonly string[]>>): string {
  const directives = {
    'default-src': ["'none'"],
    'style-src': [inlineSource(LOOK)],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    ...allowed,
    'base-uri': ["'none'"],
    'require-trusted-types-for': ["'script'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

/** The frame of a page. */
export function pageOf(language: Language, title: string, content: string, head = ''): string {
  return `<!doctype html>
<html lang="${LANGUAGE_TAGS[language]}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${LOOK}</style>
${head}
<div class="page">
${content}
</div>
</html>
`;
}

/**
 * Beside the policy. Nothing of a page is kept, and no site learns of it by the referrer. `no-referrer` would say more, but
 * then browsers send our own forms with `Origin: null` (Fetch Standard §3.2).
 */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
} as const;
