import { type PhoneClient, PhoneError } from '@saoma/mobile';
import { textIn } from './camera.js';
import { element } from './screen.js';
import { inLanguage, texts } from './texts.js';

/** Why the code that was given last did not serve, and what it was. */
export interface Correction {
  readonly complaint: string;
  readonly typed: string;
}

/** Takes a typed code, a link, the text of a QR code, or a picture that has one in it; gives what can be claimed. */
export function codeForm(
  phone: PhoneClient,
  give: (text: string) => void,
  correction: Correction | undefined,
): HTMLFormElement {
  const field = element('input', {
    id: 'code',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    enterkeyhint: 'go',
    'aria-describedby': 'code-hint code-complaint',
  });
  const complaint = element('p', { id: 'code-complaint', class: 'problem', role: 'alert' });
  const complain = (text: string): void => {
    complaint.textContent = text;
    field.setAttribute('aria-invalid', 'true');
  };
  const take = (text: string): void => {
    const { kind } = phone.parse(text);
    if (kind === 'ours' || kind === 'user_code') return give(text);
    complain(kind === 'not_ours' ? texts.codeNotOurs : inLanguage(new PhoneError(kind, 'given by hand').tell));
  };
  const form = element(
    'form',
    { novalidate: '' },
    element('label', { for: 'code' }, texts.codeLabel),
    element('p', { class: 'hint', id: 'code-hint' }, texts.codeHint),
    field,
    complaint,
    element('button', { class: 'plain' }, texts.continue),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === '') complain(texts.codeEmpty);
    else take(text);
  });
  field.addEventListener('paste', (event) => {
    const picture = Array.from(event.clipboardData?.files ?? []).find(({ type }) => type.startsWith('image/'));
    if (!picture) return;
    event.preventDefault();
    void textIn(picture)
      .catch(() => undefined)
      .then((text) => (text === undefined ? complain(texts.noCodeInPicture) : take(text)));
  });
  if (correction) {
    field.value = correction.typed;
    complain(correction.complaint);
  }
  return form;
}
