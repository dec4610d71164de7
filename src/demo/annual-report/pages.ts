import { sitePage } from '../site/page.js';
import { html } from '../web/html.js';
import type { Language } from '../web/language.js';
import type { SignedIn } from './relying-party.js';
import { ANNUAL_REPORT } from './site.js';
import { type Notice, TEXTS } from './texts.js';

/** Notices of something that went as it should. */
const GOOD: readonly Notice[] = ['signed-out'];

/** For everybody. */
export function startPage(language: Language, notice: Notice | undefined): string {
  const texts = TEXTS[language];
  return sitePage(ANNUAL_REPORT, {
    language,
    title: texts.title,
    main: html`<div class="narrow">
      ${
        notice &&
        html`<p
          class="${GOOD.includes(notice) ? 'notice done' : 'notice problem'}"
          role="${GOOD.includes(notice) ? 'status' : 'alert'}"
        >
          ${texts.notices[notice]}
        </p>`
      }
      <section class="card">
        <h1>${texts.title}</h1>
        <p class="lead">${texts.lead}</p>
        <form method="post" action="${ANNUAL_REPORT.path}/sign-in">
          <button>${texts.signIn}</button>
        </form>
        <p class="hint aside">${texts.signInHint}</p>
        <h2>${texts.about}</h2>
        <ul>
          ${texts.rules.map((rule) => html`<li>${rule}</li>`)}
        </ul>
      </section>
    </div>`,
  });
}

/** For who is signed in. `year`: the present one. */
export function homePage(language: Language, { name, enterprise }: SignedIn, year: number): string {
  const texts = TEXTS[language];
  return sitePage(ANNUAL_REPORT, {
    language,
    title: texts.reports,
    account: enterprise?.name ?? name,
    head: html`<script type="module" src="${ANNUAL_REPORT.path}/visit.js"></script>`,
    main: html`<section class="card narrow">
      <h1>${texts.homeTitle(name)}</h1>
      <dl>
        <div>
          <dt>${texts.person}</dt>
          <dd>${name}</dd>
        </div>
        ${
          enterprise &&
          html`<div>
              <dt>${texts.enterprise}</dt>
              <dd>${enterprise.name}</dd>
            </div>
            <div>
              <dt>${texts.creditCode}</dt>
              <dd>${enterprise.code}</dd>
            </div>`
        }
      </dl>
      ${
        enterprise
          ? html`<h2>${texts.reports}</h2>
              <dl>
                <div>
                  <dt>${texts.year(year - 1)}</dt>
                  <dd>${texts.due(year)}</dd>
                </div>
                <div>
                  <dt>${texts.year(year - 2)}</dt>
                  <dd>${texts.filed}</dd>
                </div>
              </dl>`
          : html`<p class="hint">${texts.forThemselves}</p>`
      }
      <form method="post" action="${ANNUAL_REPORT.path}/sign-out"><button class="quiet">${texts.signOut}</button></form>
    </section>`,
  });
}
