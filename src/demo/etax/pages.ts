import { html, type Html } from '../web/html.js';
import { type Language, LANGUAGE_TAGS } from '../web/language.js';
import { needsScript, scanScripts, sitePage } from '../site/page.js';
import type { Site } from '../site/sites.js';
import { FACTORS, LEVELS, TEXTS } from './texts.js';

/** Who is signed in at the portal, as the ID token said. */
export interface Visitor {
  readonly name?: string | undefined;
  /** Epoch seconds. */
  readonly verifiedAt?: number | undefined;
  readonly amr: readonly string[];
  readonly acr?: string | undefined;
}

/** The sign-in page. The whole of the broker in it is one element and one script. */
export function loginPage(site: Site, language: Language, { signedOut }: { signedOut: boolean }): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.signIn,
    head: scanScripts(site),
    main: html`<div class="columns">
      <section class="card sign-in" aria-labelledby="scan">
        ${signedOut ? html`<p class="done" role="status">${texts.signedOut}</p>` : undefined}
        <saoma-login start-url="${site.path}/session">
          <h1 slot="heading" id="scan">${texts.scanToSignIn}</h1>
          <ol slot="steps">
            ${texts.steps.map((step) => html`<li>${step}</li>`)}
          </ol>
        </saoma-login>
        ${needsScript(language)}
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
export function homePage(site: Site, language: Language, visitor: Visitor): string {
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
  return sitePage(site, {
    language,
    title: greeting,
    main: html`<section class="card narrow">
      <h1>${greeting}</h1>
      <p>${texts.signedIn}</p>
      <h2>${texts.verification}</h2>
      <dl>
        ${fact(texts.verifiedAt, visitor.verifiedAt === undefined ? undefined : timeText(language, visitor.verifiedAt))}
        ${fact(texts.verifiedBy, factors)} ${fact(texts.level, level)}
      </dl>
      <p class="hint">${texts.unfamiliar}</p>
      <form method="post" action="${site.path}/sign-out"><button class="quiet">${texts.signOut}</button></form>
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
