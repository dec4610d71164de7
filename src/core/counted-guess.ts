import type { ProblemCode } from '@saoma/protocol';
import { type Outcome, refused } from './outcome.js';
import type { Count, Limits } from './ports.js';

/**
 * A guess at a short secret: counted before it is looked at, so that many at once count as many, and given back unless it is
 * refused as `wrong`. Refuses with `slow_down` what is over a count, unseen.
 */
export async function countedGuess<T>(
  limits: Pick<Limits, 'takeAll' | 'giveBack'>,
  counts: readonly Count[],
  wrong: ProblemCode,
  look: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const retryAfterMs = await limits.takeAll(...counts);
  if (retryAfterMs !== undefined) return refused('slow_down', { retryAfterMs });
  const giveBack = (): Promise<unknown> => Promise.all(counts.map((count) => limits.giveBack(...count)));
  try {
    const seen = await look();
    if (seen.ok || seen.code !== wrong) await giveBack();
    return seen;
  } catch (error) {
    // Nothing was found out, and the same will be sent again.
    await giveBack().catch(() => undefined);
    throw error;
  }
}
