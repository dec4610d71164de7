import { field } from '../site/field.js';
import { sitePage } from '../site/page.js';
import { html, type Html } from '../web/html.js';
import { type Language, LANGUAGE_TAGS } from '../web/language.js';
import type { Outcome } from './asked-person.js';
import { TAX_HALL } from './site.js';
import { type Matter, MATTERS, type Problem, TEXTS } from './texts.js';

const { path } = TAX_HALL;

/** What the clerk types. */
export interface Order {
  readonly taxpayerNumber: string;
  readonly matter: Matter;
}

export function counterPage(language: Language, order?: Order, problem?: Problem): string {
  const texts = TEXTS[language];
  const elsewhere = problem !== undefined && problem !== 'number' ? texts.problems[problem] : undefined;
  const chosen = order?.matter ?? MATTERS[0];
  return sitePage(TAX_HALL, {
    language,
    title: texts.title,
    main: html`<section class="card narrow">
      <h1>${texts.title}</h1>
      <p class="lead">${texts.lead}</p>
      ${elsewhere && html`<p class="problem" role="alert">${elsewhere}</p>`}
      <form method="post" action="${path}/requests">
        ${field({
          name: 'number',
          label: texts.number,
          autocomplete: 'off',
          inputMode: 'numeric',
          value: order?.taxpayerNumber,
          hint: texts.numberHint,
          problem: problem === 'number' ? texts.problems.number : undefined,
        })}
        <fieldset>
          <legend>${texts.matter}</legend>
          ${MATTERS.map(
            (matter) =>
              html`<label class="choice"
                ><input type="radio" name="matter" value="${matter}" ${matter === chosen ? html`checked` : undefined} />
                ${texts.matters[matter]}</label
              >`,
          )}
        </fieldset>
        <button>${texts.ask}</button>
      </form>
    </section>`,
  });
}

/** What the clerk and the person look at while it is decided, and what came of it. */
export function requestPage(
  language: Language,
  { taxpayerNumber, matter }: Order,
  bindingMessage: string,
  outcome: Outcome,
): string {
  const texts = TEXTS[language];
  const isWaiting = outcome.kind === 'waiting';
  return sitePage(TAX_HALL, {
    language,
    title: texts.askedTitle,
    head: isWaiting
      ? html`<script type="module" src="${path}/request.js"></script>
          <noscript><meta http-equiv="refresh" content="5" /></noscript>`
      : undefined,
    main: html`<section class="card narrow" data-outcome="${outcome.kind}">
      <h1>${isWaiting ? texts.askedTitle : texts.outcomes[outcome.kind]}</h1>
      ${
        isWaiting
          ? html`<p>${texts.compare}</p>
              <p class="binding"><bdi translate="no">${bindingMessage}</bdi></p>`
          : undefined
      }
      <p class="${outcome.kind === 'confirmed' ? 'done' : isWaiting ? 'hint' : 'problem'}" role="status">
        ${isWaiting ? `${texts.outcomes.waiting} ` : ''}${texts.next[outcome.kind]}
      </p>
      <dl>
        ${
          outcome.kind === 'confirmed'
            ? [fact(texts.name, outcome.name), fact(texts.confirmedAt, timeOf(language, outcome.at))]
            : undefined
        }
        ${fact(texts.number, taxpayerNumber)} ${fact(texts.matter, texts.matters[matter])}
      </dl>
      <p class="actions"><a class="button quiet" href="${path}/">${texts.again}</a></p>
    </section>`,
  });
}

const fact = (term: string, value: string): Html =>
  html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;

const timeOf = (language: Language, at: number): string =>
  new Intl.DateTimeFormat(LANGUAGE_TAGS[language], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'Asia/Shanghai',
  }).format(at);
