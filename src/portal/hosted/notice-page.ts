import type { LocalizedText } from '@saoma/protocol';
import { escaped, LANGUAGE_TAGS } from '../../platform/html.js';
import { pageOf, policyWith } from './markup.js';

interface Notice {
  readonly heading: LocalizedText;
  readonly text: LocalizedText;
}

/** What is told to people who can go nowhere from here. */
const NOTICES = {
  over: {
    heading: { zh: '这次登录已结束', en: 'This sign-in is over' },
    text: {
      zh: '它已超时、已取消，或是在另一个浏览器中打开的。请回到网站重新登录。',
      en: 'Its time is up, it was cancelled, or another browser opened it. Go back to the site and sign in again.',
    },
  },
  unknown_site: {
    heading: { zh: '无法确认是哪个网站', en: 'We cannot tell which site this is' },
    text: {
      zh: '把您带到这里的链接所写的网站没有登记。请不要继续，并从您信任的地址打开网站。',
      en: 'The link that led here names a site that is not registered. Do not go on; open the site at an address you trust.',
    },
  },
  wrong_way_back: {
    heading: { zh: '这个链接不可信', en: 'This link cannot be trusted' },
    text: {
      zh: '它要把您带到一个没有为该网站登记的地址，所以我们没有照做。请从您信任的地址打开网站。',
      en: 'It asks us to send you to an address that is not registered for that site, so we did not. Open the site at an address you trust.',
    },
  },
  wrong_request: {
    heading: { zh: '登录请求有误', en: 'Something is wrong with this sign-in request' },
    text: {
      zh: '网站发来的登录请求不完整或不正确。请回到网站重试；如果再次出现，请告知网站。',
      en: 'The site’s request is incomplete or incorrect. Go back and try again; if it happens again, tell the site.',
    },
  },
  signed_out: {
    heading: { zh: '您已退出登录', en: 'You are signed out' },
    text: {
      zh: '网站已请我们结束这次登录。您可以关闭这个页面。',
      en: 'The site has asked us to end this sign-in. You can close this page.',
    },
  },
  nothing_to_end: {
    heading: { zh: '这里没有要结束的登录', en: 'There is nothing to end here' },
    text: {
      zh: '把您带到这里的链接没有说明要结束哪次登录。请在网站上退出，或在应用的“已登录的电脑”中退出。',
      en: 'The link that led here names no sign-in. Sign out on the site itself, or in the app under “Signed-in computers”.',
    },
  },
  not_signed_out: {
    heading: { zh: '无法退出登录', en: 'We could not sign you out' },
    text: {
      zh: '把您带到这里的退出请求不正确，我们什么也没有结束。请在网站上退出，或在应用的“已登录的电脑”中退出。',
      en: 'The request that led here is incorrect, and we ended nothing. Sign out on the site itself, or in the app under “Signed-in computers”.',
    },
  },
  busy: {
    heading: { zh: '服务暂时不可用', en: 'The service is not available now' },
    text: {
      zh: '请稍后重新打开网站登录。',
      en: 'Please open the site again in a moment.',
    },
  },
} as const satisfies Record<string, Notice>;

export type NoticeName = keyof typeof NOTICES;

const LANGUAGES = ['zh', 'en'] as const;

export const NOTICE_POLICY = policyWith({});

/**
 * A page that sends nobody anywhere, in both languages since nothing is known of who reads it.
 * @param code an error of OAuth's by its name, for the site's developer
 */
export function noticePage(name: NoticeName, code?: string): string {
  const { heading, text } = NOTICES[name];
  const sections = LANGUAGES.map(
    (language) => `<section lang="${LANGUAGE_TAGS[language]}">
<h1>${escaped(heading[language])}</h1>
<p>${escaped(text[language])}</p>
</section>`,
  );
  const reference = code === undefined ? '' : `<p class="code"><code>${escaped(code)}</code></p>`;
  return pageOf('zh', `${heading.zh} · ${heading.en}`, `<main>${sections.join('')}${reference}</main>`);
}
