/**
 * The style sheet of `<saoma-login>`, upon the common one. The plate of the code is black on white in every theme and in
 * forced colours.
 */
export const LOOK = `
:host { --saoma-code-size: 248px; }
.links:empty { display: none; }
.story, .stage, .plate, .links, dialog[open] { display: grid; gap: 16px; place-items: center; }
.links { gap: 8px; place-items: stretch; text-align: center; }
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
.headline { font-weight: 600; text-wrap: balance; }
.hint, .steps, .countdown { opacity: .8; }
.typed { margin-block-start: 16px; }
.user-code { font: 600 1.5em/1.6 ui-monospace, monospace; user-select: all; }
.steps { padding-inline-start: 1.4em; text-align: start; }
.countdown { font-variant-numeric: tabular-nums; }
.actions, form { display: flex; flex-wrap: wrap; place-content: center; gap: 4px 20px; }
.link { inline-size: 100%; letter-spacing: 0; }
dialog { margin: auto; padding: 16px; border: 0; border-radius: 12px; }
dialog button { color: #0b5cad; }
.wide { grid-template-columns: auto 1fr; gap: 16px 32px; padding: 28px 32px; place-items: center start; text-align: start; }
.wide .heading { grid-column: 1 / -1; }
.wide .stage { inline-size: var(--saoma-code-size); }
.wide .story { place-items: start; }
.asking .stage { order: 1; inline-size: min(168px, 100%); }
.wide.asking .stage { order: 0; }
[aria-invalid] { border-width: 2px; }
.wide .actions, .wide form { place-content: start; }
@media (prefers-reduced-motion: reduce) { .busy { animation: none; } }
`;
