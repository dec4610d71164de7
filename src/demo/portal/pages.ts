import { html, type Html } from '../web/html.js';
import { type Language, LANGUAGE_TAGS } from '../web/language.js';
import type { Visitor } from './sign-ins.js';
import { BUREAU, FACTORS, LEVELS, TEXTS } from './texts.js';

interface Page {
  readonly language: Language;
  readonly title: string;
  readonly main: Html;
  readonly head?: Html;
}

function page({ language, title, main, head }: Page): string {
  const texts = TEXTS[language];
  const other = language === 'zh' ? 'en' : 'zh';
  return html`<!doctype html>
    <html lang="${LANGUAGE_TAGS[language]}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} - ${BUREAU[language]}</title>
        <link rel="icon" href="/demo/etax/emblem.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/demo/etax/etax.css" />
        ${head}
      </head>
      <body>
        <header class="masthead">
          <a class="bureau" href="/demo/etax/">
            <img src="/demo/etax/emblem.svg" alt="" width="48" height="48" />
            <span>${BUREAU[language]}</span>
          </a>
          <a class="language" href="/demo/etax/?lang=${other}" lang="${LANGUAGE_TAGS[other]}" hreflang="${other}"
            >${texts.otherLanguage}</a
          >
        </header>
        <main>${main}</main>
        <footer>${texts.footer}</footer>
      </body>
    </html>`.toString();
}

/** The sign-in page. The whole of the broker in it is one element and one script. */
export function loginPage(language: Language, { signedOut }: { signedOut: boolean }): string {
  const texts = TEXTS[language];
  return page({
    language,
    title: texts.signIn,
    head: html`<script type="module" src="/demo/etax/saoma-login.js"></script>`,
    main: html`<div class="columns">
      <section class="card sign-in" aria-labelledby="scan">
        ${signedOut ? html`<p class="done" role="status">${texts.signedOut}</p>` : undefined}
        <saoma-login start-url="/demo/etax/session">
          <h1 slot="heading" id="scan">${texts.scanToSignIn}</h1>
          <ol slot="steps">
            ${texts.steps.map((step) => html`<li>${step}</li>`)}
          </ol>
        </saoma-login>
        <noscript><p class="problem">${texts.needsScript}</p></noscript>
      </section>
      <section class="notices" aria-labelledby="notices">
        <h2 id="notices">${texts.noticesTitle}</h2>
        <ul>
          ${texts.notices.map((notice) => html`<li>${notice}</li>`)}
        </ul>
      </section>
    </div>`,
  });
}

/** The page behind the sign-in: whom we greet, and on what evidence. */
export function homePage(language: Language, visitor: Visitor): string {
  const texts = TEXTS[language];
  const greeting = visitor.name ? texts.welcome(visitor.name) : texts.welcomeUnnamed;
  const factors = visitor.amr
    .map((factor) => FACTORS[factor]?.[language] ?? factor)
    .join(language === 'zh' ? '、' : ', ');
  const level = visitor.acr && (LEVELS[visitor.acr]?.[language] ?? visitor.acr);
  const fact = (term: string, value: string | undefined): Html =>
    html`<div>
      <dt>${term}</dt>
      <dd>${value === undefined || value === '' ? texts.unknown : value}</dd>
    </div>`;
  return page({
    language,
    title: greeting,
    main: html`<section class="card home">
      <h1>${greeting}</h1>
      <p>${texts.signedIn}</p>
      <h2>${texts.verification}</h2>
      <dl>
        ${fact(texts.verifiedAt, visitor.verifiedAt === undefined ? undefined : timeText(language, visitor.verifiedAt))}
        ${fact(texts.verifiedBy, factors)} ${fact(texts.level, level)}
      </dl>
      <p class="hint">${texts.unfamiliar}</p>
      <form method="post" action="/demo/etax/sign-out"><button>${texts.signOut}</button></form>
    </section>`,
  });
}

/** The sign-in came to nothing, and why is nothing that the person could mend. */
export function failedPage(language: Language): string {
  const texts = TEXTS[language];
  return page({
    language,
    title: texts.failedTitle,
    main: html`<section class="card message">
      <h1>${texts.failedTitle}</h1>
      <p>${texts.failed}</p>
      <p><a class="button" href="/demo/etax/">${texts.startAgain}</a></p>
    </section>`,
  });
}

/** The broker does not answer. The code lives for a minute, so the page asks again until it is spent or dead. */
export function busyPage(language: Language): string {
  const texts = TEXTS[language];
  return page({
    language,
    title: texts.busyTitle,
    head: html`<meta http-equiv="refresh" content="2" />`,
    main: html`<section class="card message">
      <h1>${texts.busyTitle}</h1>
      <p role="status">${texts.busy}</p>
      <p><a class="button" href="/demo/etax/">${texts.startAgain}</a></p>
    </section>`,
  });
}

function timeText(language: Language, epochSeconds: number): string {
  const format = new Intl.DateTimeFormat(LANGUAGE_TAGS[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Asia/Shanghai',
  });
  return format.format(epochSeconds * 1_000);
}
