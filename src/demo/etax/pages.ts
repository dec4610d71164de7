import { field } from '../site/field.js';
import { factorsText, levelText } from '../site/factors.js';
import { maskedName } from '../site/masked.js';
import { needsScript, scanScripts, signedOutWatch, sitePage } from '../site/page.js';
import type { Site } from '../site/sites.js';
import { timeText, waitText } from '../site/time-text.js';
import { html, type Html } from '../web/html.js';
import type { Language } from '../web/language.js';
import { ENTRIES, type Entry } from './entries.js';
import type { Holder } from './holder.js';
import { TEXTS } from './texts.js';
import type { Visitor } from './visitor.js';

interface LoginPage {
  readonly entry: Entry;
  readonly signedOut?: boolean;
  /** What came of a password. */
  readonly refused?: { readonly login: string; readonly retryAfterMs?: number | undefined };
}

/** Where people come in: a QR code on the left, name and password on the right. */
export function loginPage(site: Site, language: Language, { entry, signedOut = false, refused }: LoginPage): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.signIn,
    head: scanScripts(site),
    main: html`<nav class="tabs" aria-label="${texts.entries}">
        ${ENTRIES.map(
          ({ id, path, names }) =>
            html`<a href="${site.path}${path}" ${id === entry.id ? html`aria-current="page"` : undefined}
              >${names[language]}</a
            >`,
        )}
      </nav>
      ${signedOut ? html`<p class="done" role="status">${texts.signedOut}</p>` : undefined}
      <div class="columns">
        <section class="card sign-in" aria-labelledby="scan">
          <saoma-login start-url="${site.path}/session?entry=${entry.id}">
            <h1 slot="heading" id="scan">${texts.scanToSignIn}</h1>
            <ol slot="steps">
              ${texts.steps.map((step) => html`<li>${step}</li>`)}
            </ol>
          </saoma-login>
          ${needsScript(language)}
        </section>
        <div>
          <section class="card" aria-labelledby="with-password">
            <h2 id="with-password">${texts.withPassword}</h2>
            ${passwordForm(site, language, entry, refused)}
          </section>
          <section class="notices" aria-labelledby="notices">
            <h2 id="notices">${texts.noticesTitle}</h2>
            <ul>
              ${texts.notices.map((notice) => html`<li>${notice}</li>`)}
            </ul>
          </section>
        </div>
      </div>`,
  });
}

function passwordForm(site: Site, language: Language, entry: Entry, refused: LoginPage['refused']): Html {
  const texts = TEXTS[language];
  const wait = refused?.retryAfterMs;
  const problem = wait === undefined ? texts.wrongPassword : texts.locked(waitText(language, wait));
  return html`<form method="post" action="${site.path}${entry.path}">
    ${refused ? html`<p class="problem" role="alert">${problem}</p>` : undefined}
    ${field({
      name: 'login',
      label: entry.loginLabels[language],
      autocomplete: 'username',
      value: refused?.login,
    })}
    ${field({ name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password' })}
    <button>${texts.next}</button>
    <p class="hint">${texts.passwordHint}</p>
  </form>`;
}

/** The password was right; who is there is proved here. @param path of the page, below which is what it leads to */
export function secondPage(site: Site, language: Language, { holder }: { holder: Holder }, path: string): string {
  const texts = TEXTS[language];
  // Somebody who only knows the password learns no more than that.
  const name = holder.identities.length > 0 ? holder.name : maskedName(holder.name);
  return sitePage(site, {
    language,
    title: texts.secondTitle,
    head: scanScripts(site, { oneTimeCodes: true }),
    main: html`<h1>${texts.secondTitle}</h1>
      <p class="lead">${texts.second(name)}</p>
      <div class="columns">
        <section class="card sign-in" aria-labelledby="with-app">
          <saoma-login id="scan" start-url="${path}/session">
            <h2 slot="heading" id="with-app">${texts.secondScan}</h2>
            <ol slot="steps">
              ${texts.secondSteps.map((step) => html`<li>${step}</li>`)}
            </ol>
          </saoma-login>
          ${needsScript(language)}
          <p class="hint">${texts.unlockInstead}</p>
        </section>
        <section class="card" aria-labelledby="with-message">
          <h2 id="with-message">${texts.secondOther}</h2>
          <p class="hint">${texts.secondOtherHint}</p>
          <saoma-one-time-code for="scan"><span slot="heading"></span></saoma-one-time-code>
        </section>
      </div>
      <form method="post" action="${path}/cancel" class="aside">
        <button class="quiet">${texts.anotherAccount}</button>
      </form>`,
  });
}

