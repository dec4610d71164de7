import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Evidence, isShown, readEvidence } from './evidence.js';

const MADE_AT = '2026-11-30T10:00:00.000Z';
const evidenceOf = (proofs: Evidence['proofs']): Evidence => ({ madeAt: MADE_AT, proofs });

describe('A requirement is shown', () => {
  const limits = 'test/flows/limits.spec.ts: counts';
  const once = 'test/conformance/once.spec.ts';

  it('by tests that passed, each of its proofs by one at least', () => {
    const evidence = evidenceOf({ [limits]: { passed: 3, failed: 0 }, [once]: { passed: 1, failed: 0 } });
    expect(isShown(evidence, [limits, once])).toBe(true);
  });

  it.each<[string, Evidence | undefined]>([
    ['no test ran', undefined],
    ['its tests did not run', evidenceOf({ [once]: { passed: 9, failed: 0 } })],
    ['one of its tests failed', evidenceOf({ [limits]: { passed: 3, failed: 1 } })],
    ['no test has its name any more', evidenceOf({ [limits]: { passed: 0, failed: 0 } })],
  ])('not, where %s', (_, evidence) => {
    expect(isShown(evidence, [limits])).toBe(false);
  });

  it('not, where nobody named a test for it', () => {
    expect(isShown(evidenceOf({ [limits]: { passed: 3, failed: 0 } }), [])).toBe(false);
  });
});

describe('Evidence', () => {
  let folder: string;

  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'saoma-evidence-'))));
  afterAll(() => rm(folder, { recursive: true }));

  const kept = async (text: string): Promise<Evidence | undefined> => {
    const path = join(folder, 'evidence.json');
    await writeFile(path, text);
    return readEvidence(path);
  };

  it('is read as the tests left it', async () => {
    const proofs = { 'a.spec.ts': { passed: 1, failed: 0 } };
    expect(await kept(JSON.stringify({ made_at: MADE_AT, proofs }))).toEqual(evidenceOf(proofs));
  });

  it.each(['', '{', 'null', '[]', '{"made_at":1,"proofs":{}}', '{"made_at":"x"}'])(
    'is none where it reads %j',
    async (text) => {
      expect(await kept(text)).toBeUndefined();
    },
  );

  it('is none where no test ran', async () => {
    expect(await readEvidence(join(folder, 'none.json'))).toBeUndefined();
  });
});
