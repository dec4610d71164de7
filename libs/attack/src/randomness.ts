/**
 * Whether words look as if each of their characters had been drawn by itself, every one of the alphabet alike. What is
 * random passes all tests but once in a million runs; what counts up, repeats or depends on the clock does not.
 *
 * 1. **Each position.** χ² = Σ (observed − n/k)² / (n/k) over the k characters, with k − 1 degrees of freedom. By Wilson
 *    and Hilferty (χ²/f)^⅓ is nearly normal with mean 1 − 2/(9f) and variance 2/(9f).
 * 2. **All bits.** Of N bits S are one; z = (2S − N)/√N is normal (NIST SP 800-22 §2.1).
 * 3. **One word after the other.** Of the N bits of neighbours, word i against word i + 1, S are alike; z as before.
 * 4. **Within a word.** Of the N pairs of neighbouring bits S are alike; z as before (a serial test at lag 1, §2.3).
 *
 * The threshold is |z| ≤ 6.5. A normal variable exceeds it with 8·10⁻¹¹, and with as many positions as words have, and as
 * the approximation of the first is rougher than that, all tests together stay below 10⁻⁶.
 *
 * @param words at least two, of one length
 * @param alphabet whose size is a power of two
 * @returns what does not look random, a sentence each
 */
export function looksRandom(words: readonly string[], alphabet: string): readonly string[] {
  const [first = ''] = words;
  if (words.length < LEAST_WORDS) throw new RangeError(`a sample of fewer than ${LEAST_WORDS} says nothing`);
  const bits = words.map((word) => bitsOf(word, alphabet));
  const scores: (readonly [what: string, z: number])[] = [
    ...Array.from(
      first,
      (_, place) => [`character ${place + 1} of the ids`, unevenness(words, place, alphabet)] as const,
    ),
    ['the share of ones among their bits', excess(bits.flat())],
    [
      'how an id follows from the one before',
      excess(bits.slice(1).flatMap((word, index) => word.map((bit, place) => Number(bit === bits[index]?.[place])))),
    ],
    [
      'how a bit of an id follows from the one before',
      excess(bits.flatMap((word) => word.slice(1).map((bit, index) => Number(bit === word[index])))),
    ],
  ];
  return scores
    .filter(([, z]) => !(Math.abs(z) <= MOST))
    .map(([what, z]) => `${what} is not as chance would have it (z = ${z.toFixed(1)})`);
}

export const LEAST_WORDS = 100;

/** In standard deviations. */
const MOST = 6.5;

/** How far the characters at one place are from being equally frequent, in standard deviations. */
function unevenness(words: readonly string[], place: number, alphabet: string): number {
  const expected = words.length / alphabet.length;
  const freedom = alphabet.length - 1;
  let chiSquare = 0;
  for (const letter of alphabet) {
    const observed = words.filter((word) => word.charAt(place) === letter).length;
    chiSquare += (observed - expected) ** 2 / expected;
  }
  const variance = 2 / (9 * freedom);
  return (Math.cbrt(chiSquare / freedom) - (1 - variance)) / Math.sqrt(variance);
}

/** How far the ones are from being half, in standard deviations. */
function excess(bits: readonly number[]): number {
  const ones = bits.reduce((sum, bit) => sum + bit, 0);
  return (2 * ones - bits.length) / Math.sqrt(bits.length);
}

function bitsOf(word: string, alphabet: string): number[] {
  const width = Math.log2(alphabet.length);
  return Array.from(word).flatMap((letter) => {
    const value = Math.max(0, alphabet.indexOf(letter));
    return Array.from({ length: width }, (_, bit) => (value >> (width - 1 - bit)) & 1);
  });
}
