/** The style sheet of `<saoma-one-time-code>`, upon the common one. */
export const ONE_TIME_CODE_LOOK = `
.panel { display: block; place-items: normal; text-align: start; }
.said, .error, .tries { inline-size: fit-content; margin-block-start: 8px; }
.typing, .contacts, .row { margin-block-start: 16px; }
.typing, .contact, .row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; }
.typing { align-items: end; }
.typing label { display: grid; gap: 4px; }
.field { inline-size: 10em; }
[aria-invalid] { border-width: 2px; }
.contacts { border: 0; padding: 0; }
.contact { flex-wrap: nowrap; min-block-size: 40px; }
.contact input { inline-size: 20px; min-block-size: 20px; flex: none; accent-color: var(--saoma-accent); }
legend { padding: 0; }
.pause { opacity: .8; font-variant-numeric: tabular-nums; }
[aria-disabled] { opacity: .6; cursor: default; }
`;
