import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './kept-tool.js';
import { type Manifest, PackedLibraries } from './packed-libraries.js';

const run = promisify(execFile);

/** A portal's project: the packed broker and the packed libraries, and the documented test. */
describe('The packed broker', () => {
  let project: PackedLibraries;
  let files: readonly string[];

  beforeAll(async () => {
    const { dependencies = {} } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
    const foreign = Object.keys(dependencies).filter((name) => !name.startsWith('@saoma/'));
    project = await PackedLibraries.unpack(...foreign);
    const options = ['--json', '--ignore-scripts', '--pack-destination', project.folder];
    const { stdout } = await run('npm', ['pack', ...options], { cwd: root });
    const [tarball] = Object.values(JSON.parse(stdout) as Record<string, PackedLibraries['tarballs'][number]>);
    files = tarball?.files.map(({ path }) => path) ?? [];
    const place = join(project.folder, 'node_modules/saoma');
    await mkdir(place);
    await run('tar', ['-xzf', join(project.folder, tarball?.filename ?? ''), '-C', place, '--strip-components=1']);
  });

  afterAll(() => project.remove());

  it('holds its build, its page and its licence, and nothing of the demo', () => {
    const kinds = /^(dist[/].+[.](js|js[.]map|lua)|README[.]md|LICENSE|package[.]json)$/;
    expect(files.filter((path) => !kinds.test(path) || path.startsWith('dist/demo'))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['dist/index.js', 'dist/main.js', 'LICENSE']));
  });

  it('is of the version that @saoma/testing asks for', async () => {
    const { peerDependencies } = (await project.manifestOf('@saoma/testing')) as Manifest & {
      readonly peerDependencies?: Readonly<Record<string, string>>;
    };
    expect(peerDependencies).toEqual({ saoma: (await project.manifestOf('saoma')).version });
  });

  it('runs the documented test of a portal', async () => {
    const test = join(project.folder, 'two-devices.test.mjs');
    await copyFile(join(root, 'docs/snippets/two-devices.mjs'), test);
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', test], { cwd: project.folder });
    expect(stdout).toMatch(/^# pass 1$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });
});

/** The library alone. */
it('without the broker, startBroker says what to install', async () => {
  const libraries = await PackedLibraries.unpack();
  const program = `
    import { startBroker } from '@saoma/testing';
    const error = await startBroker({ portals: [], apps: [] }).catch((reason) => reason);
    console.log(error.message);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: libraries.folder });
  await libraries.remove();
  expect(stdout.trim()).toBe('startBroker needs the package saoma beside @saoma/testing, of the same version');
});
