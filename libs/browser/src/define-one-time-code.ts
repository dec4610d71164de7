import { SaomaOneTimeCodeElement } from './one-time-code/saoma-one-time-code-element.js';

declare global {
  interface HTMLElementTagNameMap {
    'saoma-one-time-code': SaomaOneTimeCodeElement;
  }
}

// Two copies of the script on one page must not break it.
if (!customElements.get('saoma-one-time-code')) customElements.define('saoma-one-time-code', SaomaOneTimeCodeElement);
