import { type Consent, SELF } from '@saoma/protocol';
import type { Person } from './account.js';
import type { Choice } from './choice.js';
import { identityField } from './identity.field.js';
import { button, element, show } from './screen.js';
import { inLanguage, texts } from './texts.js';

/** Does the person agree? `expired` when they did not say in time. */
export function askConsent(consent: Consent, person: Person): Promise<Choice | 'expired'> {
  const { identities, text, required, approvals } = consent;
  const words = texts.purposes[consent.purpose];
  const [only] = identities;
  const field = identities.length > 1 ? identityField(identities) : undefined;
  return new Promise((resolve) => {
    const answer = (choice: Choice | 'expired'): void => {
      clearTimeout(timer);
      resolve(choice);
    };
    const timer = setTimeout(() => answer('expired'), consent.expires_in_ms);
    const decline = (): void => answer({ kind: 'deny', reason: 'declined' });
    const agree = (): void => {
      const identity = field ? field.choose() : only?.id;
      if (identity !== undefined) answer({ kind: 'approve', identity });
    };
    show(
      'consent',
      element('h1', {}, words.title),
      askerOf(consent, words.asker),
      text === undefined ? undefined : saidBySite(text),
      factsOf(consent, person),
      field?.fieldset,
      approvals && element('p', { class: 'notice' }, texts.approvals(approvals.needed, approvals.given + 1)),
      required && element('p', { class: 'notice' }, texts.willBeVerified),
      only ? undefined : element('p', { class: 'problem' }, texts.noIdentity),
      element('p', { class: 'warning' }, consent.via === 'qr' ? words.warning : texts.typedWarning),
      // Saying no is as near as saying yes, and comes first (RFC 10027 §6.1.14).
      element(
        'div',
        { class: 'choices' },
        button(texts.cancel, 'plain', decline),
        only && button(words.agree, 'primary', agree),
      ),
      button(texts.notMe, 'quiet', () => answer({ kind: 'deny', reason: 'not_me' })),
    );
  });
}

function askerOf({ portal }: Consent, label: string): HTMLElement {
  return element(
    'div',
    { class: 'asker' },
    portal.logo === undefined ? undefined : element('img', { src: portal.logo, alt: '', width: '44', height: '44' }),
    element('p', {}, label),
    element('strong', {}, inLanguage(portal.names)),
    element('span', { class: 'domain' }, portal.domain),
  );
}

/** Set apart, so that nobody takes the portal's words for the app's. */
function saidBySite(text: string): HTMLElement {
  return element(
    'figure',
    { class: 'said' },
    element('figcaption', {}, texts.siteSays),
    element('blockquote', {}, text),
  );
}

function factsOf({ purpose_text, app, desktop, identities }: Consent, person: Person): HTMLElement {
  const [only, ...others] = identities;
  const computer = [desktop.browser, desktop.system].filter((part) => part !== undefined).join(' · ');
  return element(
    'dl',
    {},
    ...fact(texts.purpose, inLanguage(purpose_text)),
    ...fact(texts.account, person.name),
    ...(only && only.id !== SELF && others.length === 0 ? fact(texts.actingAs, only.name) : []),
    ...fact(
      texts.through,
      app.host ? texts.inHost(inLanguage(app.names), inLanguage(app.host)) : inLanguage(app.names),
    ),
    ...fact(texts.computer, computer),
    ...fact(texts.address, desktop.address),
    ...fact(texts.begun, texts.secondsAgo(Math.round(desktop.started_ms_ago / 1_000))),
  );
}

function fact(term: string, value: string | undefined): readonly HTMLElement[] {
  return [element('dt', {}, term), element('dd', {}, value === undefined || value === '' ? texts.unknown : value)];
}
