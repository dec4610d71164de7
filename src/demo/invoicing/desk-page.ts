import { facts } from '../site/facts.js';
import { maskedIdNumber } from '../site/masked.js';
import { needsScript, scanScripts, signedOutWatch, sitePage } from '../site/page.js';
import type { Site } from '../site/sites.js';
import { timeText } from '../site/time-text.js';
import { html } from '../web/html.js';
import type { Language } from '../web/language.js';
import { OPERATOR } from './certificates.js';
import { recordOf } from './record.js';
import type { Entry, Request } from './service-book.js';
import { TEXTS } from './texts.js';

/** Where the operator signs in, and nobody else. */
export function deskSignInPage(site: Site, language: Language): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.deskTitle,
    head: scanScripts(site),
    main: html`<section class="card narrow sign-in" aria-labelledby="scan">
      <saoma-login start-url="${site.path}/desk/session">
        <h1 slot="heading" id="scan">${texts.deskSignIn}</h1>
        <ol slot="steps">
          ${texts.signInSteps.map((step) => html`<li>${step}</li>`)}
        </ol>
      </saoma-login>
      <p class="hint">${texts.deskHint}</p>
      ${needsScript(language)}
    </section>`,
  });
}

/** Who waits to be unlocked, and what was unlocked. */
export function deskPage(
  site: Site,
  language: Language,
  { waiting, entries }: { waiting: readonly Request[]; entries: readonly Entry[] },
): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.deskTitle,
    account: OPERATOR.name,
    head: signedOutWatch(site, language),
    main: html`<h1>${texts.deskTitle}</h1>
      <div class="columns">
        <section class="card" aria-labelledby="waiting">
          <h2 id="waiting">${texts.waitingTitle}</h2>
          <p>${waiting.length === 0 ? texts.nobodyWaits : texts.deskDuties}</p>
          <ol class="records">
            ${waiting.map(
              ({ held: { organization, holder }, atMs, address }) =>
                html`<li>
                  ${facts(
                    [texts.enterprise, organization.name],
                    [texts.creditCode, organization.code],
                    [texts.askedFor, holder.name],
                    [texts.idNumber, maskedIdNumber(holder.idNumber)],
                    [texts.askedAt, timeText(language, atMs)],
                    [texts.askedFrom, address],
                  )}
                </li>`,
            )}
          </ol>
          <p><a class="button" href="${site.path}/desk">${texts.refresh}</a></p>
        </section>
        <div class="card">
          ${recordOf(language, entries)}
          <form method="post" action="${site.path}/desk/sign-out">
            <button class="quiet">${texts.deskSignOut}</button>
          </form>
        </div>
      </div>`,
  });
}
