import type { Person } from '../people.js';
import { html, type Html } from '../web/html.js';
import { type Language, LANGUAGE_TAGS } from '../web/language.js';
import type { Delivery } from './delivery.js';
import { TEXTS } from './texts.js';

interface Inbox {
  readonly people: readonly Person[];
  /** Whose phone it is. */
  readonly person: Person;
  readonly messages: readonly Delivery[];
  /** Whether the gateway is out of order. */
  readonly isDown: boolean;
}

/** The messages on somebody's phone. Its script asks for the same page again and takes over what is new in it. */
export function inboxPage(language: Language, { people, person, messages, isDown }: Inbox): string {
  const texts = TEXTS[language];
  const other = language === 'zh' ? 'en' : 'zh';
  return html`<!doctype html>
    <html lang="${LANGUAGE_TAGS[language]}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>${texts.title} - ${texts.phoneOf(person.name)}</title>
        <link rel="icon" href="icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="inbox.css" />
        <script type="module" src="inbox.js"></script>
      </head>
      <body>
        <div class="phone">
          <header>
            <img src="icon.svg" alt="" width="28" height="28" />
            <span>${texts.phoneOf(person.name)}</span>
            <a href="?person=${person.id}&lang=${other}" lang="${LANGUAGE_TAGS[other]}" hreflang="${other}"
              >${texts.otherLanguage}</a
            >
          </header>
          <nav aria-label="${texts.people}">
            ${people.map(({ id, name }) => personLink(id, name, id === person.id))}
          </nav>
          <main>
            <h1>${texts.title}</h1>
            <ol id="messages" aria-live="polite" aria-relevant="additions">
              ${messages.map((message) => messageItem(language, message))}
            </ol>
            <p class="empty">${texts.empty}</p>
          </main>
          <form id="gateway" method="post" action="gateway" data-state="${isDown ? 'down' : 'up'}">
            <p role="status">${isDown ? texts.isDown : texts.isUp}</p>
            <input type="hidden" name="person" value="${person.id}" />
            <button name="state" value="${isDown ? 'up' : 'down'}">${isDown ? texts.repair : texts.stop}</button>
          </form>
          <footer>${texts.footer} <a href="/demo/">${texts.world}</a></footer>
        </div>
      </body>
    </html>`.toString();
}

const personLink = (id: string, name: string, isShown: boolean): Html =>
  isShown ? html`<a href="?person=${id}" aria-current="page">${name}</a>` : html`<a href="?person=${id}">${name}</a>`;

function messageItem(language: Language, message: Delivery): Html {
  const { id, channel, to, from, text, code, receivedAt } = message;
  const [before = '', ...after] = text.split(code);
  const time = new Intl.DateTimeFormat(LANGUAGE_TAGS[language], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'Asia/Shanghai',
  });
  return html`<li data-id="${id}" class="${channel}">
    <h2>
      ${from[language]} <span class="channel">${TEXTS[language].channels[channel]}</span>
      <time datetime="${new Date(receivedAt).toISOString()}">${time.format(receivedAt)}</time>
    </h2>
    <p class="text" lang="${LANGUAGE_TAGS[message.language]}">${before}<strong>${code}</strong>${after.join(code)}</p>
    <p class="to">${TEXTS[language].to(to)}</p>
  </li>`;
}
