import { SaomaLoginElement } from './element/saoma-login-element.js';

declare global {
  interface HTMLElementTagNameMap {
    'saoma-login': SaomaLoginElement;
  }
}

// Two copies of the script on one page must not break it.
if (!customElements.get('saoma-login')) customElements.define('saoma-login', SaomaLoginElement);
