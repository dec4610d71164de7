/**
 * What the elements of this package look like in common. Colours follow the page's own `color-scheme`; browsers without
 * `light-dark()` get the light ones; greys are half transparent, so that they suit both. Nothing says left or right, so
 * that it reads in both directions.
 */
export const GROUND_LOOK = `
:host {
  --saoma-ink: #17202c;
  --saoma-surface: #fff;
  --saoma-accent: #0b5cad;
  display: block;
  font: 16px/1.5 system-ui, sans-serif;
}
@supports (color: light-dark(#000, #fff)) {
  :host {
    --saoma-ink: light-dark(#17202c, #e8edf4);
    --saoma-surface: light-dark(#fff, #151b24);
    --saoma-accent: light-dark(#0b5cad, #8dbdff);
  }
}
:host([hidden]), [hidden], p:empty { display: none !important; }
* { box-sizing: border-box; margin: 0; overflow-wrap: anywhere; }
.panel {
  display: grid;
  gap: 16px;
  place-items: center;
  padding: 24px 20px;
  border-radius: 12px;
  background: var(--saoma-surface);
  color: var(--saoma-ink);
  text-align: center;
  outline: none;
}
.heading { font-size: 1.25em; line-height: 1.3; }
.notice, .line { margin-block-start: 8px; padding: 8px 12px; border-radius: 6px; background: #8893a326; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); user-select: none; }
button, input, a {
  font: inherit;
  min-block-size: 40px;
  padding: 6px 0;
  border: 1px solid transparent;
  border-radius: 6px;
  background: none;
  color: var(--saoma-accent);
  text-decoration: none;
}
button { cursor: pointer; }
button:hover, a:hover { text-decoration: underline; }
.due { padding-inline: 16px; background: var(--saoma-accent); color: var(--saoma-surface); }
:focus-visible { outline: 3px solid var(--saoma-accent); outline-offset: 2px; }
input { inline-size: 8em; padding-inline: 8px; border-color: currentColor; color: inherit; letter-spacing: .2em; text-align: center; }
@media (forced-colors: active) { button { padding-inline: 8px; } }
`;
