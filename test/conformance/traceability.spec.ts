import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../house/kept-tool.js';

/** A row of the page: what holds it, and where. */
const ROW = /`(test\/[\w./-]+\.spec\.ts)`: (.+?)\s*\|$/;

describe('The table of requirements', () => {
  let rows: readonly (readonly [file: string, name: string])[];

  beforeAll(async () => {
    const page = await readFile(join(root, 'test/conformance/README.md'), 'utf8');
    rows = page.split('\n').flatMap((line) => {
      const [, file, name] = ROW.exec(line) ?? [];
      return file !== undefined && name !== undefined ? [[file, name] as const] : [];
    });
  });

  it('names tests that are there', async () => {
    const missing: string[] = [];
    for (const [file, name] of rows) {
      const spec = await readFile(join(root, file), 'utf8').catch(() => '');
      if (!beginsATitle(name).test(spec)) missing.push(`${file}: ${name}`);
    }
    expect(missing).toEqual([]);
  });

  it('has a test for every requirement', async () => {
    const page = await readFile(join(root, 'test/conformance/README.md'), 'utf8');
    const requirements = page
      .split('\n## ')
      .filter((part) => part.includes('| requirement '))
      .flatMap((part) => part.split('\n').filter((line) => line.startsWith('| ') && !/^\| (requirement|-)/.test(line)));
    expect(requirements.length).toBeGreaterThan(90);
    expect(requirements).toHaveLength(rows.length);
  });
});

/** Where a title of a test begins: behind its quotation mark, or as the key of a table of tests. */
function beginsATitle(name: string): RegExp {
  const literally = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`['"\`]${literally}|^\\s+(?:async )?${literally}(?=[(:])`, 'm');
}
