/**
 * The element's style sheet. Colours follow the page's own `color-scheme`; browsers without `light-dark()` get the
 * light ones; greys are half transparent, so that they suit both. The plate of the code is black on white in every
 * theme and in forced colours. Nothing says left or right, so that it reads in both directions.
 */
export const LOOK = `
:host {
  --saoma-ink: #17202c;
  --saoma-surface: #fff;
  --saoma-accent: #0b5cad;
  --saoma-code-size: 248px;
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
:host([hidden]), [hidden], p:empty, .links:empty { display: none !important; }
* { box-sizing: border-box; margin: 0; overflow-wrap: anywhere; }
.panel, .story, .stage, .plate, .links, dialog[open] { display: grid; gap: 16px; place-items: center; }
.links { gap: 8px; place-items: stretch; text-align: center; }
.panel {
  padding: 24px 20px;
  border-radius: 12px;
  background: var(--saoma-surface);
  color: var(--saoma-ink);
  text-align: center;
  outline: none;
}
.heading { font-size: 1.25em; line-height: 1.3; }
.stage {
  inline-size: min(var(--saoma-code-size), 100%);
  aspect-ratio: 1;
  border: 1px solid #8893a366;
  border-radius: 8px;
  background: #8893a31a;
}
.code, dialog { background: #fff; color-scheme: only light; forced-color-adjust: none; }
svg { display: block; }
.mark { inline-size: 64px; fill: none; stroke: var(--saoma-accent); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.stopped { stroke: currentColor; opacity: .6; }
.busy { animation: turn 1s linear infinite; inline-size: 40px; }
@keyframes turn { to { transform: rotate(1turn); } }
.headline { font-weight: 600; }
.hint, .steps, .countdown { opacity: .8; }
.notice, .line { margin-block-start: 8px; padding: 8px 12px; border-radius: 6px; background: #8893a326; }
.typed { margin-block-start: 16px; }
.user-code { font: 600 1.75em/1.6 ui-monospace, monospace; user-select: all; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); user-select: none; }
.steps { padding-inline-start: 1.4em; text-align: start; }
.countdown { font-variant-numeric: tabular-nums; }
.actions, form { display: flex; flex-wrap: wrap; place-content: center; gap: 4px 20px; }
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
.link { inline-size: 100%; letter-spacing: 0; }
dialog { margin: auto; padding: 16px; border: 0; border-radius: 12px; }
dialog button { color: #0b5cad; }
.wide { grid-template-columns: auto 1fr; gap: 16px 32px; padding: 28px 32px; place-items: center start; text-align: start; }
.wide .heading { grid-column: 1 / -1; }
.wide .stage { inline-size: var(--saoma-code-size); }
.wide .story { place-items: start; }
.wide .actions, .wide form { place-content: start; }
@media (forced-colors: active) { button { padding-inline: 8px; } }
@media (prefers-reduced-motion: reduce) { .busy { animation: none; } }
`;
