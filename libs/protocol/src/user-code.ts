import type { UserCodeAlphabet } from './messages.js';

/** What a typed code is made of. */
export interface UserCodeForm {
  /** Letters without vowels, so that no word comes about, and nothing that is mistaken for a digit (RFC 8628 §6.1). */
  readonly characters: string;
  /** With the last one, which is a check on the others. */
  readonly length: number;
  /** Characters between two dashes: what a person keeps in mind at once. */
  readonly group: number;
  /** What people and keyboards put in the place of one of the characters: each pair is what was typed and what it means. */
  readonly lookAlikes: readonly string[];
}

/** 43.2 bits of letters, 39.9 bits of digits, and one character more that tells slips (RFC 8628 §5.1, §6.1). */
export const USER_CODE_ALPHABETS: Readonly<Record<UserCodeAlphabet, UserCodeForm>> = {
  letters: {
    characters: 'BCDFGHJKLMNPQRSTVWXZ',
    length: 11,
    group: 5,
    // O and 0 are left out: they look like D and like Q. The last ten are Cyrillic, the nine before them Greek.
    lookAlikes: [
      ...['1L', 'IL', '2Z', '5S', '6G', '8B', 'UV'],
      ...['ΒB', 'ΖZ', 'ΗH', 'ΚK', 'ΜM', 'ΝN', 'ΡP', 'ΤT', 'ΧX'],
      ...['ВB', 'СC', 'НH', 'КK', 'МM', 'РP', 'ТT', 'ХX', 'ЅS', 'ЈJ'],
    ],
  },
  digits: {
    characters: '0123456789',
    length: 13,
    group: 4,
    lookAlikes: ['O0', 'I1', 'L1', 'Z2', 'S5', 'G6', 'B8'],
  },
};

/**
 * The character that makes others a code: ISO/IEC 7064, hybrid system MOD N+1,N. Another character in any one place, and
 * nearly any two that changed places, make no code, so that a slip is told at once and guesses at nobody's.
 * @param others all of the code but the last one.
 */
export function userCodeCheck(others: string, alphabet: UserCodeAlphabet): string {
  const { characters } = USER_CODE_ALPHABETS[alphabet];
  const size = characters.length;
  const product = Array.from(others).reduce((before, character) => {
    const sum = (before + characters.indexOf(character)) % size;
    return ((sum === 0 ? size : sum) * 2) % (size + 1);
  }, size);
  return characters.charAt((size + 1 - product) % size);
}

/** A code as it is shown: `WDJBMJHTKXD` becomes `WDJBM-JHTKX-D`. */
export function formatUserCode(code: string): string {
  const { group } = USER_CODE_ALPHABETS[userCodeAlphabet(code)];
  return code.match(new RegExp(`.{1,${group}}`, 'g'))?.join('-') ?? code;
}

/** Which kind a bare code is of. */
export function userCodeAlphabet(code: string): UserCodeAlphabet {
  return code.length === USER_CODE_ALPHABETS.digits.length ? 'digits' : 'letters';
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
  const alphabet = (['letters', 'digits'] as const).find(
    (each) => USER_CODE_ALPHABETS[each].length === typedCharacters.length,
  );
  if (alphabet === undefined) return undefined;
  const { characters, lookAlikes } = USER_CODE_ALPHABETS[alphabet];
  const meant = typedCharacters.map((each) => lookAlikes.find((pair) => pair.startsWith(each))?.charAt(1) ?? each);
  if (!meant.every((each) => characters.includes(each))) return undefined;
  const code = meant.join('');
  return code.endsWith(userCodeCheck(code.slice(0, -1), alphabet)) ? code : undefined;
}
