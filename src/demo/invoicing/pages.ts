import { passwordFormHead } from '../accounts/password-form.js';
import type { Permit } from '../accounts/permits.js';
import { facts } from '../site/facts.js';
import { field } from '../site/field.js';
import { maskedName } from '../site/masked.js';
import { needsScript, scanScripts, signedOutWatch, sitePage } from '../site/page.js';
import type { Site } from '../site/sites.js';
import { html, type Html } from '../web/html.js';
import type { Language } from '../web/language.js';
import { MOST_TRIES } from './certificate.js';
import { type HeldCertificate, OPERATOR } from './certificates.js';
import { type Complaint, passphraseForm } from './passphrase-form.js';
import { recordOf } from './record.js';
import type { Entry } from './service-book.js';
import { TEXTS } from './texts.js';
import type { Unlocking } from './unlocking.js';

/** The address of a certificate's page; what can be done with it lies below. */
export const pathOf = ({ path }: Site, { organization }: HeldCertificate): string =>
  `${path}/certificates/${organization.code}`;

/** What may have come before: the passphrase was wrong, or a new one was set. */
export const BEFORE = ['wrong', 'unlocked'] as const;
export type Before = (typeof BEFORE)[number];

/** The page that stands between a person and a certificate: its passphrase, or why that is of no use any more. */
export function certificatePage(
  site: Site,
  language: Language,
  held: HeldCertificate,
  { others, before }: { others: readonly HeldCertificate[]; before: Before | undefined },
): string {
  const texts = TEXTS[language];
  const isLocked = held.certificate.lock !== undefined;
  const title = isLocked ? texts.lockedTitle : texts.openTitle;
  return sitePage(site, {
    language,
    title,
    main: html`<div class="columns">
      <section class="card">
        <h1>${title}</h1>
        ${before === 'unlocked' && !isLocked ? html`<p class="done" role="status">${texts.unlocked}</p>` : undefined}
        ${isLocked ? html`<p class="problem" role="alert">${texts.locked(MOST_TRIES)}</p>` : undefined}
        ${facts(
          [texts.enterprise, held.organization.name],
          [texts.creditCode, held.organization.code],
          [texts.holder, maskedName(held.holder.name)],
        )}
        ${isLocked ? askForm(site, language, held) : openForm(site, language, held, before === 'wrong')}
      </section>
      ${notices(site, language, others)}
    </div>`,
  });
}

/** Where a certificate is not in use yet: its holder makes this browser a computer that has it. */
export function setUpPage(
  site: Site,
  language: Language,
  held: HeldCertificate,
  others: readonly HeldCertificate[],
): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.setUpTitle,
    head: scanScripts(site),
    main: html`<h1>${texts.setUpTitle}</h1>
      <p class="lead">${texts.setUpHint(held.organization.name, maskedName(held.holder.name))}</p>
      <div class="columns">
        <section class="card sign-in" aria-labelledby="scan">
          <saoma-login start-url="${pathOf(site, held)}/computer">
            <h2 slot="heading" id="scan">${texts.setUpScan}</h2>
            <ol slot="steps">
              ${texts.signInSteps.map((step) => html`<li>${step}</li>`)}
            </ol>
          </saoma-login>
          ${needsScript(language)}
        </section>
        ${notices(site, language, others)}
      </div>`,
  });
}

function notices(site: Site, language: Language, others: readonly HeldCertificate[]): Html {
  const texts = TEXTS[language];
  return html`<section class="notices" aria-labelledby="notices">
    <h2 id="notices">${texts.noticesTitle}</h2>
    <ul>
      ${texts.notices.map((notice) => html`<li>${notice}</li>`)}
    </ul>
    <h2 id="others">${texts.others}</h2>
    <ul aria-labelledby="others">
      ${others.map((other) => html`<li><a href="${pathOf(site, other)}">${other.organization.name}</a></li>`)}
    </ul>
  </section>`;
}

function openForm(site: Site, language: Language, held: HeldCertificate, isWrong: boolean): Html {
  const texts = TEXTS[language];
  const { triesLeft } = held.certificate;
  return html`<form method="post" action="${pathOf(site, held)}/open">
    ${field({
      name: 'passphrase',
      label: texts.passphrase,
      type: 'password',
      autocomplete: 'off',
      hint: triesLeft < MOST_TRIES && !isWrong ? texts.triesLeft(triesLeft) : undefined,
      problem: isWrong && triesLeft < MOST_TRIES ? texts.wrong(triesLeft) : undefined,
    })}
    <button>${texts.open}</button>
  </form>`;
}

function askForm(site: Site, language: Language, held: HeldCertificate): Html {
  const texts = TEXTS[language];
  return html`<ol>
      ${texts.unlockSteps.map((step) => html`<li>${step}</li>`)}
    </ol>
    <p><a class="button" href="${pathOf(site, held)}/unlocking">${texts.askUnlocking}</a></p>`;
}

/** Where two people agree to unlock a certificate, each with a phone of their own. */
export function unlockingPage(site: Site, language: Language, held: HeldCertificate): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.unlockTitle,
    head: scanScripts(site),
    main: html`<div class="columns">
      <section class="card sign-in" aria-labelledby="scan">
        <saoma-login start-url="${pathOf(site, held)}/unlocking/session">
          <h1 slot="heading" id="scan">${texts.scanBoth}</h1>
          <ol slot="steps">
            ${texts.unlockNotices.map((notice) => html`<li>${notice}</li>`)}
          </ol>
        </saoma-login>
        ${needsScript(language)}
      </section>
      <section class="notices" aria-labelledby="asked">
        <h2 id="asked">${texts.bothAsked}</h2>
        ${facts(
          [texts.asHolder, maskedName(held.holder.name)],
          [texts.asOperator, maskedName(OPERATOR.name)],
          [texts.enterprise, held.organization.name],
        )}
        <p><a href="${pathOf(site, held)}">${texts.back}</a></p>
      </section>
    </div>`,
  });
}

/** Where both have agreed: the new passphrase, which unlocks. */
export function newPassphrasePage(
  site: Site,
  language: Language,
  { id: permit, about: { held } }: Permit<Unlocking>,
  complaint: Complaint,
): string {
  const texts = TEXTS[language];
  const { organization, holder } = held;
  return sitePage(site, {
    language,
    title: texts.newTitle,
    head: passwordFormHead(site.path),
    main: html`<section class="card narrow">
      <h1>${texts.newTitle}</h1>
      <p class="done" role="status">${texts.newHint}</p>
      ${facts([texts.enterprise, organization.name], [texts.holder, maskedName(holder.name)])}
      ${passphraseForm(language, { action: `${site.path}/new-passphrase`, login: organization.code, permit, complaint })}
    </section>`,
  });
}

/** The certificate is open, and its people see who unlocked it when. */
export function openedPage(site: Site, language: Language, held: HeldCertificate, entries: readonly Entry[]): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.opened,
    account: held.organization.name,
    head: signedOutWatch(site, language),
    main: html`<section class="card narrow">
      <h1>${texts.opened}</h1>
      <p>${texts.openedHint}</p>
      ${facts(
        [texts.enterprise, held.organization.name],
        [texts.creditCode, held.organization.code],
        [texts.holder, held.holder.name],
      )}
      <form method="post" action="${site.path}/close"><button class="quiet">${texts.close}</button></form>
      ${recordOf(language, entries)}
    </section>`,
  });
}
