import type { Consent } from '@saoma/protocol';
import type { Person } from './account.js';
import type { Choice } from './choice.js';
import { button, element, show } from './screen.js';
import { inLanguage, texts } from './texts.js';

/** Does the person agree? `expired` when they did not say in time. */
export function askConsent(consent: Consent, person: Person): Promise<Choice | 'expired'> {
  const { portal, desktop, purpose_text: purpose } = consent;
  const computer = [desktop.browser, desktop.system].filter((part) => part !== undefined).join(' · ');
  return new Promise((resolve) => {
    const choose = (choice: Choice | 'expired') => (): void => {
      clearTimeout(timer);
      resolve(choice);
    };
    const timer = setTimeout(choose('expired'), consent.expires_in_ms);
    show(
      'consent',
      element('h1', {}, texts.confirmTitle),
      element(
        'div',
        { class: 'asker' },
        portal.logo === undefined
          ? undefined
          : element('img', { src: portal.logo, alt: '', width: '44', height: '44' }),
        element('p', {}, texts.goesTo),
        element('strong', {}, inLanguage(portal.names)),
        element('span', { class: 'domain' }, portal.domain),
      ),
      element(
        'dl',
        {},
        ...fact(texts.purpose, inLanguage(purpose)),
        ...fact(texts.account, person.name),
        ...fact(texts.computer, computer),
        ...fact(texts.address, desktop.address),
        ...fact(texts.begun, texts.secondsAgo(Math.round(desktop.started_ms_ago / 1_000))),
      ),
      element('p', { class: 'warning' }, texts.warnings[consent.via]),
      // Saying no is as near as saying yes, and comes first (RFC 10027 §6.1.14).
      element(
        'div',
        { class: 'choices' },
        button(texts.cancel, 'plain', choose('declined')),
        button(texts.signIn, 'primary', choose('approve')),
      ),
      button(texts.notMe, 'quiet', choose('not_me')),
    );
  });
}

function fact(term: string, value: string | undefined): readonly HTMLElement[] {
  return [element('dt', {}, term), element('dd', {}, value === undefined || value === '' ? texts.unknown : value)];
}
