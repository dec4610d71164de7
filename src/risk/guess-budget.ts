import { USER_CODE_ALPHABETS, type UserCodeAlphabet } from '@saoma/protocol';

/** What all guesses together may come to at one session's typed code, while it lives (RFC 8628 §5.1). */
const ODDS = 2 ** 32;

/**
 * A window may begin while a code lives, so that two of them touch it; and tries that turned out right are given back, at
 * the border to the later window, never more than one window holds.
 */
const WINDOWS = 3;

/**
 * Wrong typed codes that everybody together has in a window of ten minutes, which is how long a code lives at most: 794 of
 * letters, 77 of digits. The check character makes no code harder to guess.
 */
export function guessBudget(alphabet: UserCodeAlphabet): number {
  const { characters, length } = USER_CODE_ALPHABETS[alphabet];
  return Math.floor(characters.length ** (length - 1) / ODDS / WINDOWS);
}
