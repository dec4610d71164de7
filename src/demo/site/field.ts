import { html, type Html } from '../web/html.js';

/** One field of a form, with its label and what is wrong with what was typed. */
export interface Field {
  /** Also its id: unique on the page. */
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password' | 'email' | 'tel';
  /** https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill-field */
  readonly autocomplete: string;
  readonly inputMode?: 'text' | 'numeric';
  readonly value?: string | undefined;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
}

export function field({ name, label, type = 'text', autocomplete, inputMode = 'text', ...more }: Field): Html {
  const { value = '', hint, problem } = more;
  const notes = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(' ');
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      inputmode="${inputMode}"
      autocomplete="${autocomplete}"
      autocapitalize="off"
      spellcheck="false"
      required
      value="${value}"
      ${notes ? html`aria-describedby="${notes}"` : undefined}
      ${problem ? html`aria-invalid="true"` : undefined}
    />
    ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : undefined}
    ${problem ? html`<p class="problem" id="${name}-problem">${problem}</p>` : undefined}
  </div>`;
}
