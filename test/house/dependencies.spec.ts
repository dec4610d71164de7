import { readdir, readFile } from 'node:fs/promises';
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
/** Each is a project of its own, with what is installed here. */
const examples = (await readdir(join(root, 'examples'))).map((name) => `examples/${name}`);
const declaredHere: Readonly<Record<string, string>> = { ...own.dependencies, ...own.devDependencies };

/** A library is compiled and tested from the root, with what the root brings along; none of this is published. */
const isUnpublished = (file: string): boolean => !file.includes('/src/') || file.endsWith('.spec.ts');

describe('The dependencies', () => {
  let here: Findings;
  let there: Map<string, Findings>;

  beforeAll(async () => {
    here = await findingsIn('.');
    const parts = [...libraries, ...examples];
    const ofParts = await Promise.all(parts.map(findingsIn));
    there = new Map(parts.map((part, index) => [part, ofParts[index]!]));
  });

  it('of the broker are all used', () => {
    const unused = [...here.dependencies, ...here.devDependencies];
    const usedByParts = new Set([...there.values()].flatMap(({ using }) => Object.keys(using)));
    // Types of what a library uses are brought along by the root.
    expect(unused.filter((name) => !usedByParts.has(name.replace('@types/', '')))).toEqual([]);
  });

  it('of the broker are all declared', () => {
    expect(withPaths(here.missing)).toEqual({});
  });

  it.each([...libraries, ...examples])('of %s are all used', (part) => {
    expect(there.get(part)?.dependencies).toEqual([]);
  });

  it.each(libraries)('of %s are all declared', (library) => {
    const missing = Object.entries(there.get(library)?.missing ?? {}).filter(
      ([name, files]) => !(name in declaredHere && files.every(isUnpublished)),
    );
    expect(withPaths(Object.fromEntries(missing))).toEqual({});
  });

  it.each(examples)('of %s are all declared', (example) => {
    expect(withPaths(there.get(example)?.missing ?? {})).toEqual({});
  });

  it.each(examples)('of %s are those that it is tested with', async (example) => {
    const { dependencies, devDependencies } = await manifestOf(example);
    const others = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([name, version]) => declaredHere[name] !== version,
    );
    expect(others).toEqual([]);
  });

  it('are read from files that could all be parsed', () => {
    const unread = [here, ...there.values()].map(({ invalidFiles }) => invalidFiles);
    expect(unread).toEqual(unread.map(() => ({})));
  });

  it.each(['.', ...libraries, ...examples])('of %s are exact versions', async (folder) => {
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
