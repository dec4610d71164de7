import { createHash } from 'node:crypto';
import type { App } from '../core/ports.js';

const LOOK = `
:root { color-scheme: light dark; }
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
  `style-src 'sha256-${createHash('sha256').update(LOOK).digest('base64')}'`,
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

/** After a plain camera: the frame in the code is old by the time that anybody has read this. */
const SCANNED: Readonly<Record<'zh' | 'en', Words>> = {
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
};

/** After a copied link. */
const LINKED: Readonly<Record<'zh' | 'en', Words>> = {
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
};

/**
 * The page, in both languages because it knows nothing of whoever opened it.
 * @param userCode as it is shown; with it each app is linked so that it opens with the code, behind `#`, which no
 *   server sees
 */
export function codePage(apps: readonly App[], userCode: string | undefined): string {
  const words = userCode === undefined ? SCANNED : LINKED;
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.zh.heading} · ${words.en.heading}</title>
<style>${LOOK}</style>
<main>
${section('zh', words.zh, apps, userCode)}
${section('en', words.en, apps, userCode)}
</main>
</html>
`;
}

function section(language: 'zh' | 'en', words: Words, apps: readonly App[], userCode: string | undefined): string {
  const code = userCode === undefined ? '' : `<p>${words.code ?? ''}</p>\n<p class="code">${escaped(userCode)}</p>\n`;
  return `<section lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<h1>${words.heading}</h1>
<p>${words.what}</p>
<ul>${apps.map((app) => item(app, language, userCode)).join('')}</ul>
${code}<p class="warning">${words.warning}</p>
</section>`;
}

function item({ names, scanLink }: App, language: 'zh' | 'en', userCode: string | undefined): string {
  const name = escaped(names[language]);
  if (scanLink === undefined) return `<li>${name}</li>`;
  const link = userCode === undefined ? scanLink : `${scanLink}#${userCode}`;
  return `<li><a href="${escaped(link)}" rel="noreferrer">${name}</a></li>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
