import type { Person } from '../people.js';
import { html } from '../web/html.js';
import { type Language, LANGUAGE_TAGS } from '../web/language.js';
import { HOUSING_FUND_LINE } from './line.js';

const { serviceNumber } = HOUSING_FUND_LINE;

const TEXTS = {
  zh: {
    other: 'English',
    title: '电话',
    about: '本页代表一部普通电话：没有摄像头，也没有 App。',
    owner: '用谁的电话拨打',
    call: `拨打 ${serviceNumber}`,
    inCall: `正在与 ${serviceNumber} 通话`,
    heard: '语音内容',
    pressed: '已按',
    keypad: '拨号键盘',
    star: '星号键',
    hash: '井号键',
    hangUp: '挂断',
    aloud: '朗读',
    ended: '通话已结束。',
    lost: '线路中断，请重新拨打。',
    demo: '演示页面，人员均为虚构。电话服务密码见',
    world: '演示说明',
    script: '本页需要启用 JavaScript。',
  },
  en: {
    other: '中文',
    title: 'Telephone',
    about: 'This page stands for an ordinary telephone: no camera, no app.',
    owner: 'Whose phone is calling',
    call: `Call ${serviceNumber}`,
    inCall: `In a call with ${serviceNumber}`,
    heard: 'What the voice says',
    pressed: 'Pressed',
    keypad: 'Keypad',
    star: 'star',
    hash: 'hash',
    hangUp: 'Hang up',
    aloud: 'Read aloud',
    ended: 'The call has ended.',
    lost: 'The line is lost. Call again.',
    demo: 'A demonstration. All people in it are invented. Their service PINs:',
    world: 'about this demonstration',
    script: 'This page needs JavaScript.',
  },
} as const;

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** The telephone. Its script hears and presses; what can be said beforehand is in the markup. */
export function telephonePage(language: Language, people: readonly Person[]): string {
  const texts = TEXTS[language];
  const other = language === 'zh' ? 'en' : 'zh';
  const names: Readonly<Record<string, string>> = { '*': texts.star, '#': texts.hash };
  return html`<!doctype html>
    <html lang="${LANGUAGE_TAGS[language]}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${texts.title}</title>
        <link rel="icon" href="icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="telephone.css" />
        <script type="module" src="keypad.js"></script>
      </head>
      <body>
        <header>
          <img src="icon.svg" alt="" width="28" height="28" />
          <h1>${texts.title}</h1>
          <a href="?lang=${other}" lang="${LANGUAGE_TAGS[other]}" hreflang="${other}">${texts.other}</a>
        </header>
        <main>
          <noscript><p>${texts.script}</p></noscript>
          <form id="dial">
            <p>${texts.about}</p>
            <label for="owner">${texts.owner}</label>
            <select id="owner">
              ${people.map(({ id, name, phone }) => html`<option value="${id}">${name} ${grouped(phone)}</option>`)}
            </select>
            <button>${texts.call}</button>
          </form>
          <h2 id="in-call" tabindex="-1" hidden>${texts.inCall}</h2>
          <div id="heard" role="log" tabindex="0" aria-label="${texts.heard}"></div>
          <div id="keypad" hidden>
            <p class="display"><span class="unseen">${texts.pressed}</span> <output id="pressed"></output></p>
            <div class="keys" role="group" aria-label="${texts.keypad}">
              ${KEYS.map(
                (key) =>
                  html`<button type="button" value="${key}" ${names[key] && html`aria-label="${names[key]}"`}>
                    ${key}
                  </button>`,
              )}
            </div>
            <button type="button" id="hang-up">${texts.hangUp}</button>
          </div>
          <label class="aloud" hidden><input type="checkbox" id="aloud" /> ${texts.aloud}</label>
          <template id="ended">${texts.ended}</template>
          <template id="lost">${texts.lost}</template>
        </main>
        <footer>${texts.demo} <a href="/demo/">${texts.world}</a></footer>
      </body>
    </html>`.toString();
}

/** `+8613800000142` as people write it: 138 0000 0142. */
const grouped = (phone: string): string => phone.replace(/^\+86(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
