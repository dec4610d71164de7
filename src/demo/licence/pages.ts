import { facts } from '../site/facts.js';
import { factorsText } from '../site/factors.js';
import { field } from '../site/field.js';
import { needsScript, scanScripts, signedOutWatch, sitePage } from '../site/page.js';
import type { Site } from '../site/sites.js';
import { timeText } from '../site/time-text.js';
import { html, type Html } from '../web/html.js';
import type { Language } from '../web/language.js';
import type { Entry } from './record.js';
import { TEXTS } from './texts.js';
import type { Visitor } from './visitor.js';

/** What a person did before they see this page. */
export const DONE = ['signedOut', 'passwordSet'] as const;
type Done = (typeof DONE)[number];

interface SignInPage {
  readonly code?: string;
  readonly problem?: string;
  /** What was done just now. */
  readonly done?: Done | undefined;
}

/** Two ways in: as an enterprise with the phone, or with the password of its licence. */
export function signInPage(site: Site, language: Language, { code, problem, done }: SignInPage): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.signIn,
    head: scanScripts(site),
    main: html`${done && html`<p class="done" role="status">${texts[done]}</p>`}
      <div class="columns">
        <section class="card sign-in" aria-labelledby="scan">
          <saoma-login start-url="${site.path}/session">
            <h1 slot="heading" id="scan">${texts.scanToSignIn}</h1>
            <ol slot="steps">
              ${texts.steps.map((step) => html`<li>${step}</li>`)}
            </ol>
          </saoma-login>
          ${needsScript(language)}
        </section>
        <section class="card" aria-labelledby="with-password">
          <h2 id="with-password">${texts.withPassword}</h2>
          ${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
          <form method="post" action="${site.path}/sign-in">
            ${field({ name: 'code', label: texts.creditCode, autocomplete: 'username', value: code })}
            ${field({ name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password' })}
            <button>${texts.signIn}</button>
          </form>
          <p><a href="${site.path}/recovery">${texts.forgotten}</a></p>
          <p class="hint">${texts.neverShare}</p>
        </section>
      </div>`,
  });
}

/** The licence, who uses it now, and who ever vouched for its password. */
export function licencePage(site: Site, language: Language, visitor: Visitor, entries: readonly Entry[]): string {
  const texts = TEXTS[language];
  const { organization, legalRepresentative, liaison } = visitor.licence;
  return sitePage(site, {
    language,
    title: organization.name,
    account: organization.name,
    head: signedOutWatch(site, language),
    main: html`<section class="card narrow">
      <h1>${organization.name}</h1>
      <div class="licence">
        <h2>${texts.licence}</h2>
        ${facts(
          [texts.creditCode, organization.code],
          [texts.legalRepresentative, legalRepresentative.name],
          [texts.liaison, liaison.name],
        )}
      </div>
      ${usedBy(language, visitor)}
      <h2>${texts.recordTitle}</h2>
      ${entries.length === 0 ? html`<p>${texts.noRecord}</p>` : html`<p class="hint">${texts.recordHint}</p>`}
      <ol class="records">
        ${entries.map((entry) => html`<li>${factsOf(language, entry)}</li>`)}
      </ol>
      <form method="post" action="${site.path}/sign-out"><button class="quiet">${texts.signOut}</button></form>
    </section>`,
  });
}

function usedBy(language: Language, { person }: Visitor): Html {
  const texts = TEXTS[language];
  if (!person) return facts([texts.actedBy, texts.byPassword]);
  const { name, amr, verifiedAt } = person;
  return facts(
    [texts.actedBy, name ?? ''],
    [texts.verifiedBy, factorsText(language, amr)],
    ...(verifiedAt === undefined ? [] : [[texts.verifiedAt, timeText(language, verifiedAt * 1_000)] as const]),
  );
}

function factsOf(language: Language, { event, atMs, recovery: { licence, liaison } }: Entry): Html {
  const texts = TEXTS[language];
  return facts(
    [texts.events[event], timeText(language, atMs)],
    [texts.account, `${licence.organization.name} ${licence.organization.code}`],
    [texts.liaison, licence.liaison.name],
    [texts.verifiedBy, factorsText(language, liaison.amr)],
  );
}
