import type { DenyReason } from '@saoma/protocol';
import { canReadScreen } from './camera.js';
import { checkTexts as words } from './check.texts.js';
import { button, element, show } from './screen.js';
import { texts } from './texts.js';

/** What the person does while the computer asks for the digits. */
export type CheckWish =
  | { readonly kind: 'rescan' | 'digits' | 'camera' | 'screen' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'deny'; readonly reason: DenyReason };

/** Shows the digits, large and in two groups. */
export function showDigits(digits: string): Promise<CheckWish> {
  const half = digits.length / 2;
  return new Promise((resolve) => {
    show(
      'check',
      element('h1', {}, words.title),
      element(
        'div',
        { class: 'compare' },
        // Screen readers say a number as one: here each digit is a word of its own.
        element('strong', { 'aria-hidden': 'true' }, `${digits.slice(0, half)} ${digits.slice(half)}`),
        element('p', { class: 'unseen' }, words.spoken(digits.split('').join(' '))),
      ),
      element('p', { class: 'warning' }, words.hint),
      button(words.instead, 'plain', () => resolve({ kind: 'rescan' })),
      refusals(resolve),
    );
  });
}

/** Takes the computer's code once more: by the camera, from this screen, or as a text. */
export function askRescan(remark: string | undefined): Promise<CheckWish> {
  return new Promise((resolve) => {
    const field = element('input', { id: 'code', autocomplete: 'off', spellcheck: 'false', required: '' });
    const form = element(
      'form',
      {},
      element('label', { for: 'code' }, words.codeLabel),
      field,
      element('button', { class: 'plain' }, texts.continue),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      resolve({ kind: 'text', text: field.value.trim() });
    });
    show(
      'rescan',
      element('h1', {}, words.rescanTitle),
      remark === undefined ? undefined : element('p', { class: 'problem', role: 'alert' }, remark),
      element('p', { class: 'hint' }, words.rescanHint),
      button(words.useCamera, 'primary', () => resolve({ kind: 'camera' })),
      canReadScreen() ? button(texts.readScreen, 'plain', () => resolve({ kind: 'screen' })) : undefined,
      form,
      button(words.toDigits, 'plain', () => resolve({ kind: 'digits' })),
      refusals(resolve),
    );
  });
}

/** Saying no is as near as it was before. */
function refusals(answer: (wish: CheckWish) => void): HTMLElement {
  return element(
    'div',
    { class: 'choices' },
    button(texts.cancel, 'plain', () => answer({ kind: 'deny', reason: 'declined' })),
    button(texts.notMe, 'plain', () => answer({ kind: 'deny', reason: 'not_me' })),
  );
}
