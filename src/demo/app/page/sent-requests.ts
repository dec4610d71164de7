import type { PhoneClient } from '@saoma/mobile';
import type { SentRequest } from '@saoma/protocol';
import { listenForPushes } from './pushes.js';
import { requestTexts as words } from './requests.texts.js';
import { button, element } from './screen.js';
import { inLanguage } from './texts.js';

/** Where requests that portals sent appear, and go when their time is over, while everything around them stays as it is. */
export interface SentRequestsBox {
  readonly box: HTMLElement;
  /** Keeps them as they are until the signal is aborted. */
  keepTrue(phone: PhoneClient, signal: AbortSignal): void;
}

/** @param open what the person does with one of them */
export function sentRequestsBox(sent: readonly SentRequest[], open: (sessionId: string) => void): SentRequestsBox {
  const box = element('div', { class: 'sent', role: 'status' });
  const cards = new Map<string, HTMLElement>();
  const put = (now: readonly SentRequest[]): void => {
    for (const [id, card] of cards) {
      if (now.some(({ session_id }) => session_id === id)) continue;
      card.remove();
      cards.delete(id);
    }
    // One by one and never anew: a screen reader says what is added. The list is newest first.
    for (const request of [...now].reverse()) {
      if (cards.has(request.session_id)) continue;
      const card = cardOf(request, open);
      cards.set(request.session_id, card);
      box.prepend(card);
      setTimeout(() => card.remove(), request.expires_in_ms);
    }
  };
  put(sent);
  return {
    box,
    keepTrue: (phone, signal) => {
      // News that cannot be had is no news: the next look may have it.
      const look = (): void =>
        void phone.requests({ signal }).then(
          ({ sent: now }) => put(now),
          () => undefined,
        );
      document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look(), { signal });
      listenForPushes(phone, look, signal);
    },
  };
}

function cardOf(request: SentRequest, open: (sessionId: string) => void): HTMLElement {
  const { session_id: id, portal, purpose_text: purpose, binding_message: message } = request;
  return element(
    'section',
    { class: 'card', 'aria-labelledby': `sent-${id}` },
    element('h2', { id: `sent-${id}` }, words.waits),
    element('p', {}, words.from(inLanguage(portal.names), portal.domain)),
    element('p', { class: 'hint' }, inLanguage(purpose)),
    message === undefined ? undefined : element('p', { class: 'message' }, message),
    button(words.open, 'primary', () => open(id)),
  );
}
