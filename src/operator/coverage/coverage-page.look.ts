/** The style sheet of the report. Colours go with words and marks, never alone. */
export const LOOK = `
:root {
  color-scheme: light dark;
  --ink: #17202c; --soft: #4d5b6b; --paper: #eef2f6; --card: #fff; --line: #d3dbe4; --accent: #0b5cad;
  --good: #11622f; --bad: #a3241c; --open: #7a4b00;
  font: 1rem/1.55 system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif;
  color: var(--ink); background: var(--paper);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8edf4; --soft: #a7b4c2; --paper: #0d1218; --card: #151b24; --line: #303b48; --accent: #8dbdff;
    --good: #7fd69b; --bad: #ff9d94; --open: #f0c27a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem 1rem 3rem; }
main { inline-size: min(100%, 72rem); margin-inline: auto; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.3; }
h2 { margin: 0 0 .75rem; font-size: 1.1875rem; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; color: var(--soft); }
p { margin: 0 0 1rem; max-inline-size: 65ch; }
.card { padding: clamp(1rem, 3vw, 1.75rem); background: var(--card); border: 1px solid var(--line); border-radius: 16px; }
.card + .card { margin-block-start: 1.25rem; }
.sums { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: 0 0 .5rem; padding: 0; list-style: none; }
.scroll { overflow-x: auto; }
h2 small { color: var(--soft); font-weight: 400; }
.card > :last-child { margin-block-end: 0; }
/* Columns of the same width in every section, none of them so narrow that a word is broken up. */
table { inline-size: 100%; min-inline-size: 60rem; table-layout: fixed; border-collapse: collapse; font-size: .9375rem; }
th:nth-child(1) { inline-size: 8.5rem; } th:nth-child(3) { inline-size: 9.5rem; } th:nth-child(4) { inline-size: 12rem; }
th, td { padding: .5rem .75rem .5rem 0; text-align: start; vertical-align: top; border-block-start: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--soft); font-weight: 600; border: 0; }
tbody th { font-weight: 600; }
td:nth-child(3) { white-space: nowrap; font-weight: 600; }
td small { color: var(--soft); font-size: .8125rem; }
.in_force { color: var(--good); } .off { color: var(--bad); } .not_shown { color: var(--open); } .not_applicable { color: var(--soft); }
form { display: grid; gap: .75rem; max-inline-size: 28rem; }
label { display: grid; gap: .25rem; font-weight: 600; }
input, select, button { min-block-size: 44px; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: 8px; }
button { color: var(--card); background: var(--accent); border-color: var(--accent); font-weight: 600; cursor: pointer; }
.problem { padding-inline-start: .75rem; border-inline-start: .25rem solid var(--bad); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
summary { cursor: pointer; }
@media print { body { background: none; } .card { border: 0; padding: 0; } }
`;
