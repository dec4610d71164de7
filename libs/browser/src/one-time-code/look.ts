/** The style sheet of `<saoma-one-time-code>`, upon the common one. */
export const ONE_TIME_CODE_LOOK = `
form, .status, .contacts, .row { display: grid; gap: 16px; place-items: center; }
.status { gap: 8px; }
.contacts { gap: 4px; place-items: start; border: 0; padding: 0; }
.contact { display: flex; gap: 8px; place-items: center; min-block-size: 40px; text-align: start; }
.contact input { inline-size: 20px; min-block-size: 20px; flex: none; accent-color: var(--saoma-accent); }
.typing { display: flex; flex-wrap: wrap; place-content: center; place-items: end; gap: 8px 20px; }
.typing label { display: grid; }
.field { inline-size: 10em; }
.row { gap: 4px; }
.error { font-weight: 600; }
[aria-invalid] { border-width: 2px; }
.pause { opacity: .8; font-variant-numeric: tabular-nums; }
[aria-disabled] { opacity: .6; cursor: default; }
`;
