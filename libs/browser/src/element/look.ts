/**
 * The element's style sheet. Colours follow the page's own `color-scheme`; browsers without `light-dark()` get the
 * light ones. The plate of the code is black on white in every theme and in forced colours.
 */
export const LOOK = `
:host {
  --saoma-ink: #17202c;
  --saoma-muted: #566273;
  --saoma-surface: #fff;
  --saoma-line: #d5dbe3;
  --saoma-soft: #f2f5f9;
  --saoma-accent: #0b5cad;
  --saoma-on-accent: #fff;
  --saoma-code-size: 240px;
  display: block;
  font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif;
}
@supports (color: light-dark(#000, #fff)) {
  :host {
    --saoma-ink: light-dark(#17202c, #e8edf4);
    --saoma-muted: light-dark(#566273, #a5b1c2);
    --saoma-surface: light-dark(#fff, #151b24);
    --saoma-line: light-dark(#d5dbe3, #364152);
    --saoma-soft: light-dark(#f2f5f9, #1e2632);
    --saoma-accent: light-dark(#0b5cad, #8dbdff);
    --saoma-on-accent: light-dark(#fff, #0a1b33);
  }
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; margin: 0; }
.panel {
  display: grid;
  justify-items: center;
  align-items: start;
  gap: 16px;
  padding: 24px 20px;
  border-radius: 12px;
  background: var(--saoma-surface);
  color: var(--saoma-ink);
  text-align: center;
  outline: none;
}
.heading { font-size: 1.25em; line-height: 1.3; font-weight: 600; }
.stage {
  display: grid;
  place-items: center;
  inline-size: min(var(--saoma-code-size), 100%);
  aspect-ratio: 1;
  border: 1px solid var(--saoma-line);
  border-radius: 8px;
  background: var(--saoma-soft);
  overflow: hidden;
}
.stage.code, dialog .plate { background: #fff; color-scheme: only light; forced-color-adjust: none; }
.plate { display: grid; place-items: center; inline-size: 100%; block-size: 100%; }
svg { display: block; }
.mark { inline-size: 64px; block-size: 64px; fill: none; stroke: var(--saoma-accent); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.mark.stopped { stroke: var(--saoma-muted); }
.mark.busy { animation: turn 1s linear infinite; inline-size: 40px; block-size: 40px; }
@keyframes turn { to { transform: rotate(1turn); } }
.story { display: grid; gap: 16px; justify-items: inherit; inline-size: 100%; }
.status { display: grid; gap: 4px; }
.headline { font-weight: 600; overflow-wrap: anywhere; }
.hint, .steps, .countdown { color: var(--saoma-muted); }
.notice { padding: 8px 12px; border-radius: 6px; background: var(--saoma-soft); font-size: .875em; }
.notice:empty, .hint:empty { display: none; }
.steps { padding: 0; list-style: none; counter-reset: step; display: grid; gap: 6px; text-align: start; font-size: .9375em; }
.steps li { counter-increment: step; display: flex; gap: 10px; align-items: baseline; }
.steps li::before {
  content: counter(step);
  flex: none;
  inline-size: 1.6em;
  line-height: 1.6em;
  border-radius: 50%;
  background: var(--saoma-soft);
  color: var(--saoma-accent);
  font-size: .8125em;
  font-weight: 600;
  text-align: center;
}
.countdown { font-size: .9375em; font-variant-numeric: tabular-nums; }
.actions, form { display: flex; flex-wrap: wrap; justify-content: center; gap: 4px 8px; }
button, input {
  font: inherit;
  min-block-size: 40px;
  padding: 6px 12px;
  border: 1px solid transparent;
  border-radius: 6px;
  background: none;
  color: var(--saoma-accent);
}
button { cursor: pointer; }
button:hover { background: var(--saoma-soft); }
.due { background: var(--saoma-accent); color: var(--saoma-on-accent); }
.due:hover { background: var(--saoma-accent); text-decoration: underline; }
:focus-visible { outline: 3px solid var(--saoma-accent); outline-offset: 2px; }
form { align-items: end; }
label { display: grid; text-align: start; }
input { inline-size: 8em; border-color: var(--saoma-muted); color: inherit; letter-spacing: .2em; text-align: center; }
dialog { padding: 16px; border: 0; border-radius: 12px; background: #fff; color-scheme: only light; }
dialog::backdrop { background: rgb(0 0 0 / .6); }
dialog[open] { display: grid; justify-items: center; gap: 12px; }
dialog button { color: #0b5cad; }
.wide { grid-template-columns: auto minmax(0, 1fr); column-gap: 32px; justify-items: start; text-align: start; padding: 28px 32px; }
.wide .heading { grid-column: 1 / -1; }
.wide .stage { inline-size: var(--saoma-code-size); }
.wide .story { align-self: center; }
.wide .actions, .wide form { justify-content: start; }
.wide button:not(.due) { margin-inline-start: -12px; margin-inline-end: 12px; }
@media (prefers-reduced-motion: reduce) { .mark.busy { animation: none; } }
@media (forced-colors: active) { .stage, .notice { border: 1px solid; } }
`;
