import { facts } from '../site/facts.js';
import { timeText } from '../site/time-text.js';
import type { Verified } from '../site/id-token.js';
import type { Person } from '../people.js';
import { html, type Html } from '../web/html.js';
import type { Language } from '../web/language.js';
import { OPERATOR } from './certificates.js';
import type { Entry } from './service-book.js';
import { TEXTS } from './texts.js';

/** The unlockings on record, each with both people and when. */
export function recordOf(language: Language, entries: readonly Entry[]): Html {
  const texts = TEXTS[language];
  return html`<section aria-labelledby="record">
    <h2 id="record">${texts.recordTitle}</h2>
    ${entries.length === 0 ? html`<p>${texts.noRecord}</p>` : undefined}
    <ol class="records">
      ${entries.map((entry) => html`<li>${factsOf(language, entry)}</li>`)}
    </ol>
  </section>`;
}

function factsOf(language: Language, { event, atMs, unlocking }: Entry): Html {
  const texts = TEXTS[language];
  const { held, holder, operator } = unlocking;
  return facts(
    [texts.events[event], timeText(language, atMs)],
    [texts.enterprise, held.organization.name],
    [texts.holder, toldOf(language, held.holder, holder)],
    [texts.operator, toldOf(language, OPERATOR, operator)],
  );
}

/** The site's own name for a person it asked, and what the broker says of how long ago that person was verified. */
function toldOf(language: Language, { name }: Person, { verifiedAt }: Verified): string {
  const texts = TEXTS[language];
  return verifiedAt === undefined ? name : name + texts.verifiedAt(timeText(language, verifiedAt * 1_000));
}
