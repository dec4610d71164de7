import { html } from '../web/html.js';
import { type Language, LANGUAGE_TAGS } from '../web/language.js';
import type { DemoApp } from './apps.js';
import { THEME_COLOURS } from './manifest.js';

const TEXTS = {
  zh: {
    other: 'English',
    demo: '演示应用，人员均为虚构。',
    script: '本页需要启用 JavaScript。',
  },
  en: {
    other: '中文',
    demo: 'A demonstration. All people in it are invented.',
    script: 'This page needs JavaScript.',
  },
} as const;

/** The one page of an app. Its script fills `main`; the people come as a list that the script reads. */
export function phonePage({ names, host, people }: DemoApp, language: Language): string {
  const texts = TEXTS[language];
  const name = names[language];
  const other = language === 'zh' ? 'en' : 'zh';
  return html`<!doctype html>
    <html lang="${LANGUAGE_TAGS[language]}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="application-name" content="${name}" />
        <title>${name}</title>
        <meta name="theme-color" content="${THEME_COLOURS.light}" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="${THEME_COLOURS.dark}" media="(prefers-color-scheme: dark)" />
        <link rel="icon" href="icon.svg" type="image/svg+xml" />
        <link rel="manifest" href="${language}.webmanifest" />
        <link rel="stylesheet" href="app.css" />
        <link rel="stylesheet" href="look.css" />
        <script type="module" src="phone.js"></script>
      </head>
      <body>
        <div class="phone">
          <header>
            ${
              host &&
              html`<div class="host">
                <strong>${host[language]}</strong>
                <span class="capsule" aria-hidden="true"><i>…</i><i>×</i></span>
              </div>`
            }
            <img src="icon.svg" alt="" width="28" height="28" />
            <span>${name}</span>
            <a href="?lang=${other}" lang="${LANGUAGE_TAGS[other]}" hreflang="${other}">${texts.other}</a>
          </header>
          <main><noscript>${texts.script}</noscript></main>
          <footer>${texts.demo}</footer>
        </div>
        <template id="people">
          ${people.map(
            ({ id, name, phone }) => html`<data value="${id}" data-phone-ending="${phone.slice(-4)}">${name}</data>`,
          )}
        </template>
      </body>
    </html>`.toString();
}
