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

const UNITS = [
  { unitMs: 3_600_000, fromMs: 5_400_000, zh: '小时', en: ['hour', 'hours'] },
  { unitMs: 60_000, fromMs: 60_000, zh: '分钟', en: ['minute', 'minutes'] },
  { unitMs: 1_000, fromMs: 0, zh: '秒', en: ['second', 'seconds'] },
] as const;

/** How long to wait, in words: `5 minutes`, never less than it is. */
export function waitText(language: Language, waitMs: number): string {
  const { unitMs, zh, en } = UNITS.find(({ fromMs }) => waitMs > fromMs) ?? UNITS[2];
  const count = Math.max(1, Math.ceil(waitMs / unitMs));
  return language === 'zh' ? `${count} ${zh}` : `${count} ${count === 1 ? en[0] : en[1]}`;
}