/** The second step was left, took too long, or gave way to another one in the same browser. */
export function overPage(site: Site, language: Language): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.overTitle,
    main: html`<section class="card narrow">
      <h1>${texts.overTitle}</h1>
      <p>${texts.over}</p>
      <p><a class="button" href="${site.path}/">${texts.startAgain}</a></p>
    </section>`,
  });
}

/** The page behind the sign-in: whom we greet, as what, and on what evidence. */
export function homePage(
  site: Site,
  language: Language,
  visitor: Visitor,
  { switched }: { switched: boolean },
): string {
  const texts = TEXTS[language];
  const greeting = visitor.name ? texts.welcome(visitor.name) : texts.welcomeUnnamed;
  const { identity, verifiedAt, amr, acr } = visitor;
  return sitePage(site, {
    language,
    title: greeting,
    account: identity?.name ?? visitor.name,
    head: signedOutWatch(site, language),
    main: html`<section class="card narrow">
      <h1>${greeting}</h1>
      ${switched ? html`<p class="done" role="status">${texts.switched}</p>` : html`<p>${texts.signedIn}</p>`}
      <h2>${texts.actingAs}</h2>
      <dl>
        ${fact(language, texts.identity, identity?.name ?? texts.themselves)}
        ${identity?.code === undefined ? undefined : fact(language, texts.creditCode, identity.code)}
        ${identity?.agency === undefined ? undefined : fact(language, texts.agency, identity.agency.name)}
        ${identity === undefined ? undefined : fact(language, texts.person, visitor.name)}
      </dl>
      <h2>${texts.verification}</h2>
      <dl>
        ${fact(language, texts.verifiedAt, verifiedAt === undefined ? undefined : timeText(language, verifiedAt * 1_000))}
        ${fact(language, texts.verifiedBy, factorsText(language, amr))}
        ${fact(language, texts.level, acr === undefined ? undefined : levelText(language, acr))}
      </dl>
      <p class="hint">${texts.unfamiliar}</p>
      <div class="actions">
        <a class="button" href="${site.path}/switch">${texts.switchIdentity}</a>
        <form method="post" action="${site.path}/sign-out"><button class="quiet">${texts.signOut}</button></form>
      </div>
    </section>`,
  });
}

/** The same person, as somebody else from now on. */
export function switchPage(site: Site, language: Language, visitor: Visitor): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.switchIdentity,
    account: visitor.identity?.name ?? visitor.name,
    head: html`${scanScripts(site)} ${signedOutWatch(site, language)}`,
    main: html`<h1>${texts.switchIdentity}</h1>
      <p class="lead">${texts.switchHint}</p>
      <section class="card sign-in alone" aria-labelledby="with-app">
        <saoma-login id="scan" start-url="${site.path}/switch/session">
          <h2 slot="heading" id="with-app">${texts.switchScan}</h2>
          <ol slot="steps">
            ${texts.switchSteps.map((step) => html`<li>${step}</li>`)}
          </ol>
        </saoma-login>
        ${needsScript(language)}
      </section>
      <p class="aside"><a class="button quiet" href="${site.path}/home">${texts.back}</a></p>`,
  });
}

function fact(language: Language, term: string, value: string | undefined): Html {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value === undefined || value === '' ? TEXTS[language].unknown : value}</dd>
  </div>`;
}
