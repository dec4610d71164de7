import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './kept-tool.js';
import { LIBRARIES, type Manifest } from './packed-libraries.js';

/** What strangers may rely on, as people read it. Whoever changes a library's exports changes it too. */
const PAGE = 'test/house/public-exports.md';

/** Narrower first: a class is a type as well. */
const KINDS: readonly (readonly [kind: string, flags: ts.SymbolFlags])[] = [
  ['class', ts.SymbolFlags.Class],
  ['function', ts.SymbolFlags.Function],
  ['const', ts.SymbolFlags.Variable],
  ['interface', ts.SymbolFlags.Interface],
  ['type', ts.SymbolFlags.TypeAlias],
];

describe('What the libraries export', () => {
  it(`is what ${PAGE} says`, async () => {
    const entries = await entryPoints();
    const promised = promises(await readFile(join(root, PAGE), 'utf8'));
    const found = exportsOf(entries);
    expect({
      added: found.filter((line) => !promised.includes(line)),
      removed: promised.filter((line) => !found.includes(line)),
    }).toEqual({ added: [], removed: [] });
    expect(new Set(found).size).toBe(found.length);
    expect(entries.size).toBeGreaterThan(LIBRARIES.length);
  });
});

/** The lines of the page, each after the entry that it stands under. */
function promises(page: string): string[] {
  return page
    .split('\n## ')
    .slice(1)
    .flatMap((section) => {
      const [name = '', ...lines] = section.split('\n');
      return lines.flatMap((line) => (line.startsWith('- ') ? [`${name}: ${line.slice(2)}`] : []));
    });
}

/** Each entry that has types, by its name, and the source that it is built from. */
async function entryPoints(): Promise<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>();
  for (const library of LIBRARIES) {
    const folder = join(root, 'libs', library);
    const { name, exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
    for (const [entry, target] of Object.entries(exports)) {
      if (typeof target === 'string') continue;
      entries.set(join(name, entry), join(folder, target.types.replace('dist/', 'src/').replace(/[.]d[.]ts$/, '.ts')));
    }
  }
  return entries;
}

/** `@saoma/mobile: class PhoneClient`, and `@saoma/browser/define: nothing` for an entry that only does something. */
function exportsOf(entries: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const program = ts.createProgram([...entries.values()], options);
  const checker = program.getTypeChecker();
  return [...entries].flatMap(([name, source]) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(source)!);
    const symbols = module ? checker.getExportsOfModule(module) : [];
    const lines = symbols.map((symbol) => `${name}: ${kindOf(checker, symbol)} ${symbol.name}`);
    return lines.length > 0 ? lines : [`${name}: nothing`];
  });
}

function kindOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const kind = KINDS.find(([, flags]) => original.flags & flags);
  if (!kind) throw new Error(`${symbol.name} is of a kind that has no name here`);
  return kind[0];
}
