import { html, type Html } from '../web/html.js';
import { type Language, LANGUAGE_TAGS } from '../web/language.js';
import type { Site } from './sites.js';
import { SITE_TEXTS } from './texts.js';

/** What a page of a site puts into the frame that all share. */
export interface SitePage {
  readonly language: Language;
  readonly title: string;
  readonly main: Html;
  readonly head?: Html | undefined;
  /** Who is signed in, for the masthead. */
  readonly account?: string | undefined;
  /** What its address says besides the language; it says so in the other language, too. `secret`: what no link may hold. */
  readonly query?: Readonly<Record<string, string>> | 'secret';
}

/**
 * The whole page: masthead, `main`, footer. The link to the other language is to the same address; where that holds a
 * secret there is none, because without it the page would be another one.
 */
export function sitePage(
  { path, names }: Pick<Site, 'path' | 'names'>,
  { language, title, main, head, account, query = {} }: SitePage,
): string {
  const texts = SITE_TEXTS[language];
  const other = language === 'zh' ? 'en' : 'zh';
  return html`<!doctype html>
    <html lang="${LANGUAGE_TAGS[language]}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} - ${names[language]}</title>
        <link rel="icon" href="${path}/emblem.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${path}/site.css" />
        <link rel="stylesheet" href="${path}/blocks.css" />
        <link rel="stylesheet" href="${path}/look.css" />
        ${head}
      </head>
      <body>
        <header class="masthead">
          <a class="bureau" href="${path}/">
            <img src="${path}/emblem.svg" alt="" width="48" height="48" />
            <span>${names[language]}</span>
          </a>
          ${account === undefined ? undefined : html`<span class="account">${account}</span>`}
          ${
            query === 'secret'
              ? undefined
              : html`<a
                  class="language"
                  href="?${new URLSearchParams({ ...query, lang: other }).toString()}"
                  lang="${LANGUAGE_TAGS[other]}"
                  hreflang="${other}"
                  >${texts.otherLanguage}</a
                >`
          }
        </header>
        <main>${main}</main>
        <footer>${texts.footer} <a href="/demo/">${texts.worldLink}</a></footer>
      </body>
    </html>`.toString();
}

/** For the `head` of a page of somebody who is signed in: what it turns into once their phone has signed them out. */
export function signedOutWatch({ path }: Site, language: Language): Html {
  const texts = SITE_TEXTS[language];
  return html`<script type="module" src="${path}/signed-out-watch.js"></script>
    <template id="signed-out">
      <section class="card narrow">
        <h1 tabindex="-1">${texts.signedOutTitle}</h1>
        <p role="status">${texts.signedOut}</p>
        <p><a class="button" href="${path}/">${texts.signInAgain}</a></p>
      </section>
    </template>`;
}

/** For the `head` of a page with a QR code, and maybe with one-time codes beside it. */
export const scanScripts = ({ path }: Site, { oneTimeCodes = false } = {}): Html =>
  html`<script type="module" src="${path}/when-over.js"></script>
    <script type="module" src="${path}/saoma-login.js"></script>
    ${oneTimeCodes ? html`<script type="module" src="${path}/saoma-one-time-code.js"></script>` : undefined}`;

/** What stands beside the element for who has no script. */
export const needsScript = (language: Language): Html =>
  html`<noscript><p class="problem">${SITE_TEXTS[language].needsScript}</p></noscript>`;

/** It came to nothing, and why is nothing that the person could mend. */
export function failedPage(site: Site, language: Language): string {
  const texts = SITE_TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.failedTitle,
    query: 'secret',
    main: html`<section class="card narrow">
      <h1>${texts.failedTitle}</h1>
      <p>${texts.failed}</p>
      <p><a class="button" href="${site.path}/">${texts.startAgain}</a></p>
    </section>`,
  });
}

/** The broker does not answer. The code lives for a minute, so the page asks again until it is spent or dead. */
export function busyPage(site: Site, language: Language): string {
  const texts = SITE_TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.busyTitle,
    query: 'secret',
    head: html`<meta http-equiv="refresh" content="2" />`,
    main: html`<section class="card narrow">
      <h1>${texts.busyTitle}</h1>
      <p role="status">${texts.busy}</p>
      <p><a class="button" href="${site.path}/">${texts.startAgain}</a></p>
    </section>`,
  });
}
