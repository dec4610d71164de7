import type { App } from '../core/ports.js';
import { escaped, inlineSource, LANGUAGE_TAGS } from '../platform/html.js';

const LOOK = `
:root { color-scheme: light dark; background: Canvas; color: CanvasText; }
body { max-inline-size: 34rem; margin: 0 auto; padding: 1.5rem; font: 1.0625rem/1.6 system-ui, sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 1.375rem; line-height: 1.3; }
section + section { margin-block-start: 2rem; padding-block-start: 2rem; border-block-start: 1px solid #8886; }
ul { margin: 1rem 0; padding: 0; list-style: none; }
a { display: block; margin-block: .5rem; padding: .75rem 1rem; border: 2px solid; border-radius: .5rem; color: #0b5cad; font-weight: 600; }
.code { font: 700 1.75rem/1.4 ui-monospace, monospace; letter-spacing: .08em; }
.warning { padding-inline-start: .75rem; border-inline-start: .25rem solid #b3261e; }
@media (prefers-color-scheme: dark) { a { color: #8dbdff; } }
`;

/** Lets the page's own style sheet through and nothing else. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src ${inlineSource(LOOK)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Words {
  readonly heading: string;
  readonly what: string;
  /** How to go on with the typed code, where there is one. */
  readonly code?: string;
  readonly warning: string;
}

type Language = 'zh' | 'en';

/**
 * How somebody came here: a plain camera read a code, a link with a typed code was opened, or a device said where to go.
 * `userCode` is as it is shown.
 */
export type Visit =
  { readonly kind: 'scanned' } | { readonly kind: 'linked'; readonly userCode: string } | { readonly kind: 'asked' };

const WORDS: Readonly<Record<Visit['kind'], Readonly<Record<Language, Words>>>> = {
  /** The frame in the code is old by the time that anybody has read this. */
  scanned: {
    zh: {
      heading: '请用应用里的“扫一扫”',
      what: '这是登录二维码，用相机打开不会登录任何网站。请打开下列应用之一，用其中的“扫一扫”再扫一次：',
      warning: '如果这个二维码是别人发给您的，请不要扫。',
    },
    en: {
      heading: 'Scan it inside the app',
      what: 'This is a sign-in code. Opening it with the camera signs nobody in. Open one of these apps and scan again from there:',
      warning: 'If somebody sent you this code, do not scan it.',
    },
  },
  linked: {
    zh: {
      heading: '请在应用中继续登录',
      what: '打开这个链接不会登录任何网站。请在已安装的应用中打开：',
      code: '也可以在应用中输入这个代码：',
      warning: '如果这个链接是别人发给您的，请不要继续。',
    },
    en: {
      heading: 'Continue in the app',
      what: 'Opening this link signs nobody in. Open it in the app that you have:',
      code: 'Or enter this code in the app:',
      warning: 'If somebody sent you this link, do not continue.',
    },
  },
  asked: {
    zh: {
      heading: '请在应用中输入代码',
      what: '请打开下列应用之一，在其中输入设备上显示的代码，或者用其中的“扫一扫”扫设备上的二维码：',
      warning: '只输入您眼前设备上的代码。如果这个代码是别人发给您的，请不要输入。',
    },
    en: {
      heading: 'Enter the code in the app',
      what: 'Open one of these apps and enter the code that your device shows, or scan the picture on the device from there:',
      warning: 'Enter only a code from the device in front of you. If somebody sent you the code, do not enter it.',
    },
  },
};

/**
 * The page, in both languages because it knows nothing of whoever opened it. With a typed code each app is linked so that
 * it opens with the code, behind `#`, which no server sees.
 */
export function codePage(apps: readonly App[], visit: Visit): string {
  const words = WORDS[visit.kind];
  return `<!doctype html>
<html lang="${LANGUAGE_TAGS.zh}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.zh.heading} · ${words.en.heading}</title>
<style>${LOOK}</style>
<main>
${section('zh', apps, visit)}
${section('en', apps, visit)}
</main>
</html>
`;
}

function section(language: Language, apps: readonly App[], visit: Visit): string {
  const words = WORDS[visit.kind][language];
  const userCode = visit.kind === 'linked' ? visit.userCode : undefined;
  const code = userCode === undefined ? '' : `<p>${words.code ?? ''}</p>\n<p class="code">${escaped(userCode)}</p>\n`;
  return `<section lang="${LANGUAGE_TAGS[language]}">
<h1>${words.heading}</h1>
<p>${words.what}</p>
<ul>${apps.map((app) => item(app, language, userCode)).join('')}</ul>
${code}<p class="warning">${words.warning}</p>
</section>`;
}

function item({ names, scanLink }: App, language: Language, userCode: string | undefined): string {
  const name = escaped(names[language]);
  if (scanLink === undefined) return `<li>${name}</li>`;
  const link = userCode === undefined ? scanLink : `${scanLink}#${userCode}`;
  return `<li><a href="${escaped(link)}" rel="noreferrer">${name}</a></li>`;
}
