import { passwordForm, passwordFormHead, type PasswordProblems } from '../accounts/password-form.js';
import type { Permit } from '../accounts/permits.js';
import { field } from '../site/field.js';
import { needsScript, scanScripts, signedOutWatch, sitePage } from '../site/page.js';
import type { Site } from '../site/sites.js';
import { HOUSING_FUND_LINE } from '../telephone/line.js';
import { html, type Html } from '../web/html.js';
import type { Language } from '../web/language.js';
import { type Proof, TEXTS } from './texts.js';

const { serviceNumber, path: telephonePath } = HOUSING_FUND_LINE;

/** One change of one member's password, as it was begun in one tab. */
export interface Change {
  readonly id: string;
  readonly memberNumber: string;
}

/** Whose password may be set, and how they showed that it is theirs. */
export interface Proved {
  readonly memberNumber: string;
  readonly proof: Proof;
}

/** Where pages of the site are, for forms and links. */
interface View {
  readonly site: Site;
  readonly language: Language;
}

export function signInPage(
  { site, language }: View,
  { signedOut = false, typed, problem }: { signedOut?: boolean; typed?: string; problem?: string },
): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.signIn,
    head: scanScripts(site),
    query: signedOut ? { 'signed-out': '' } : {},
    main: html`<h1>${texts.signIn}</h1>
      ${signedOut ? html`<p class="done" role="status">${texts.signedOut}</p>` : undefined}
      <div class="columns">
        <section class="card sign-in" aria-labelledby="scan">
          <saoma-login start-url="${site.path}/session">
            <h2 slot="heading" id="scan">${texts.scanToSignIn}</h2>
            ${stepList(texts.signInSteps)}
          </saoma-login>
          ${needsScript(language)}
        </section>
        <section class="card" aria-labelledby="by-password">
          <h2 id="by-password">${texts.passwordSignIn}</h2>
          ${problem && html`<p class="problem" role="alert">${problem}</p>`}
          <form method="post" action="${site.path}/">
            ${memberNumberField(language, typed)} ${passwordField('password', texts.password)}
            <button>${texts.signIn}</button>
          </form>
          <p><a href="${site.path}/password">${texts.toChange}</a></p>
        </section>
      </div>`,
  });
}

export function homePage({ site, language }: View, name?: string, memberNumber?: string): string {
  const texts = TEXTS[language];
  const greeting = name === undefined ? texts.welcomeUnnamed : texts.welcome(name);
  return sitePage(site, {
    language,
    title: greeting,
    account: name,
    head: signedOutWatch(site, language),
    main: html`<section class="card narrow">
      <h1>${greeting}</h1>
      ${
        memberNumber &&
        html`<dl>
          <div>
            <dt>${texts.memberNumber}</dt>
            <dd>${memberNumber}</dd>
          </div>
        </dl>`
      }
      <p><a class="button" href="${site.path}/password">${texts.change}</a></p>
      <form method="post" action="${site.path}/sign-out"><button class="quiet">${texts.signOut}</button></form>
    </section>`,
  });
}

/** Asks which account it is about. */
export function whosePage({ site, language }: View, { typed, problem }: { typed?: string; problem?: string }): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.change,
    main: html`<section class="card narrow">
      <h1>${texts.change}</h1>
      <p>${texts.whose}</p>
      <form method="post" action="${site.path}/password">
        ${memberNumberField(language, typed, problem)}
        <button>${texts.next}</button>
      </form>
    </section>`,
  });
}

/** All ways on one page. App, mini program and telephone answer the same request: one scans it, another types its digits. */
export function waysPage({ site, language }: View, { id, memberNumber }: Change, problem?: string): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.change,
    head: scanScripts(site),
    query: { change: id },
    main: html`<h1>${texts.change}</h1>
      <p>${texts.changeFor(memberNumber)} <a href="${site.path}/password">${texts.otherMember}</a></p>
      <div class="columns">
        <section class="card sign-in" aria-labelledby="by-phone">
          <saoma-login start-url="${site.path}/password/session?change=${id}" user-code="digits">
            <h2 slot="heading" id="by-phone">${texts.byPhone}</h2>
            ${stepList(texts.byPhoneSteps)}
          </saoma-login>
          ${needsScript(language)}
        </section>
        <div class="beside">
          <section class="card" aria-labelledby="by-telephone">
            <h2 id="by-telephone">${texts.byTelephone(serviceNumber)}</h2>
            <ol>
              ${texts.byTelephoneSteps(serviceNumber).map((step) => html`<li>${step}</li>`)}
            </ol>
            <p>${texts.neverTell}</p>
            <p class="hint">
              ${texts.noTelephone} <a href="${telephonePath}/" target="_blank">${texts.openTelephone}</a>
            </p>
          </section>
          <section class="card" aria-labelledby="by-old-password">
            <h2 id="by-old-password">${texts.byOldPassword}</h2>
            <form method="post" action="${site.path}/password/ways?change=${id}">
              ${passwordField('old', texts.oldPassword, problem)}
              <button>${texts.next}</button>
            </form>
          </section>
        </div>
      </div>`,
  });
}

/** For a few minutes after the proof. */
export function newPasswordPage(
  { site, language }: View,
  { id, about: { memberNumber, proof } }: Permit<Proved>,
  problems?: PasswordProblems,
): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.setNew,
    head: passwordFormHead(site.path),
    main: html`<section class="card narrow">
      <h1>${texts.setNew}</h1>
      <p class="done" role="status">${texts.proved[proof]}</p>
      <p>${texts.fewMinutes}</p>
      ${passwordForm(language, { action: `${site.path}/password/new`, login: memberNumber, permit: id, problems })}
    </section>`,
  });
}

export function changedPage({ site, language }: View, { hasEndedOthers }: { hasEndedOthers: boolean }): string {
  const { changed, changedNote, othersEnded, signIn } = TEXTS[language];
  return sitePage(site, {
    language,
    title: changed,
    main: html`<section class="card narrow">
      <h1>${changed}</h1>
      <p>${changedNote}</p>
      ${hasEndedOthers ? html`<p>${othersEnded}</p>` : undefined}
      <p><a class="button" href="${site.path}/">${signIn}</a></p>
    </section>`,
  });
}

const stepList = (steps: readonly string[]): Html =>
  html`<ol slot="steps">
    ${steps.map((step) => html`<li>${step}</li>`)}
  </ol>`;

function memberNumberField(language: Language, value?: string, problem?: string): Html {
  const { memberNumber: label, memberNumberHint: hint } = TEXTS[language];
  return field({ name: 'member', label, hint, autocomplete: 'username', value, problem });
}

const passwordField = (name: string, label: string, problem?: string): Html =>
  field({ name, label, type: 'password', autocomplete: 'current-password', problem });
