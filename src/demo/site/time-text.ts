import { type Language, LANGUAGE_TAGS } from '../web/language.js';

/** A moment in words, in the time of the province. @param atMs epoch milliseconds */
export function timeText(language: Language, atMs: number): string {
  const format = new Intl.DateTimeFormat(LANGUAGE_TAGS[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Asia/Shanghai',
  });
  return format.format(atMs);
}
