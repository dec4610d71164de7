import type { Account } from '../accounts/accounts.js';
import { passwordForm, passwordFormHead, type PasswordProblems } from '../accounts/password-form.js';
import type { Permit } from '../accounts/permits.js';
import { field } from '../site/field.js';
import { maskedIdNumber } from '../site/masked.js';
import { needsScript, scanScripts, sitePage } from '../site/page.js';
import type { Site } from '../site/sites.js';
import { html, type Html } from '../web/html.js';
import type { Language } from '../web/language.js';
import type { Notice } from './notices.js';
import { RESET_TEXTS } from './reset-texts.js';
import { TEXTS } from './texts.js';

/** Who says that they forgot a password. */
export function whoPage(site: Site, language: Language, typed?: { login: string; name: string }): string {
  const texts = RESET_TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.title,
    main: html`<section class="card narrow">
      <h1>${texts.title}</h1>
      <p>${texts.whose}</p>
      ${typed && html`<p class="problem" role="alert">${texts.incomplete}</p>`}
      <form method="post" action="${site.path}/forgotten">
        ${field({ name: 'login', label: texts.idNumber, autocomplete: 'username', value: typed?.login })}
        ${field({ name: 'name', label: texts.name, autocomplete: 'name', value: typed?.name })}
        <button>${texts.goOn}</button>
      </form>
    </section>`,
  });
}

/** All the ways at once: one session has the code and the messages, the card is the site's own. */
export function provePage(site: Site, language: Language, login: string): string {
  const texts = RESET_TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.proveTitle,
    head: html`${scanScripts(site, { oneTimeCodes: true })}
      <script type="module" src="${site.path}/reset-watch.js"></script>`,
    main: html`<h1>${texts.proveTitle}</h1>
      <p class="lead">${texts.ways(maskedIdNumber(login))}</p>
      <p><a href="${site.path}/forgotten">${texts.notYours}</a></p>
      <div class="columns">
        <section class="card sign-in" aria-labelledby="face">
          <saoma-login id="scan" start-url="${site.path}/forgotten/session">
            <h2 slot="heading" id="face">${texts.face}</h2>
            <ol slot="steps">
              ${texts.faceSteps.map((step) => html`<li>${step}</li>`)}
            </ol>
          </saoma-login>
          <p class="hint">${texts.standIn}</p>
          ${needsScript(language)}
        </section>
        <div class="stack">
          <section class="card" aria-labelledby="message">
            <h2 id="message">${texts.message}</h2>
            <p class="hint">${texts.messageHint}</p>
            <saoma-one-time-code for="scan"><span slot="heading"></span></saoma-one-time-code>
          </section>
          <section class="card" aria-labelledby="card">
            <h2 id="card">${texts.card}</h2>
            <p class="hint">${texts.cardHint}</p>
            <p><a class="button quiet" href="${site.path}/forgotten/bank-card">${texts.cardGoOn}</a></p>
          </section>
          ${help(language)}
        </div>
      </div>`,
  });
}

export function cardPage(site: Site, language: Language, problem?: string): string {
  const texts = RESET_TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.card,
    main: html`<section class="card narrow">
      <h1>${texts.card}</h1>
      <p>${texts.cardHint}</p>
      ${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post" action="${site.path}/forgotten/bank-card">
        ${field({ name: 'card', label: texts.cardNumber, autocomplete: 'off', inputMode: 'numeric' })}
        ${field({
          name: 'phone',
          label: texts.cardPhone,
          type: 'tel',
          autocomplete: 'tel-national',
          hint: texts.cardPhoneHint,
        })}
        <button>${texts.verify}</button>
      </form>
      <p><a href="${site.path}/forgotten/prove">${texts.otherWays}</a></p>
    </section>`,
  });
}

/** What a proof has unlocked. */
export function newPasswordPage(
  site: Site,
  language: Language,
  { id: permit, about: { login } }: Permit<Account>,
  problems?: PasswordProblems,
): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.setTitle,
    head: passwordFormHead(site.path),
    main: html`<section class="card narrow">
      <h1>${texts.setTitle}</h1>
      <p>${texts.setUntil}</p>
      ${passwordForm(language, { action: `${site.path}/forgotten/new-password`, login, permit, problems })}
    </section>`,
  });
}

export function donePage(site: Site, language: Language, notice: Notice): string {
  const texts = TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.setDone,
    main: html`<section class="card narrow">
      <h1>${texts.setDone}</h1>
      <div role="status">
        <p>${texts.setDoneText}</p>
        <p>${texts.notices[notice]}</p>
      </div>
      <p class="hint">${texts.notYet}</p>
      <p><a class="button" href="${site.path}/">${texts.signIn}</a></p>
    </section>`,
  });
}

/** There is no such reset in this browser, or its proof has been used or has ended. */
export function overPage(site: Site, language: Language): string {
  const texts = RESET_TEXTS[language];
  return sitePage(site, {
    language,
    title: texts.over,
    main: html`<section class="card narrow">
      <h1>${texts.over}</h1>
      <p><a class="button" href="${site.path}/forgotten">${texts.startAgain}</a></p>
    </section>`,
  });
}

function help(language: Language): Html {
  const texts = RESET_TEXTS[language];
  return html`<section class="card" aria-labelledby="help">
    <h2 id="help">${texts.helpTitle}</h2>
    ${texts.help.map(
      ({ question, answer }) =>
        html`<details>
          <summary>${question}</summary>
          <p>${answer}</p>
        </details>`,
    )}
  </section>`;
}
