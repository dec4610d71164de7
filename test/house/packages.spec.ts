import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './kept-tool.js';
import { LIBRARIES, type Manifest, PackedLibraries } from './packed-libraries.js';

const run = promisify(execFile);

/** What a page has and Node has not: without it no element can be defined. */
const REGISTRY = 'globalThis.customElements = { get() {}, define() {} };';
const PRINT = 'console.log(JSON.stringify(Object.keys(all)));';

/** As a stranger has them: packed, unpacked elsewhere, beside the packages that they declare and no other. */
describe('The packed libraries', () => {
  let packed: PackedLibraries;

  beforeAll(async () => {
    packed = await PackedLibraries.unpack();
  });

  afterAll(() => packed.remove());

  const filesOf = (name: string): readonly string[] =>
    packed.tarballs.find((tarball) => tarball.name === name)?.files.map(({ path }) => path) ?? [];

  it('are all there', () => {
    expect(packed.tarballs.map(({ name }) => name).sort()).toEqual(
      LIBRARIES.map((library) => `@saoma/${library}`).sort(),
    );
  });

  describe.each(LIBRARIES)('%s', (library) => {
    const name = `@saoma/${library}`;
    let manifest: Manifest;

    beforeAll(async () => {
      manifest = await packed.manifestOf(name);
    });

    it('holds its build, its pages and its licence, and neither sources nor specs nor notes of the compiler', async () => {
      const files = filesOf(name);
      const kinds = /^(dist[/].+[.](js|js[.]map|d[.]ts)|[^/]+[.]md|LICENSE|package[.]json|custom-elements[.]json)$/;
      expect(files.filter((path) => !kinds.test(path) || /[.]spec[.]|tsbuildinfo/.test(path))).toEqual([]);
      expect(files).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'LICENSE']));
      expect(files).toContain(library === 'protocol' ? 'PROTOCOL.md' : 'README.md');
      expect(await packed.read(name, 'LICENSE')).toBe(await readFile(join(root, 'LICENSE'), 'utf8'));
      expect(manifest.license).toBe('Apache-2.0');
    });

    it('has every file that its entries name, and gives it by name', async () => {
      const page = join(packed.folder, `${library}.mjs`);
      for (const [entry, target] of Object.entries(manifest.exports)) {
        const targets = typeof target === 'string' ? [target] : Object.values(target);
        expect(filesOf(name)).toEqual(expect.arrayContaining(targets.map((path) => path.replace('./', ''))));
        if (typeof target === 'string') continue;
        await writeFile(page, `${REGISTRY}\nconst all = await import('${join(name, entry)}');\n${PRINT}\n`);
        const { stdout } = await run(process.execPath, [page], { cwd: packed.folder });
        if (entry === '.') expect(JSON.parse(stdout)).not.toEqual([]);
      }
    });

    it('asks for the versions that it was tested with', async () => {
      for (const [dependency, version] of Object.entries(manifest.dependencies ?? {})) {
        expect([dependency, (await packed.manifestOf(dependency)).version]).toEqual([dependency, version]);
      }
    });
  });
});
