import { html, type Html } from '../web/html.js';

/** A list of facts: what, and what it is. */
export function facts(...pairs: readonly (readonly [term: string, value: string])[]): Html {
  return html`<dl>
    ${pairs.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
