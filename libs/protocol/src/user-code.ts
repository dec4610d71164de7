import type { UserCodeAlphabet } from './messages.js';

/** What a typed code is made of. */
export interface UserCodeForm {
  /** Letters without vowels, so that no word comes about, and nothing that is mistaken for a digit (RFC 8628 §6.1). */
  readonly characters: string;
  readonly length: number;
  /** Characters between two dashes: what a person keeps in mind at once. */
  readonly group: number;
}

/** 34.6 bits of letters, 29.9 bits of digits (RFC 8628 §6.1); both live ten minutes at most and allow few tries. */
export const USER_CODE_ALPHABETS: Readonly<Record<UserCodeAlphabet, UserCodeForm>> = {
  letters: { characters: 'BCDFGHJKLMNPQRSTVWXZ', length: 8, group: 4 },
  digits: { characters: '0123456789', length: 9, group: 3 },
};

/** A code as it is shown: `WDJBMJHT` becomes `WDJB-MJHT`. */
export function formatUserCode(code: string): string {
  const { group } = USER_CODE_ALPHABETS[/^\d/.test(code) ? 'digits' : 'letters'];
  return code.match(new RegExp(`.{1,${group}}`, 'g'))?.join('-') ?? code;
}

/**
 * A code as it was typed, in any case, with spaces and dashes of any kind or without, full-width or not: its bare
 * characters, upper case. `undefined` when it cannot be one (RFC 8628 §6.1).
 */
export function parseUserCode(typed: string): string | undefined {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  const isOne = Object.values(USER_CODE_ALPHABETS).some(
    ({ characters, length }) => code.length === length && Array.from(code).every((each) => characters.includes(each)),
  );
  return isOne ? code : undefined;
}
