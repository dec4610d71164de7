import { CONTACT_CHANNELS, type ContactChannel } from '@saoma/protocol';
import type { Language } from '../element/languages.js';
import { html, part, write } from '../element/nodes.js';
import type { CodeFace } from './code-face.js';
import type { OneTimeCodeTexts } from './texts.js';

/** What the view asks of the element. */
export interface CodeViewListener {
  onSend(channel: ContactChannel): void;
  /** What was typed, and whether it can be a code. */
  onCode(code: string, isComplete: boolean): void;
}

/** Not `disabled`: that would take the focus away from whoever just pressed it. */
const DISABLED = 'aria-disabled';

/** Members of a face that are one line each of what is read out, in this order. */
const LINES = ['said', 'error', 'tries', 'mayResend'] as const;

/** The nodes of the element, made once and then only rewritten. */
export class CodeView {
  readonly node: HTMLElement;
  readonly #heading = part('h2', 'heading');
  readonly #legend = html('legend');
  readonly #ways = CONTACT_CHANNELS.map((channel) => {
    const radio = html('input', { type: 'radio', name: 'channel', value: channel });
    const text = html('span');
    return { channel, radio, text, node: part('label', 'contact', {}, radio, text) };
  });
  readonly #lines = {
    said: part('p', 'said'),
    error: part('p', 'error', { class: 'error notice', id: 'error' }),
    tries: part('p', 'tries'),
    mayResend: html('p', { class: 'unseen' }),
  };
  readonly #label = html('span');
  readonly #field = part('input', 'field', {
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    required: '',
    dir: 'ltr',
    'aria-describedby': 'error',
  });
  readonly #confirm = html('button', { class: 'due', part: 'button confirm' });
  readonly #typing = html('div', { class: 'typing' }, html('label', {}, this.#label, this.#field), this.#confirm);
  readonly #pause = part('p', 'pause', { role: 'timer' });
  readonly #send = html('button', { type: 'button', part: 'button send' });

  constructor(listener: CodeViewListener) {
    const status = part('div', 'status', { role: 'status', 'aria-atomic': 'false' }, ...Object.values(this.#lines));
    const heading = html('slot', { name: 'heading' }, this.#heading);
    const form = html(
      'form',
      { novalidate: '' },
      status,
      this.#typing,
      part('fieldset', 'contacts', {}, this.#legend, ...this.#ways.map(({ node }) => node)),
      html('div', { class: 'row' }, this.#send, this.#pause),
    );
    this.node = part('div', 'panel', { role: 'group', tabindex: '-1' }, heading, form);
    const send = (): void => {
      const way = this.#ways.find(({ radio }) => radio.checked);
      if (way && !this.#send.hasAttribute(DISABLED)) listener.onSend(way.channel);
    };
    this.#send.addEventListener('click', send);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#typing.hidden) send();
      else if (!this.#confirm.hasAttribute(DISABLED)) {
        // As it was pasted, or came out of a keyboard for Chinese.
        this.#field.value = this.#field.value.normalize('NFKC').replace(/[\s-]/g, '');
        listener.onCode(this.#field.value, this.#field.checkValidity());
      }
    });
  }

  /** The person is to type now. */
  focusField(): void {
    this.#field.focus();
  }

  render(face: CodeFace | undefined, [language, texts]: Language<OneTimeCodeTexts>, direction: string): void {
    const hadFocus = (this.node.getRootNode() as ShadowRoot).activeElement;
    this.node.hidden = !face;
    if (!face) return;
    this.node.lang = language;
    this.node.dir = direction;
    this.node.setAttribute('aria-label', texts.heading);
    write(this.#heading, texts.heading);
    write(this.#legend, texts.choose);
    this.#showContacts(face.contacts);
    for (const name of LINES) write(this.#lines[name], face[name] ?? '');
    const { digits, isWrong, maySend, isBusy } = face;
    this.#typing.hidden = digits === undefined;
    if (digits !== undefined) {
      write(this.#label, texts.label(digits));
      this.#field.pattern = `\\d{${digits}}`;
    }
    mark(this.#field, 'aria-invalid', isWrong);
    mark(this.#confirm, DISABLED, isBusy);
    write(this.#confirm, texts.actions.confirm);
    write(this.#pause, face.pause ?? '');
    this.#send.hidden = !face.offersSend;
    mark(this.#send, DISABLED, !maySend);
    this.#send.classList.toggle('due', digits === undefined);
    write(this.#send, texts.actions[digits === undefined ? 'send' : 'resend']);
    // A control that disappears under the focus would send it to the top of the page.
    if (hadFocus?.getClientRects().length === 0) this.node.focus({ preventScroll: true });
  }

  /** What was typed is of no use any more. */
  clear(): void {
    this.#field.value = '';
  }

  /** Radio buttons where there is a choice. */
  #showContacts(contacts: CodeFace['contacts']): void {
    this.#legend.hidden = contacts.length < 2;
    for (const { channel, radio, text, node } of this.#ways) {
      const contact = contacts.find((offered) => offered.channel === channel);
      node.hidden = !contact;
      radio.hidden = this.#legend.hidden;
      write(text, contact?.text ?? '');
    }
    const [first, ...others] = this.#ways.filter(({ node }) => !node.hidden);
    if (first) first.radio.checked = !others.some(({ radio }) => radio.checked);
  }
}

function mark(node: Element, name: string, isSo: boolean): void {
  if (isSo) node.setAttribute(name, 'true');
  else node.removeAttribute(name);
}
