import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { output, root } from './kept-tool.js';

const run = promisify(execFile);

/** Folders under `libs`. */
export const LIBRARIES = ['protocol', 'browser', 'mobile', 'testing', 'attack'] as const;

/** What `npm pack` says of one tarball. */
interface Tarball {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** A plain path is a script for a page without a build. */
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string } | string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The libraries as a stranger has them: packed, unpacked elsewhere, beside the packages that they declare. */
export class PackedLibraries {
  /** Where `node_modules` is. */
  readonly folder: string;
  readonly tarballs: readonly Tarball[];

  private constructor(folder: string, tarballs: readonly Tarball[]) {
    this.folder = folder;
    this.tarballs = tarballs;
  }

  /**
   * Packs what `npm run build` made.
   * @param alsoInstalled what else the stranger's project has, by name
   * @throws Error when sources are newer than what was built of them
   */
  static async unpack(...alsoInstalled: readonly string[]): Promise<PackedLibraries> {
    await requireBuild();
    const folder = await mkdtemp(join(tmpdir(), 'saoma-packed-'));
    const workspaces = LIBRARIES.flatMap((library) => ['-w', `libs/${library}`]);
    // Without its scripts: they would build anew what other specs are reading at this moment.
    const options = ['--json', '--ignore-scripts', '--pack-destination', folder];
    const { stdout } = await run('npm', ['pack', ...options, ...workspaces], { cwd: root });
    // A list, or since npm 11 an object by name.
    const tarballs = Object.values(JSON.parse(stdout) as readonly Tarball[] | Readonly<Record<string, Tarball>>);
    const libraries = new PackedLibraries(folder, tarballs);
    const beside = new Set(alsoInstalled);
    for (const { name, filename } of tarballs) {
      const place = join(folder, 'node_modules', name);
      await mkdir(place, { recursive: true });
      await run('tar', ['-xzf', join(folder, filename), '-C', place, '--strip-components=1']);
      const { dependencies = {} } = await libraries.manifestOf(name);
      for (const dependency of Object.keys(dependencies)) if (!isKin(dependency)) beside.add(dependency);
    }
    for (const name of beside) await libraries.#bringAlong(name);
    return libraries;
  }

  async manifestOf(name: string): Promise<Manifest> {
    return JSON.parse(await this.read(name, 'package.json')) as Manifest;
  }

  /** A file of an unpacked library, by path. */
  read(name: string, path: string): Promise<string> {
    return readFile(join(this.folder, 'node_modules', name, path), 'utf8');
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  async #bringAlong(name: string): Promise<void> {
    const place = join(this.folder, 'node_modules', name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(root, 'node_modules', name), place, 'junction');
  }
}

const isKin = (name: string): boolean => name.startsWith('@saoma/');

async function requireBuild(): Promise<void> {
  const projects = LIBRARIES.map((library) => `libs/${library}`);
  const report = await output('typescript/bin/tsc', ['--build', '--dry', '--verbose', ...projects]);
  const stale = /Project '[^']*' is out of date because .*/.exec(report);
  if (stale) throw new Error(`${stale[0]}: npm run build first`);
}
