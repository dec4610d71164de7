import type { PhoneClient } from '@saoma/mobile';
import type { Person } from './account.js';
import { canReadScreen } from './camera.js';
import { codeForm, type Correction } from './code.form.js';
import { button, element, show } from './screen.js';
import { texts } from './texts.js';

/** What the person wants to do next; `again` when what stood in the way is gone. */
export type Wish =
  { readonly kind: 'camera' | 'screen' | 'sign_out' | 'again' } | { readonly kind: 'text'; readonly text: string };

/** What the home screen has to say about the way that was tried last, so that another one is at hand. */
export type Notice = { readonly text: string; readonly isOffline?: boolean } | Correction;

/** What next? */
export function askWish(person: Person, phone: PhoneClient, notice: Notice | undefined): Promise<Wish> {
  return new Promise((resolve) => {
    const correction = notice && 'typed' in notice ? notice : undefined;
    const remark = notice && 'text' in notice ? notice : undefined;
    show(
      'home',
      element('h1', {}, texts.hello(person.name)),
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
      button(texts.signOut, 'quiet', () => resolve({ kind: 'sign_out' })),
    );
    // Whoever is told that their code is wrong types another, and nothing else.
    if (correction) document.getElementById('code')?.focus();
    if (remark?.isOffline) window.addEventListener('online', () => resolve({ kind: 'again' }), { once: true });
  });
}
