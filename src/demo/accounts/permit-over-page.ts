import type { LocalizedText } from '@saoma/protocol';
import { sitePage } from '../site/page.js';
import type { Site } from '../site/sites.js';
import { html } from '../web/html.js';
import type { Language } from '../web/language.js';

const TEXTS = {
  over: { zh: '这次验证已结束', en: 'This verification is over' },
  unchanged: { zh: '没有任何改动。请重新开始。', en: 'Nothing was changed. Start again.' },
  startAgain: { zh: '重新开始', en: 'Start again' },
} as const satisfies Record<string, LocalizedText>;

/**
 * For a browser that has no permit (any more), or sent a form that was shown under another.
 * @param startAgain where a new proof begins
 */
export function permitOverPage(site: Site, language: Language, startAgain: string): string {
  return sitePage(site, {
    language,
    title: TEXTS.over[language],
    main: html`<section class="card narrow">
      <h1>${TEXTS.over[language]}</h1>
      <p role="alert">${TEXTS.unchanged[language]}</p>
      <p><a class="button" href="${startAgain}">${TEXTS.startAgain[language]}</a></p>
    </section>`,
  });
}
