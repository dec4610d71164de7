import { type Consent, SELF } from '@saoma/protocol';
import type { Person } from './account.js';
import { cautionOf, whereabouts } from './caution.js';
import type { Choice } from './choice.js';
import { identityField } from './identity.field.js';
import { fact, portalOf } from './facts.js';
import { requestTexts } from './requests.texts.js';
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
      portalOf(consent.portal, element('strong'), words.asker),
      waitsElsewhere(consent),
      compared(consent),
      cautionOf(consent),
      text === undefined ? undefined : saidBySite(text),
      factsOf(consent, person),
      field?.fieldset,
      approvals && element('p', { class: 'notice' }, texts.approvals(approvals.needed, approvals.given + 1)),
      required && element('p', { class: 'notice' }, texts.willBeVerified),
      only ? undefined : element('p', { class: 'problem' }, texts.noIdentity),
      element('p', { class: 'effect' }, inLanguage(consent.effect_text)),
      element('p', { class: 'warning' }, warningOf(consent)),
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

/** Where no page goes on by itself, the person is told what does. */
function waitsElsewhere({ flow }: Consent): HTMLElement | undefined {
  return flow === 'code' ? undefined : element('p', { class: 'hint' }, requestTexts.waiting[flow]);
}

/** What the person must have before their eyes, too: else they approve what somebody else began (RFC 8628 §3.3.1, CIBA §7.1). */
function compared({ user_code: code, binding_message: message }: Consent): HTMLElement | undefined {
  const shown = code ?? message;
  if (shown === undefined) return undefined;
  return element(
    'div',
    { class: 'compare' },
    element('p', { id: 'compare' }, code === undefined ? requestTexts.compareMessage : requestTexts.compareDevice),
    element('strong', { 'aria-describedby': 'compare' }, shown),
    element('p', { class: 'hint' }, requestTexts.differs),
  );
}

function warningOf({ flow, via, purpose }: Consent): string {
  if (flow !== 'code') return requestTexts.warning[flow];
  return via === 'qr' ? texts.purposes[purpose].warning : texts.typedWarning;
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

function factsOf(consent: Consent, person: Person): HTMLElement {
  const { purpose_text, app, desktop, identities, flow } = consent;
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
    // Who was asked by name sits at no computer of which the broker knows.
    ...(flow === 'ciba'
      ? []
      : [
          ...fact(flow === 'device' ? requestTexts.device : texts.computer, computer),
          ...fact(texts.address, desktop.address),
          ...whereabouts(consent),
        ]),
    ...fact(texts.begun, texts.secondsAgo(Math.round(desktop.started_ms_ago / 1_000))),
  );
}
