import type { LocalizedText } from '@saoma/protocol';

export type Language = keyof LocalizedText;

/**
 * The language of a page: what the person chose on it, what the portal asks for, what the browser does; else Chinese.
 * @param uiLocales tags in order of preference (OpenID Connect Core §3.1.2.1)
 * @param accepted `Accept-Language` (RFC 9110 §12.5.4)
 */
export function languageOf(chosen: unknown, uiLocales = '', accepted = ''): Language {
  const wanted = [chosen, ...uiLocales.split(' '), ...byWeight(accepted)];
  return wanted.map(known).find((language) => language !== undefined) ?? 'zh';
}

function known(tag: unknown): Language | undefined {
  const [language = ''] = typeof tag === 'string' ? tag.toLowerCase().split('-') : [];
  return language === 'zh' || language === 'en' ? language : undefined;
}

function byWeight(accepted: string): string[] {
  const ranges = accepted.split(',').map((range) => {
    const [tag = '', ...parameters] = range.trim().split(';');
    const weight = parameters.flatMap((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1] ?? [])[0] ?? '1';
    return { tag, weight: Number(weight) };
  });
  return ranges
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}
