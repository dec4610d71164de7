import type { Person } from './account.js';
import { canReadScreen, textIn } from './camera.js';
import { button, element, show } from './screen.js';
import { texts } from './texts.js';

/** What the person wants to do next. */
export type Wish =
  { readonly kind: 'camera' | 'screen' | 'sign_out' } | { readonly kind: 'text'; readonly text: string };

/** What next? `notice` says why the last way did not work, so that the other one is at hand. */
export function askWish(person: Person, notice: string | undefined): Promise<Wish> {
  return new Promise((resolve) => {
    const complaint = element('p', { class: 'problem', role: 'alert', hidden: '' });
    const complain = (text: string): void => {
      complaint.textContent = text;
      complaint.hidden = false;
    };
    show(
      'home',
      element('h1', {}, texts.hello(person.name)),
      notice === undefined ? undefined : element('p', { class: 'problem', role: 'alert' }, notice),
      element('p', { class: 'hint' }, texts.scanHint),
      button(texts.scan, 'primary', () => resolve({ kind: 'camera' })),
      element(
        'section',
        { class: 'paste' },
        element('h2', {}, texts.pasteTitle),
        pasteForm((text) => resolve({ kind: 'text', text }), complain),
        complaint,
        canReadScreen() ? button(texts.readScreen, 'plain', () => resolve({ kind: 'screen' })) : undefined,
      ),
      button(texts.signOut, 'quiet', () => resolve({ kind: 'sign_out' })),
    );
  });
}

/** Takes the text of a code, or a picture that has one in it. */
function pasteForm(give: (text: string) => void, complain: (text: string) => void): HTMLFormElement {
  const field = element('textarea', { id: 'code', rows: '3', autocomplete: 'off', spellcheck: 'false' });
  const form = element(
    'form',
    {},
    element('label', { for: 'code' }, texts.pasteLabel),
    element('p', { class: 'hint' }, texts.pasteHint),
    field,
    element('button', { class: 'plain' }, texts.continue),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text) give(text);
    else complain(texts.pasteEmpty);
  });
  field.addEventListener('paste', (event) => {
    const picture = Array.from(event.clipboardData?.files ?? []).find(({ type }) => type.startsWith('image/'));
    if (!picture) return;
    event.preventDefault();
    void textIn(picture)
      .catch(() => undefined)
      .then((text) => (text === undefined ? complain(texts.pasteNoCode) : give(text)));
  });
  return form;
}
