import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Attack, ATTACKS, runAttacks, type Verdict } from '@saoma/attack';
import { root } from '../house/kept-tool.js';
import { type AttackedBroker, startAttacked } from './attacked-broker.js';
import { CONFUSIONS } from './confused-verifiers.js';
import type { Mutant } from './mutant.js';

const FOLDER = join(root, 'test/attack/mutants');

/** Enough for what counts up, and for what is never let go. */
const QUICK = { samples: 100, patienceMs: 500 };

describe('A broker that was broken on purpose', () => {
  let attacked: AttackedBroker;

  beforeAll(async () => {
    attacked = await startAttacked();
  });

  afterAll(() => attacked.close());

  /** What the attack says of a broker that is broken so. */
  async function verdictOn(mutant: Mutant, attack: Attack): Promise<Verdict | undefined> {
    const undo = mutant.apply(attacked);
    try {
      const [result] = await runAttacks([attack], { ...attacked.run, ...QUICK });
      return result?.verdict;
    } finally {
      undo();
    }
  }

  it('is there for each attack', async () => {
    const files = await readdir(FOLDER);
    expect(files.sort()).toEqual(ATTACKS.map(({ id }) => `${id}.ts`).sort());
  });

  it.each(ATTACKS)('does not withstand $id', async (attack) => {
    const { mutant } = (await import(join(FOLDER, `${attack.id}.ts`))) as { readonly mutant: Mutant };
    expect([mutant.breaks, await verdictOn(mutant, attack)]).toEqual([
      mutant.breaks,
      { outcome: 'broken', seen: expect.arrayContaining([expect.any(String)]) },
    ]);
  });

  it.each(CONFUSIONS)('does not withstand token-confusion by $kind', async (mutant) => {
    const attack = ATTACKS.find(({ id }) => id === 'token-confusion')!;
    const verdict = await verdictOn(mutant, attack);
    if (verdict?.outcome !== 'broken') throw new Error(`it is ${verdict?.outcome ?? 'not there'}: ${mutant.breaks}`);
    // It says what is wrong, and accuses the broker of nothing besides.
    expect(verdict.seen.filter((seen) => !mutant.sees.test(seen))).toEqual([]);
  });
});
