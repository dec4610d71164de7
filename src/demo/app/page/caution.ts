import type { Consent } from '@saoma/protocol';
import { cautionTexts } from './caution.texts.js';
import { fact } from './facts.js';
import { element } from './screen.js';
import { inLanguage } from './texts.js';

/** As late as a slow hand and a slow network are together. */
const LATE_MS = 4_000;

/** What speaks against it, set apart by a sign, a heading and a frame and not by colour alone; nothing where nothing does. */
export function cautionOf({ desktop, nearness, scan_age_ms: scanAgeMs = 0 }: Consent): HTMLElement | undefined {
  const sentences = [
    ...nearness.reasons.map((reason) => cautionTexts.reasons[reason]),
    scanAgeMs > LATE_MS ? cautionTexts.late(Math.round(scanAgeMs / 1_000)) : undefined,
    desktop.known === 'new' ? cautionTexts.newComputer : undefined,
  ].filter((sentence) => sentence !== undefined);
  if (sentences.length === 0) return undefined;
  return element(
    'section',
    { class: nearness.verdict === 'far' ? 'caution far' : 'caution', 'aria-labelledby': 'caution' },
    element('h2', { id: 'caution' }, cautionTexts.title),
    element('ul', {}, ...sentences.map((sentence) => element('li', {}, sentence))),
  );
}

/** Where the computer is, how that is from the phone, and whether the person has used it. */
export function whereabouts({ desktop, nearness }: Consent): readonly HTMLElement[] {
  return [
    ...(desktop.place ? fact(cautionTexts.place, inLanguage(desktop.place)) : []),
    ...fact(cautionTexts.nearnessTerm, cautionTexts.nearness[nearness.verdict]),
    ...(desktop.known === 'none'
      ? []
      : fact(cautionTexts.knownTerm, desktop.known === 'known' ? cautionTexts.known : cautionTexts.new)),
  ];
}
