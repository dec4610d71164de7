import { output, root } from './kept-tool.js';

/** Files whose importers the tool does not see. */
const ENTRIES = [
  'libs/[^/]+/src/index[.]ts', // strangers, by the library's name
  'libs/attack/src/main[.]ts', // people, by the name of the command
  'test/attack/mutants/[^/]+[.]ts', // their spec, by the attack's id
  'src/index[.]ts', // the testing library, by the broker's name
  'src/demo/demo[.]ts', // app.module.ts, by dynamic import
  'test/attack/mutants/[^/]+[.]ts', // mutants.spec.ts, by the names of the attacks
  'src/demo/app/page/reader[.]ts', // the phone page, by dynamic import
];
const PUBLIC = `--excludePathsFromReport=${ENTRIES.map((entry) => `${entry}$`).join(';')}`;

/** One line a file: `path: name, name`; its last words when all is well are left out. */
async function deadExports(...options: string[]): Promise<string[]> {
  const report = await output('ts-unused-exports/bin/ts-unused-exports', ['tsconfig.json', PUBLIC, ...options]);
  return report.trim().replaceAll(root, '').split('\n').slice(1);
}

describe('Nothing is exported for nobody', () => {
  it('every exported value is imported by another file', async () => {
    expect(await deadExports('--allowUnusedTypes')).toEqual([]);
  });

  // A type may be exported for the signature that it is part of.
  it('every exported type is at least used', async () => {
    expect(await deadExports('--ignoreLocallyUsed')).toEqual([]);
  });
});
