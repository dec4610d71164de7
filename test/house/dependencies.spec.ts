import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { output, root } from './kept-tool.js';

interface Manifest {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What depcheck says of one package. */
interface Findings {
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly missing: Readonly<Record<string, readonly string[]>>;
  readonly using: Readonly<Record<string, readonly string[]>>;
  readonly invalidFiles: Readonly<Record<string, string>>;
}

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

async function findingsIn(folder: string): Promise<Findings> {
  const config = `--config=${join(root, '.depcheckrc.json')}`;
  return JSON.parse(await output('depcheck/bin/depcheck.js', [join(root, folder), '--json', config])) as Findings;
}

const own = await manifestOf('.');
const libraries = own.workspaces ?? [];
const declaredHere = { ...own.dependencies, ...own.devDependencies };

/** A library is compiled and tested from the root, with what the root brings along; none of this is published. */
const isUnpublished = (file: string): boolean => !file.includes('/src/') || file.endsWith('.spec.ts');

describe('The dependencies', () => {
  let here: Findings;
  let there: Map<string, Findings>;

  beforeAll(async () => {
    here = await findingsIn('.');
    const ofLibraries = await Promise.all(libraries.map(findingsIn));
    there = new Map(libraries.map((library, index) => [library, ofLibraries[index]!]));
  });

  it('of the broker are all used', () => {
    const unused = [...here.dependencies, ...here.devDependencies];
    const usedByLibraries = new Set([...there.values()].flatMap(({ using }) => Object.keys(using)));
    expect(unused.filter((name) => !usedByLibraries.has(name))).toEqual([]);
  });

  it('of the broker are all declared', () => {
    expect(withPaths(here.missing)).toEqual({});
  });

  it.each(libraries)('of %s are all used', (library) => {
    expect(there.get(library)?.dependencies).toEqual([]);
  });

  it.each(libraries)('of %s are all declared', (library) => {
    const missing = Object.entries(there.get(library)?.missing ?? {}).filter(
      ([name, files]) => !(name in declaredHere && files.every(isUnpublished)),
    );
    expect(withPaths(Object.fromEntries(missing))).toEqual({});
  });

  it('are read from files that could all be parsed', () => {
    expect([here, ...there.values()].map(({ invalidFiles }) => invalidFiles)).toEqual([
      {},
      ...libraries.map(() => ({})),
    ]);
  });

  it.each(['.', ...libraries])('of %s are exact versions', async (folder) => {
    const { dependencies, devDependencies } = await manifestOf(folder);
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+[.]\d+[.]\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});

/** Paths as one reads them in this repository. */
function withPaths(missing: Findings['missing']): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(missing).map(([name, files]) => [name, files.map((file) => relative(root, file))]),
  );
}
