import { html, part, write } from './nodes.js';
import type { Texts } from './texts.js';

/** The code to type, large and to be selected, with what to do with it; and its link, to be copied. */
export class UserCodeBox {
  readonly node: HTMLElement;
  readonly #hint = html('p');
  readonly #code = part('span', 'user-code', { 'aria-hidden': 'true', dir: 'ltr' });
  /** The same in single letters, since screen readers would try to pronounce it. */
  readonly #spelled = html('span', { class: 'unseen' });
  readonly #said = html('p');
  readonly #link = part('input', 'link', { readonly: '', dir: 'ltr' });
  #texts: Texts | undefined;

  constructor() {
    const code = html('p', {}, this.#code, this.#spelled);
    this.node = html('div', { class: 'typed' }, this.#hint, code, this.#said, this.#link);
  }

  show(code: string | undefined, texts: Texts): void {
    this.node.hidden = code === undefined;
    if (code !== this.#code.textContent) {
      write(this.#said, '');
      this.#link.hidden = true;
    }
    this.#texts = texts;
    write(this.#hint, texts.typeHint);
    write(this.#code, code ?? '');
    write(this.#spelled, (code ?? '').replace(/-/g, ',').split('').join(' '));
    this.#link.setAttribute('aria-label', texts.actions.copyLink);
  }

  /** Where a page may not write to the clipboard, the link is selected for the person to copy. */
  async copy(link: string): Promise<void> {
    write(this.#said, '');
    try {
      await navigator.clipboard.writeText(link);
      write(this.#said, this.#texts?.copied ?? '');
    } catch {
      this.#link.hidden = false;
      this.#link.value = link;
      this.#link.select();
      write(this.#said, this.#texts?.copyByHand ?? '');
    }
  }
}
