import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookie, setCookie } from './cookies.js';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What goes into `lang` attributes and `ui_locales` (BCP 47). */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

const COOKIE = 'demo_lang';
const YEAR_SECONDS = 31_536_000;

/** The language of a page: `?lang=`, which is remembered, then what was remembered, then what the browser asks for. */
export function languageOf(request: FastifyRequest, reply: FastifyReply): Language {
  const chosen = known((request.query as Record<string, unknown>)['lang']);
  if (chosen) setCookie(reply, COOKIE, chosen, { path: '/demo', secure: false, lifeSeconds: YEAR_SECONDS });
  return chosen ?? known(cookie(request, COOKIE)) ?? preferred(request.headers['accept-language'] ?? '');
}

function known(value: unknown): Language | undefined {
  return LANGUAGES.find((language) => language === value);
}

/** The best of our languages in an `Accept-Language` list (RFC 9110 §12.5.4). */
function preferred(list: string): Language {
  const ranges = list.split(',').map((range) => {
    const [tag = '', ...parameters] = range.trim().split(';');
    const weight = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean) ?? '1';
    return { language: known(tag.toLowerCase().split('-')[0]), weight: Number(weight) };
  });
  return ranges.sort((one, other) => other.weight - one.weight).find(({ language }) => language)?.language ?? 'zh';
}
