import type { UserCodeAlphabet } from './messages.js';

/** What a typed code is made of. */
export interface UserCodeForm {
  /** Letters without vowels, so that no word comes about, and nothing that is mistaken for a digit (RFC 8628 §6.1). */
  readonly characters: string;
  readonly length: number;
  /** Characters between two dashes: what a person keeps in mind at once. */
  readonly group: number;
  /** What people and keyboards put in the place of one of the characters: each pair is what was typed and what it means. */
  readonly lookAlikes: readonly string[];
}

/** 34.6 bits of letters, 29.9 bits of digits (RFC 8628 §6.1); both live ten minutes at most and allow few tries. */
export const USER_CODE_ALPHABETS: Readonly<Record<UserCodeAlphabet, UserCodeForm>> = {
  letters: {
    characters: 'BCDFGHJKLMNPQRSTVWXZ',
    length: 8,
    group: 4,
    // O and 0 are left out: they look like D and like Q. The last ten are Cyrillic, the nine before them Greek.
    lookAlikes: [
      ...['1L', 'IL', '2Z', '5S', '6G', '8B', 'UV'],
      ...['ΒB', 'ΖZ', 'ΗH', 'ΚK', 'ΜM', 'ΝN', 'ΡP', 'ΤT', 'ΧX'],
      ...['ВB', 'СC', 'НH', 'КK', 'МM', 'РP', 'ТT', 'ХX', 'ЅS', 'ЈJ'],
    ],
  },
  digits: {
    characters: '0123456789',
    length: 9,
    group: 3,
    lookAlikes: ['O0', 'I1', 'L1', 'Z2', 'S5', 'G6', 'B8'],
  },
};

/** A code as it is shown: `WDJBMJHT` becomes `WDJB-MJHT`. */
export function formatUserCode(code: string): string {
  const { group } = USER_CODE_ALPHABETS[/^\d/.test(code) ? 'digits' : 'letters'];
  return code.match(new RegExp(`.{1,${group}}`, 'g'))?.join('-') ?? code;
}

/**
 * A code as it was typed, in any case, with spaces and dashes of any kind or without, full-width or not, with what looks
 * like one of its characters: its bare characters, upper case. `undefined` when it cannot be one (RFC 8628 §6.1).
 */
export function parseUserCode(typed: string): string | undefined {
  const typedCharacters = Array.from(
    typed
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  );
  const form = Object.values(USER_CODE_ALPHABETS).find(({ length }) => typedCharacters.length === length);
  if (!form) return undefined;
  const meant = typedCharacters.map((each) => form.lookAlikes.find((pair) => pair.startsWith(each))?.charAt(1) ?? each);
  return meant.every((each) => form.characters.includes(each)) ? meant.join('') : undefined;
}
