/** Digits and letters without I, O, S, V and Z; a character's value is its place. */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const FORM = new RegExp(`^[${CHARACTERS}]{2}\\d{6}[${CHARACTERS}]{10}$`);

/**
 * Whether a text is a unified social credit code: 18 characters of which the last checks the others, so that a slip of
 * the finger is no other enterprise.
 * @see GB 32100-2015 §5
 */
export function isCreditCode(text: string): boolean {
  if (!FORM.test(text)) return false;
  const values = Array.from(text, (character) => CHARACTERS.indexOf(character));
  const check = values.pop();
  // Weights are powers of 3 modulo 31.
  const { sum } = values.reduce(
    ({ sum, weight }, value) => ({ sum: sum + value * weight, weight: (weight * 3) % 31 }),
    { sum: 0, weight: 1 },
  );
  return check === (31 - (sum % 31)) % 31;
}
