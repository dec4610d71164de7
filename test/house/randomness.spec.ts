import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './kept-tool.js';

/** Where it does not matter whether somebody can tell what comes: how long is waited, and where is begun to sweep. */
const PAUSES_AND_SWEEPS = [
  'libs/browser/src/clock.ts',
  'libs/mobile/src/attempts.ts',
  'src/callbacks/deliveries.ts',
  'src/store/redis/redis.trails.ts',
];

it('ASVS 5.0 6.5.3: what is shipped draws no secret by Math.random', async () => {
  const drawing: string[] = [];
  for (const folder of ['src', 'libs']) {
    for (const path of await readdir(join(root, folder), { recursive: true })) {
      if (!path.endsWith('.ts') || /\.spec\.ts$|\bdist\b|\bnode_modules\b/.test(path)) continue;
      const file = join(folder, path);
      if ((await readFile(join(root, file), 'utf8')).includes('Math.random')) drawing.push(file);
    }
  }
  expect(drawing.sort()).toEqual(PAUSES_AND_SWEEPS);
});
