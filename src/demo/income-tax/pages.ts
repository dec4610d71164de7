import { passwordForm, passwordFormHead, type PasswordProblems } from '../accounts/password-form.js';
import { field } from '../site/field.js';
import { maskedIdNumber } from '../site/masked.js';
import { needsScript, scanScripts, signedOutWatch, sitePage } from '../site/page.js';
import type { Site } from '../site/sites.js';
import { html } from '../web/html.js';
import type { Language } from '../web/language.js';
import type { Notice } from './notices.js';
import type { Visitor } from './office.js';
import { TEXTS } from './texts.js';

interface LoginPage {
  readonly login?: string;
  readonly problem?: string;
  readonly isSignedOut?: boolean;
}

/** Two ways in: the code at the left, number and password at the right. */
export function loginPage(site: Site, language: Language, { login, problem, isSignedOut }: LoginPage): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.signIn,
    head: scanScripts(site),
    main: html`<div class="columns">
      <section class="card sign-in" aria-labelledby="scan">
        ${isSignedOut ? html`<p class="done" role="status">${texts.signedOut}</p>` : undefined}
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
          ${field({ name: 'login', label: texts.idNumber, autocomplete: 'username', value: login })}
          ${field({ name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password' })}
          <button>${texts.signIn}</button>
        </form>
        <p><a href="${site.path}/forgotten">${texts.forgotten}</a></p>
        <p class="hint">${texts.neverShare}</p>
        <p class="hint">${texts.notYet}</p>
      </section>
    </div>`,
  });
}

interface HomePage {
  readonly visitor: Visitor;
  /** The account that they are in, if it is known. */
  readonly login: string | undefined;
  /** After a change of the password. */
  readonly notice: Notice | undefined;
}

export function homePage(site: Site, language: Language, { visitor, login, notice }: HomePage): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.welcome(visitor.name),
    account: visitor.name,
    head: signedOutWatch(site, language),
    main: html`<section class="card narrow">
      ${
        notice === undefined
          ? undefined
          : html`<div class="done" role="status">
              <p>${texts.changed}</p>
              <p>${texts.notices[notice]}</p>
            </div>`
      }
      <h1>${texts.welcome(visitor.name)}</h1>
      <p>${texts.signedIn[visitor.by]}</p>
      ${
        login === undefined
          ? undefined
          : html`<dl>
              <div>
                <dt>${texts.account}</dt>
                <dd>${maskedIdNumber(login)}</dd>
              </div>
            </dl>`
      }
      <p>
        ${
          login === undefined
            ? html`<a class="button quiet" href="${site.path}/forgotten">${texts.linkAccount}</a>`
            : html`<a class="button quiet" href="${site.path}/password">${texts.change}</a>`
        }
      </p>
      <p class="hint">${texts.neverShare}</p>
      <form method="post" action="${site.path}/sign-out"><button class="quiet">${texts.signOut}</button></form>
    </section>`,
  });
}

interface ChangePage {
  readonly visitor: Visitor;
  readonly login: string;
  readonly problems?: PasswordProblems;
}

export function changePage(site: Site, language: Language, { visitor, login, problems }: ChangePage): string {
  const texts = TEXTS[language];
  const form = passwordForm(language, { action: `${site.path}/password`, login, asksPresent: true, problems });
  return sitePage(site, {
    language,
    title: texts.changeTitle,
    account: visitor.name,
    head: html`${passwordFormHead(site.path)} ${signedOutWatch(site, language)}`,
    main: html`<section class="card narrow">
      <h1>${texts.changeTitle}</h1>
      ${form}
      <h2>${texts.notKnown}</h2>
      <form method="post" action="${site.path}/password/prove">
        <p class="hint">${texts.proveInsteadHint}</p>
        <button class="quiet">${texts.proveInstead}</button>
      </form>
    </section>`,
  });
}
