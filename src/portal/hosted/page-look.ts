/** The style sheet of our own pages. The element in it has its own and follows the colours. */
export const LOOK = `
:root {
  color-scheme: light dark;
  --ink: #17202c;
  --soft: #4d5b6b;
  --paper: #eef2f6;
  --card: #fff;
  --line: #d3dbe4;
  --accent: #0b5cad;
  font: 1rem/1.6 system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif;
  color: var(--ink);
  background: var(--paper);
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8edf4; --soft: #a7b4c2; --paper: #0d1218; --card: #151b24; --line: #303b48; --accent: #8dbdff; }
}
* { box-sizing: border-box; }
body { min-block-size: 100vh; margin: 0; padding: 1.5rem 1rem; display: grid; grid-template-columns: minmax(0, 1fr); place-items: center; }
.page { inline-size: min(100%, 42rem); }
main { padding: clamp(1.25rem, 5vw, 2.25rem); background: var(--card); border: 1px solid var(--line); border-radius: 16px; }
header { display: flex; gap: 1rem; align-items: center; margin-block-end: 1.5rem; }
header img { inline-size: 3.5rem; block-size: 3.5rem; object-fit: contain; border-radius: 12px; background: #fff; }
h1 { margin: 0; font-size: 1.375rem; line-height: 1.3; text-wrap: balance; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
header p { margin: .25rem 0 0; color: var(--soft); }
.warning { margin-block: 1.5rem 0; padding-inline-start: .75rem; border-inline-start: .25rem solid #b3261e; color: var(--soft); }
form { margin-block-start: 1.5rem; }
button {
  min-block-size: 44px; padding: .5rem 1.25rem; font: inherit; color: var(--accent); background: none;
  border: 1px solid currentcolor; border-radius: 8px; cursor: pointer;
}
button:hover { background: color-mix(in srgb, var(--accent) 10%, transparent); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
footer { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; justify-content: space-between; padding: 1rem .25rem 0; color: var(--soft); font-size: .875rem; }
footer a { display: inline-block; min-block-size: 24px; }
section + section { margin-block-start: 1.5rem; padding-block-start: 1.5rem; border-block-start: 1px solid var(--line); }
h1 + p { margin-block-start: .75rem; }
section p:last-child, main > p:last-child { margin-block-end: 0; }
.code { color: var(--soft); font-size: .875rem; }
saoma-login { --saoma-accent: var(--accent); --saoma-ink: var(--ink); --saoma-surface: var(--card); }
saoma-login::part(panel) { padding: 0; outline-offset: 12px; }
`;
