import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ATTACKS } from '@saoma/attack';
import type { Proof } from '../../src/operator/coverage/requirement.js';
import { REQUIREMENT_SETS } from '../../src/operator/coverage/requirements/requirement-sets.js';
import { root } from './kept-tool.js';
import { titlesOf } from './test-titles.js';

const ATTACK_SPEC = 'test/attack/attack.spec.ts';

const PROOFS = [
  ...new Set(REQUIREMENT_SETS.flatMap(({ requirements }) => requirements.flatMap(({ shownBy }) => shownBy))),
].sort();

/** What is wrong with a proof; `undefined`: nothing. */
function wrongWith(proof: Proof): string | undefined {
  const [file = '', ...rest] = proof.split(': ');
  const words = rest.join(': ');
  if (!file.endsWith('.spec.ts') || !existsSync(join(root, file))) return 'no such spec';
  if (words === '') return undefined;
  // Their names come from the table of attacks, and one may be the beginning of another.
  if (file === ATTACK_SPEC) return ATTACKS.some(({ id }) => id === words) ? undefined : 'no such attack';
  return titlesOf(join(root, file)).some((title) => title.includes(words)) ? undefined : 'no test has this name';
}

describe('What the report of coverage names as shown by tests', () => {
  it.each(PROOFS)('is there: %s', (proof) => {
    expect(wrongWith(proof)).toBeUndefined();
  });

  it.each([
    ['test/flows/gone.spec.ts', 'no such spec'],
    ['test/flows/worlds.ts', 'no such spec'],
    ['test/flows/limits.spec.ts: what nobody wrote', 'no test has this name'],
    ['test/flows/limits.spec.ts: startBroker', 'no test has this name'],
    ['test/attack/attack.spec.ts: foreign', 'no such attack'],
  ])('would be missed: %s', (proof, wrong) => {
    expect(wrongWith(proof)).toBe(wrong);
  });

  it('is each requirement once', () => {
    const ids = REQUIREMENT_SETS.flatMap(({ requirements }) => requirements.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
