import { USER_CODE_ALPHABETS, type UserCodeAlphabet } from '@saoma/protocol';
import { guessBudget } from './guess-budget.js';

describe.each<UserCodeAlphabet>(['letters', 'digits'])('guesses at typed codes of %s', (alphabet) => {
  const { characters, length } = USER_CODE_ALPHABETS[alphabet];
  /** A guesser computes the check character: it adds nothing. */
  const codes = characters.length ** (length - 1);

  it('Invariant: of everybody, in the windows that a code can live through, are right with odds under 2^-32', () => {
    expect((3 * guessBudget(alphabet)) / codes).toBeLessThan(2 ** -32);
  });

  it('at hundreds of codes that live at once are right once in four hundred years', () => {
    const alive = 500;
    const windowsAYear = (365 * 24 * 60) / 10;
    // Each of the codes that live in a window may be hit by each of its guesses.
    expect((guessBudget(alphabet) * alive * windowsAYear) / codes).toBeLessThan(1 / 400);
  });

  it('are as many as that allows', () => {
    expect((3 * (guessBudget(alphabet) + 1)) / codes).toBeGreaterThan(2 ** -32);
  });
});
