import { requestTexts as words } from './requests.texts.js';
import { button, element, show } from './screen.js';
import { texts } from './texts.js';

/** 4 to 32 visible characters. */
const CODE = /^[^\p{C}\p{Z}]{4,32}$/u;

/** A code to choose, `null` for none from now on, or nothing because the person went back. */
export type RequestCodeWish = { readonly code: string | null } | undefined;

/** Without which code may certain sites not send requests? @param complaint why the last one did not serve */
export function askRequestCode(complaint?: string): Promise<RequestCodeWish> {
  return new Promise((resolve) => {
    const field = element('input', {
      id: 'request-code',
      autocomplete: 'off',
      autocapitalize: 'none',
      spellcheck: 'false',
      enterkeyhint: 'done',
      'aria-describedby': 'request-code-hint request-code-complaint',
    });
    const problem = element('p', { id: 'request-code-complaint', class: 'problem', role: 'alert' }, complaint);
    const form = element(
      'form',
      { novalidate: '' },
      element('label', { for: 'request-code' }, words.codeLabel),
      element('p', { class: 'hint', id: 'request-code-hint' }, words.codeHint),
      field,
      problem,
      element('button', { class: 'primary' }, words.save),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const code = field.value.trim();
      if (CODE.test(code)) {
        resolve({ code });
        return;
      }
      problem.textContent = words.codeWrong;
      field.setAttribute('aria-invalid', 'true');
      field.focus();
    });
    show(
      'request-code',
      element('h1', {}, words.settings),
      element('p', { class: 'hint' }, words.settingsHint),
      form,
      button(words.clear, 'plain', () => resolve({ code: null })),
      button(texts.back, 'quiet', () => resolve(undefined)),
    );
  });
}
