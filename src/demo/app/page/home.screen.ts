import type { PhoneClient } from '@saoma/mobile';
import type { Account } from './account.js';
import { canVerifyPerson } from './authenticator.js';
import { canReadScreen } from './camera.js';
import { codeForm, type Correction } from './code.form.js';
import { button, element, show } from './screen.js';
import { texts } from './texts.js';

/** What the person wants to do next; `again` when what stood in the way is gone. */
export type Wish =
  | { readonly kind: 'camera' | 'screen' | 'turn_on_quick_unlock' | 'sign_out' | 'again' }
  | { readonly kind: 'text'; readonly text: string };

/** What the home screen has to say about the way that was tried last, so that another one is at hand. */
export type Notice = { readonly text: string; readonly isOffline?: boolean } | Correction;

/** What next? */
export async function askWish(account: Account, phone: PhoneClient, notice: Notice | undefined): Promise<Wish> {
  const canQuickUnlock = account.hasQuickUnlock || (await canVerifyPerson());
  return new Promise((resolve) => {
    const correction = notice && 'typed' in notice ? notice : undefined;
    const remark = notice && 'text' in notice ? notice : undefined;
    show(
      'home',
      element('h1', {}, texts.hello(account.person.name)),
      remark && element('p', { class: 'problem', role: 'alert' }, remark.text),
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
      button(texts.signOut, 'quiet', () => resolve({ kind: 'sign_out' })),
    );
    // Whoever is told that their code is wrong types another, and nothing else.
    if (correction) document.getElementById('code')?.focus();
    if (remark?.isOffline) window.addEventListener('online', () => resolve({ kind: 'again' }), { once: true });
  });
}
