import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ATTACKS, runAttacks } from '@saoma/attack';
import { root } from '../house/kept-tool.js';
import { type AttackedBroker, startAttacked } from './attacked-broker.js';
import type { Mutant } from './mutant.js';

const FOLDER = join(root, 'test/attack/mutants');

/** Enough for what counts up. */
const SAMPLES = 100;

describe('A broker that was broken on purpose', () => {
  let attacked: AttackedBroker;

  beforeAll(async () => {
    attacked = await startAttacked();
  });

  afterAll(() => attacked.close());

  it('is there for each attack', async () => {
    const files = await readdir(FOLDER);
    expect(files.sort()).toEqual(ATTACKS.map(({ id }) => `${id}.ts`).sort());
  });

  it.each(ATTACKS)('does not withstand $id', async (attack) => {
    const { mutant } = (await import(join(FOLDER, `${attack.id}.ts`))) as { readonly mutant: Mutant };
    const undo = mutant.apply(attacked);
    try {
      const [result] = await runAttacks([attack], { ...attacked.run, samples: SAMPLES });
      expect([mutant.breaks, result?.verdict]).toEqual([
        mutant.breaks,
        { outcome: 'broken', seen: expect.arrayContaining([expect.any(String)]) },
      ]);
    } finally {
      undo();
    }
  });
});
