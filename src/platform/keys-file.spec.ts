import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchKeys, type WatchedKeys } from './keys-file.js';
import { type KeysFile, makeKeysFile } from './keys.js';
import { rotated } from './rotate-keys.js';

const nowMs = (): number => Date.now();

describe('the keys’ file, while the broker runs', () => {
  let folder: string;
  let path: string;
  let before: KeysFile;
  let watched: WatchedKeys;
  let told: (mistake?: string) => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saoma-keys-file-'));
    path = join(folder, 'keys.json');
    before = await makeKeysFile();
    await writeFile(path, JSON.stringify(before));
    watched = watchKeys(path, {
      nowMs,
      pollMs: 5,
      onReload: (mistake) => {
        told(mistake);
      },
    });
  });

  afterEach(async () => {
    watched.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What is said of the file once it is another one. */
  async function after(change: () => Promise<void>): Promise<string | undefined> {
    const word = new Promise<string | undefined>((resolve) => (told = resolve));
    await change();
    return word;
  }
  const replaceBy = (text: string) => async (): Promise<void> => {
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  };
  const ring = (): string[] => watched.keys.now().ring.map(({ kid }) => kid);

  it('is taken when it is sound, and changes nothing when it is not, without a word of what stands there', async () => {
    const had = ring();
    expect(await after(replaceBy('{"ring": "CANARY"}'))).toBe('keys: ring must be a list with one key or more');
    expect(await after(() => rm(path))).toMatch(/readable JSON/);
    const other = await makeKeysFile();
    expect(await after(replaceBy(JSON.stringify(other)))).toMatch(/subject_key must stay/);
    expect(ring()).toEqual(had);
    const next = await rotated(before, Math.floor(nowMs() / 1_000), { ringInS: 0, signingInS: 0, isStolen: false });
    expect(await after(replaceBy(JSON.stringify(next)))).toBeUndefined();
    expect(ring()).toEqual([next.ring[0]?.kid, ...had]);
  });

  it('must be there and sound at first', () => {
    expect(() => watchKeys(join(folder, 'none.json'), { nowMs, onReload: () => undefined })).toThrow(/readable JSON/);
  });
});
