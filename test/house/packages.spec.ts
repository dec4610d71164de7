import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './kept-tool.js';

const run = promisify(execFile);

const libraries = ['protocol', 'browser', 'mobile', 'testing'];

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

interface Manifest {
  readonly name: string;
  readonly license: string;
  /** A plain path is a script for a page without a build. */
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string } | string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What a page has and Node has not: without it no element can be defined. */
const REGISTRY = 'globalThis.customElements = { get() {}, define() {} };';
const PRINT = 'console.log(JSON.stringify(Object.keys(all)));';

/** As a stranger has them: packed, unpacked elsewhere, beside the packages that they declare and no other. */
describe('The packed libraries', () => {
  let elsewhere: string;
  let packed: Packed[];

  beforeAll(async () => {
    elsewhere = await mkdtemp(join(tmpdir(), 'saoma-packages-'));
    const workspaces = libraries.flatMap((library) => ['-w', `libs/${library}`]);
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--foreground-scripts=false', '--pack-destination', elsewhere, ...workspaces],
      {
        cwd: root,
      },
    );
    const answer = JSON.parse(stdout) as Packed[] | Record<string, Packed>;
    packed = Object.values(answer);
    for (const { name, filename } of packed) {
      const folder = join(elsewhere, 'node_modules', name);
      await mkdir(folder, { recursive: true });
      await run('tar', ['-xzf', join(elsewhere, filename), '-C', folder, '--strip-components=1']);
      await bringAlong(await manifestOf(name));
    }
  }, 120_000);

  afterAll(() => rm(elsewhere, { recursive: true, force: true }));

  const page = (): string => join(elsewhere, 'page.mjs');

  async function manifestOf(name: string): Promise<Manifest> {
    return JSON.parse(await readFile(join(elsewhere, 'node_modules', name, 'package.json'), 'utf8')) as Manifest;
  }

  async function bringAlong({ dependencies }: Manifest): Promise<void> {
    const foreign = Object.keys(dependencies ?? {}).filter((name) => !name.startsWith('@saoma/'));
    for (const name of foreign) {
      const place = join(elsewhere, 'node_modules', name);
      await mkdir(dirname(place), { recursive: true });
      await symlink(join(root, 'node_modules', name), place, 'junction').catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      });
    }
  }

  it('are all there', () => {
    expect(packed.map(({ name }) => name).sort()).toEqual(libraries.map((library) => `@saoma/${library}`).sort());
  });

  it.each(libraries)('%s holds its build, its pages and its licence, nothing else', async (library) => {
    const { files } = packed.find(({ name }) => name === `@saoma/${library}`)!;
    const strays = files.filter(
      ({ path }) => !/^(dist[/].+[.](js|js[.]map|d[.]ts)|[^/]+[.]md|LICENSE|package[.]json)$/.test(path),
    );
    expect(strays).toEqual([]);
    expect(files.map(({ path }) => path)).toContain('dist/index.js');
    const licence = await readFile(join(elsewhere, 'node_modules/@saoma', library, 'LICENSE'), 'utf8');
    expect(licence).toBe(await readFile(join(root, 'LICENSE'), 'utf8'));
    expect((await manifestOf(`@saoma/${library}`)).license).toBe('Apache-2.0');
  });

  it.each(libraries)('%s is imported by name, with types', async (library) => {
    const name = `@saoma/${library}`;
    const { exports } = await manifestOf(name);
    for (const [entry, target] of Object.entries(exports)) {
      const described = typeof target === 'string' ? target : target.types;
      await expect(readFile(join(elsewhere, 'node_modules', name, described), 'utf8')).resolves.not.toBe('');
      if (typeof target === 'string') continue;
      await writeFile(page(), `${REGISTRY}\nconst all = await import('${join(name, entry)}');\n${PRINT}\n`);
      const { stdout } = await run(process.execPath, [page()], { cwd: elsewhere });
      if (entry === '.') expect(JSON.parse(stdout)).not.toEqual([]);
    }
  });
});
