/** The portal's pages, as text. */
import { TEXTS } from './texts.mjs';

const REFRESH_SECONDS = 3;

/** What each face of the sign-in offers, and whether news may come without the person. */
const FACES = {
  pending: { isOpen: true, actions: ['typed-code', 'cancel'] },
  scanned: { isOpen: true, actions: ['new', 'cancel'] },
  unreachable: { isOpen: true, actions: ['cancel'] },
  checking: { isOpen: false, actions: ['cancel'] },
  confirm: { isOpen: false, actions: ['continue', 'new'] },
};
const OVER = { isOpen: false, actions: ['new'] };

export function welcomePage(language) {
  const texts = TEXTS[language];
  return page(texts, texts.welcome, html`<form method="post" action="/login"><button>${texts.signIn}</button></form>`);
}

export function homePage(language, { name = '' }) {
  const texts = TEXTS[language];
  const out = html`<form method="post" action="/sign-out"><button>${texts.signOut}</button></form>`;
  return page(texts, texts.hello(name), out);
}

/**
 * The sign-in as it stands.
 * @param face the session's state, the reason of its end, `confirm`, or what else is the matter
 * @param picture the code as a `data:` address, while there is one
 */
export function loginPage(
  language,
  face,
  { message = {}, picture, typed, apps = [], isHeld = false, isRescan = false, isWrong = false },
) {
  const texts = TEXTS[language];
  const { actions, ...pace } = FACES[face] ?? OVER;
  // Nobody can type into a page that draws itself anew.
  const isOpen = pace.isOpen || (face === 'checking' && isRescan);
  const about = { scanned: message.phone?.app.names[language], confirm: message.person?.name }[face];
  const said = texts.states[isRescan && face === 'checking' ? 'rescan' : face] ?? texts.states.failed;
  const button = (action) => (action === 'new' && isOpen ? texts.notYou : texts.actions[action]);
  const path = (action) => (action === 'new' ? '/login' : `/login/${action}`);
  return page(
    texts,
    typeof said === 'function' ? said(about) : said,
    html`
      ${message.refused && html`<p>${texts.refused[message.refused]}</p>`}
      ${picture && html`<img class="code" src="${picture}" alt="${texts.codeLabel}" width="264" height="264" />`}
      ${face === 'pending' && html`<p>${texts.steps(apps.map(({ names }) => names[language]))}</p>`}
      ${face === 'pending' && html`<p>${texts.remaining(Math.ceil(message.expires_in_ms / 1_000))}</p>`}
      ${face === 'pending' && typed && typedCode(texts, typed)}
      ${face === 'checking' && checkCode(texts, message.check ?? {}, { isRescan, isWrong })}
      ${actions
        .filter((action) => !(action === 'typed-code' && typed))
        .map((action) => html`<form method="post" action="${path(action)}"><button>${button(action)}</button></form>`)}
      ${isOpen && paceOf(texts, isHeld, isRescan)}
    `,
    isOpen && !isHeld && html`<meta http-equiv="refresh" content="${REFRESH_SECONDS}" />`,
  );
}

function typedCode(texts, { user_code, link }) {
  return html`<p>${texts.typedHint} <strong class="typed">${user_code}</strong></p>
    <p><a href="${link}">${texts.openHere}</a></p>`;
}

/** The digits from the phone, or another scan for those who cannot type (RFC 10027 §6.1.16). */
function checkCode(texts, { digits = 6, tries_left }, { isRescan, isWrong }) {
  if (isRescan) return html`<p>${texts.rescan} <a href="/login">${texts.typeInstead}</a></p>`;
  return html`<form method="post" action="/login/check">
      <label>
        ${texts.digits}
        <input
          name="digits"
          inputmode="numeric"
          autocomplete="one-time-code"
          required
          maxlength="${digits + 4}"
          aria-describedby="tries"
          ${isWrong && html`aria-invalid="true"`}
        />
      </label>
      <button>${texts.actions.check}</button>
    </form>
    <p id="tries">${isWrong && html`<strong>${texts.wrong}</strong>`} ${texts.triesLeft(tries_left)}</p>
    <p><a href="/login?scan">${texts.rescanInstead}</a></p>`;
}

/** A page that moves by itself must be one that can be held still (WCAG 2.2 §2.2.2). */
function paceOf(texts, isHeld, isRescan) {
  const here = isRescan ? '?scan' : '';
  const still = isRescan ? '?scan&hold' : '?hold';
  return isHeld
    ? html`<p>
        ${texts.holding} <a href="/login${still}">${texts.look}</a> <a href="/login${here}">${texts.resume}</a>
      </p>`
    : html`<p><a href="/login${still}">${texts.hold}</a></p>`;
}

/** The heading is the title too: it is what a screen reader says when the page has refreshed itself. */
function page(texts, heading, main, head) {
  const { tag, name, lang } = texts.other;
  return html`<!doctype html>
    <html lang="${texts.tag}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${heading}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
        ${head}
      </head>
      <body>
        <main>
          <h1>${heading}</h1>
          ${main}
        </main>
        <footer><a href="?lang=${lang}" lang="${tag}" hreflang="${tag}">${name}</a></footer>
      </body>
    </html>`.markup;
}

/** Markup whose every inserted text is escaped; `false` and `undefined` are nothing. */
function html(strings, ...values) {
  const text = (value) => {
    if (value === false || value === undefined) return '';
    if (Array.isArray(value)) return value.map(text).join('');
    return value.markup ?? String(value).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
  };
  return { markup: String.raw({ raw: strings }, ...values.map(text)) };
}
