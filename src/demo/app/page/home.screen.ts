import type { PhoneClient } from '@saoma/mobile';
import type { SentRequest } from '@saoma/protocol';
import type { Account } from './account.js';
import { canVerifyPerson } from './authenticator.js';
import { canReadScreen } from './camera.js';
import { codeForm, type Correction } from './code.form.js';
import { desktopTexts } from './desktops.texts.js';
import { requestTexts } from './requests.texts.js';
import { button, element, show } from './screen.js';
import { sentRequestsBox } from './sent-requests.js';
import { texts } from './texts.js';

/** What the person wants to do next; `again` when what stood in the way is gone. */
export type Wish =
  | {
      readonly kind: 'camera' | 'screen' | 'turn_on_quick_unlock' | 'desktops' | 'request_code' | 'sign_out' | 'again';
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'open'; readonly sessionId: string };

/** What the home screen has to say about the way that was tried last, so that another one is at hand. */
export type Notice = { readonly text: string; readonly isOffline?: boolean } | { readonly done: string } | Correction;

/** What the home screen shows besides what is always there. */
interface HomeOptions {
  readonly notice: Notice | undefined;
  /** What portals sent to the person. */
  readonly sent: readonly SentRequest[];
}

/** What next? */
export async function askWish(account: Account, phone: PhoneClient, { notice, sent }: HomeOptions): Promise<Wish> {
  const canQuickUnlock = account.hasQuickUnlock || (await canVerifyPerson());
  const left = new AbortController();
  const wish = new Promise<Wish>((resolve) => {
    const requests = sentRequestsBox(sent, (sessionId) => resolve({ kind: 'open', sessionId }));
    const correction = notice && 'typed' in notice ? notice : undefined;
    const remark = notice && 'text' in notice ? notice : undefined;
    show(
      'home',
      element('h1', {}, texts.hello(account.person.name)),
      remark && element('p', { class: 'problem', role: 'alert' }, remark.text),
      notice && 'done' in notice ? element('p', { class: 'told', role: 'status' }, notice.done) : undefined,
      requests.box,
      element('p', { class: 'hint' }, texts.scanHint),
      button(texts.scan, 'primary', () => resolve({ kind: 'camera' })),
      element(
        'section',
        { class: 'by-hand', 'aria-labelledby': 'by-hand' },
        element('h2', { id: 'by-hand' }, texts.byHand),
        codeForm(phone, (text) => resolve({ kind: 'text', text }), correction),
        canReadScreen() ? button(texts.readScreen, 'plain', () => resolve({ kind: 'screen' })) : undefined,
      ),
      canQuickUnlock
        ? element(
            'section',
            { class: 'quick-unlock', 'aria-labelledby': 'quick-unlock' },
            element('h2', { id: 'quick-unlock' }, texts.quickUnlock),
            element('p', { class: 'hint' }, account.hasQuickUnlock ? texts.quickUnlockIsOn : texts.quickUnlockHint),
            account.hasQuickUnlock
              ? undefined
              : button(texts.turnOnQuickUnlock, 'plain', () => resolve({ kind: 'turn_on_quick_unlock' })),
          )
        : undefined,
      element(
        'nav',
        { 'aria-label': texts.more },
        button(desktopTexts.title, 'plain', () => resolve({ kind: 'desktops' })),
        button(requestTexts.toSettings, 'plain', () => resolve({ kind: 'request_code' })),
      ),
      button(texts.signOut, 'quiet', () => resolve({ kind: 'sign_out' })),
    );
    // Whoever is told that their code is wrong types another, and nothing else.
    if (correction) document.getElementById('code')?.focus();
    if (remark?.isOffline) window.addEventListener('online', () => resolve({ kind: 'again' }), { once: true });
    requests.keepTrue(phone, left.signal);
  });
  return wish.finally(() => left.abort());
}
