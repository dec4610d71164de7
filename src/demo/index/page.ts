import { APPS, type DemoApp } from '../app/apps.js';
import { ORGANIZATIONS } from '../organizations.js';
import { PEOPLE, type Person } from '../people.js';
import { sitePage } from '../site/page.js';
import { SITES } from '../site/sites.js';
import { TAX_HALL } from '../tax-hall/site.js';
import { html, type Html } from '../web/html.js';
import type { Language } from '../web/language.js';
import { NEWCOMERS, OTHERS, TEXTS, TO_TRY, WORLD } from './texts.js';

/** What was invented at the start, to be shown to whoever tries the world. */
export interface WorldFacts {
  /** By the people's ids. */
  readonly passwords: ReadonlyMap<string, string>;
  /** For the telephone; by the people's ids. */
  readonly servicePins: ReadonlyMap<string, string>;
  readonly operatorToken: string;
}

export function indexPage(language: Language, world: WorldFacts): string {
  const texts = TEXTS[language];
  return sitePage(WORLD, {
    language,
    title: texts.title,
    main: html`<h1>${texts.title}</h1>
      <p class="lead">${texts.intro}</p>
      <ol>
        ${texts.steps.map((step) => html`<li>${step}</li>`)}
      </ol>
      ${section(
        'sites',
        texts.sites,
        undefined,
        SITES.map((site) => siteItem(language, site)),
      )}
      ${section(
        'newcomers',
        texts.newcomers,
        texts.newcomersHint,
        NEWCOMERS.map(({ path, names, what, command }) =>
          item(path, names[language], html`<p>${what[language]}${command && html` <code>${command}</code>`}</p>`),
        ),
      )}
      ${section(
        'apps',
        texts.apps,
        texts.appsHint,
        APPS.map((app) => appItem(language, app)),
      )}
      ${section(
        'others',
        texts.others,
        undefined,
        OTHERS.map(({ path, names, what }) => item(path, names[language], html`<p>${what[language]}</p>`)),
      )}
      ${section(
        'people',
        texts.people,
        texts.peopleHint,
        PEOPLE.map((person) => personItem(language, person, world)),
      )}
      ${section(
        'organizations',
        texts.organizations,
        undefined,
        ORGANIZATIONS.map(
          ({ name, code }) =>
            html`<li>
              <h3>${name}</h3>
              <dl>${fact(texts.creditCode, code)}</dl>
            </li>`,
        ),
      )}
      ${section('operator', texts.operator, texts.operatorHint, [
        html`<li><dl>${fact(texts.token, world.operatorToken)}</dl></li>`,
      ])}`,
  });
}

function section(id: string, title: string, hint: string | undefined, items: readonly Html[]): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${hint ? html`<p class="hint">${hint}</p>` : undefined}
    <ul class="places">
      ${items}
    </ul>
  </section>`;
}

const item = (address: string | undefined, name: string, what: Html | undefined): Html =>
  html`<li>
    ${address === undefined ? html`<strong>${name}</strong>` : html`<a href="${address}">${name}</a>`}${what}
  </li>`;

function siteItem(language: Language, { id, path, names }: (typeof SITES)[number]): Html {
  return item(
    `${path}/`,
    names[language],
    html`<ul>
      ${TO_TRY[id][language].map((what) => html`<li>${what}</li>`)}
    </ul>`,
  );
}

function appItem(language: Language, { path, names, host }: DemoApp): Html {
  const what = host && html`<p>${TEXTS[language].inside(host[language])}</p>`;
  return item(`${path}/`, names[language], what);
}

function personItem(language: Language, person: Person, { passwords, servicePins }: WorldFacts): Html {
  const texts = TEXTS[language];
  const identities = person.identities.map(({ name }) => name).join(language === 'zh' ? '、' : ', ');
  return html`<li>
    <h3>${person.name}</h3>
    <dl>
      ${fact(texts.password, passwords.get(person.id))} ${fact(texts.idNumber, person.idNumber)}
      ${fact(texts.phone, person.phone)} ${fact(texts.email, person.email)} ${fact(texts.bankCard, person.bankCard)}
      ${fact(texts.servicePin, servicePins.get(person.id))}
      ${fact(texts.memberNumber, person.accounts['housing-fund-site']?.join())}
      ${fact(texts.taxpayerNumber, person.accounts[TAX_HALL.id]?.join())}
      <div>
        <dt>${texts.identities}</dt>
        <dd>${identities === '' ? texts.onlyThemselves : identities}</dd>
      </div>
    </dl>
  </li>`;
}

/** Something to be copied. */
const fact = (term: string, value: string | undefined): Html =>
  html`<div>
    <dt>${term}</dt>
    <dd><code>${value}</code></dd>
  </div>`;
