import type { Portal } from '../../core/ports.js';
import { escaped, inlineSource, LANGUAGE_TAGS } from '../../platform/html.js';
import { pageOf, policyWith } from './markup.js';
import type { Language } from './page-language.js';
import { PAGE_SCRIPT } from './page-script.js';

interface Words {
  readonly heading: (portal: string) => string;
  readonly goesTo: (domain: string) => string;
  readonly warning: string;
  readonly cancel: (portal: string) => string;
  readonly noScript: string;
  readonly by: (broker: string) => string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  zh: {
    heading: (portal) => `登录${portal}`,
    goesTo: (domain) => `登录后返回 ${domain}`,
    warning: '只扫描您自己打开的网站上的二维码。如果这个页面是别人发给您的，请不要扫。',
    cancel: (portal) => `取消，返回${portal}`,
    noScript: '显示二维码需要 JavaScript。请在浏览器中启用后重新打开本页。',
    by: (broker) => `登录服务：${broker}`,
  },
  en: {
    heading: (portal) => `Sign in to ${portal}`,
    goesTo: (domain) => `Then you go back to ${domain}`,
    warning: 'Scan codes only on sites that you opened yourself. If somebody sent you this page, do not scan.',
    cancel: (portal) => `Cancel and go back to ${portal}`,
    noScript: 'Showing the code takes JavaScript. Enable it in your browser and open this page again.',
    by: (broker) => `Sign-in service: ${broker}`,
  },
};

const OTHER: Readonly<Record<Language, { readonly language: Language; readonly name: string }>> = {
  zh: { language: 'en', name: 'English' },
  en: { language: 'zh', name: '中文' },
};

export interface LoginPage {
  readonly uid: string;
  readonly portal: Portal;
  readonly language: Language;
  /** Origin of the broker. */
  readonly origin: string;
  /** Where the element's script is. */
  readonly scriptPath: string;
  /** Until the page goes back by itself. */
  readonly remainingMs: number;
}

/** Where people of any portal sign in: who asks, where it leads, the code, and the way back. */
export function loginPage({ uid, portal, language, origin, scriptPath, remainingMs }: LoginPage): string {
  const words = WORDS[language];
  const name = portal.names[language];
  const other = OTHER[language];
  const logo = portal.logo === undefined ? '' : `<img src="${escaped(portal.logo)}" alt="" width="56" height="56">`;
  const heading = words.heading(name);
  return pageOf(
    language,
    heading,
    `<main data-remaining-ms="${String(remainingMs)}">
<header>${logo}<div>
<h1>${escaped(heading)}</h1>
<p>${escaped(words.goesTo(portal.domain))}</p>
</div></header>
<saoma-login start-url="/login/${escaped(uid)}/session"></saoma-login>
<noscript><p>${escaped(words.noScript)}</p></noscript>
<p class="warning">${escaped(words.warning)}</p>
<form id="cancel" method="post" action="/login/${escaped(uid)}/cancel"><button>${escaped(words.cancel(name))}</button></form>
<form id="timeout" method="post" action="/login/${escaped(uid)}/timeout" hidden></form>
</main>
<footer><span>${escaped(words.by(new URL(origin).host))}</span>
<a href="?lang=${other.language}" lang="${LANGUAGE_TAGS[other.language]}" hreflang="${LANGUAGE_TAGS[other.language]}">${other.name}</a></footer>`,
    `<script src="${escaped(scriptPath)}" defer></script>
<script type="module">${PAGE_SCRIPT}</script>`,
  );
}

/**
 * Lets through the page's two scripts, its own broker, the portal's logo, and forms to the broker, which answers them with
 * the way back to the portal: browsers hold that against `form-action` as well.
 */
export function loginPagePolicy(portal: Portal, redirectUri: string, origin: string): string {
  return policyWith({
    'script-src': ["'self'", inlineSource(PAGE_SCRIPT)],
    'connect-src': ["'self'", origin.replace(/^http/, 'ws')],
    ...(portal.logo !== undefined && { 'img-src': [new URL(portal.logo).origin] }),
    ...(portal.frameAncestors.length > 0 && { 'frame-ancestors': portal.frameAncestors }),
    'form-action': ["'self'", ...new Set([new URL(redirectUri).origin, ...portal.origins])],
  });
}
