import { passwordForm, passwordFormHead, type PasswordProblems } from '../accounts/password-form.js';
import type { Permit } from '../accounts/permits.js';
import { facts } from '../site/facts.js';
import { field } from '../site/field.js';
import { maskedName } from '../site/masked.js';
import { needsScript, scanScripts, sitePage } from '../site/page.js';
import type { Site } from '../site/sites.js';
import { html } from '../web/html.js';
import type { Language } from '../web/language.js';
import type { Licence } from './licences.js';
import type { Recovery } from './recovery.js';
import { TEXTS } from './texts.js';

/** For which enterprise? */
export function recoveryPage(site: Site, language: Language, typed?: { code: string; problem: string }): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.recoverTitle,
    main: html`<section class="card narrow">
      <h1>${texts.recoverTitle}</h1>
      <p>${texts.recoverHint}</p>
      <form method="post" action="${site.path}/recovery">
        ${field({
          name: 'code',
          label: texts.creditCode,
          autocomplete: 'off',
          hint: texts.codeHint,
          value: typed?.code,
          problem: typed?.problem,
        })}
        <div class="actions">
          <button>${texts.next}</button>
          <a class="button quiet" href="${site.path}/">${texts.back}</a>
        </div>
      </form>
    </section>`,
  });
}

/** The liaison is asked: the page says who that is, to those who know them. */
export function liaisonPage(site: Site, language: Language, { organization, liaison }: Licence): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.recoverTitle,
    head: scanScripts(site),
    main: html`<div class="columns">
      <section class="card sign-in" aria-labelledby="scan">
        <saoma-login start-url="${site.path}/recovery/${organization.code}/session">
          <h1 slot="heading" id="scan">${texts.askTitle}</h1>
          <ol slot="steps">
            ${texts.askSteps.map((step) => html`<li>${step}</li>`)}
          </ol>
        </saoma-login>
        ${needsScript(language)}
      </section>
      <section class="notices" aria-labelledby="asked">
        <h2 id="asked">${texts.asked}</h2>
        ${facts(
          [texts.enterprise, organization.name],
          [texts.creditCode, organization.code],
          [texts.askedLiaison, maskedName(liaison.name)],
        )}
        <ul>
          ${texts.askNotices.map((notice) => html`<li>${notice}</li>`)}
        </ul>
        <p><a href="${site.path}/recovery">${texts.back}</a></p>
      </section>
    </div>`,
  });
}

/** The liaison has vouched: the new password. */
export function newPasswordPage(
  site: Site,
  language: Language,
  { id: permit, about: { licence } }: Permit<Recovery>,
  problems?: PasswordProblems,
): string {
  const texts = TEXTS[language];
  const { organization, liaison } = licence;
  return sitePage(site, {
    language,
    title: texts.newTitle,
    head: passwordFormHead(site.path),
    main: html`<section class="card narrow">
      <h1>${texts.newTitle}</h1>
      <p class="done" role="status">${texts.newHint(maskedName(liaison.name))}</p>
      ${facts([texts.enterprise, organization.name])}
      ${passwordForm(language, { action: `${site.path}/new-password`, login: organization.code, permit, problems })}
    </section>`,
  });
}
