/**
 * Brings a checkout to where it can run: the packages of the lock file, then the build of these sources. Does only
 * what is missing. Needs nothing but Node and npm, so that it works on a fresh clone.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The oldest Node that the packages of the lock file run on. */
const OLDEST_NODE = [20, 19];

/** Says which sources were built. The build empties its folder first, so a build that broke leaves none. */
const BUILD_MARK = 'dist/.built-from';

const libraries = ['protocol', 'browser', 'mobile', 'testing', 'attack'].map((name) => `libs/${name}`);
const settings = ['package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
const buildInputs = [
  'src',
  'libs/browser/bundle.js',
  ...settings,
  ...libraries.flatMap((library) => ['src', 'package.json', 'tsconfig.json'].map((name) => `${library}/${name}`)),
];
const buildOutputs = ['dist/main.js', ...libraries.map((library) => `${library}/dist/index.js`)];

/** Ends the process with one line that says what is wrong and what to do. */
export function giveUp(line) {
  console.error(line);
  process.exit(1);
}

/** Refuses a Node that cannot run what follows. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  giveUp(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE.join('.')} or later and try again.`);
}

/** Installs the packages of the lock file unless they are there. */
export function install() {
  if (isInstalled()) return;
  step('installing packages (about a minute the first time)');
  npm(['ci', '--loglevel=error']);
}

/** Builds unless these very sources are built. */
export function build() {
  const sources = digest(buildInputs);
  if (isBuilt(sources)) return;
  step('building');
  npm(['run', '--silent', 'build']);
  writeFileSync(join(root, BUILD_MARK), sources);
}

/** Whether what was built are the sources as they are. */
export function isBuilt(sources = digest(buildInputs)) {
  const mark = join(root, BUILD_MARK);
  const isThere = buildOutputs.every((path) => existsSync(join(root, path)));
  return isThere && existsSync(mark) && readFileSync(mark, 'utf8') === sources;
}

/** One short line about what happens now. */
export function step(line) {
  console.log(`· ${line} …`);
}

/** Whether npm's own list of what it installed agrees with the lock file, also after an install by hand. */
function isInstalled() {
  const installed = packagesIn('node_modules/.package-lock.json');
  const wanted = packagesIn('package-lock.json');
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (path in installed ? installed[path].version === version : optional === true),
  );
}

function packagesIn(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

function npm(args) {
  // npm is a script on Windows, which only a shell starts.
  const { status } = spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) giveUp(`\`npm ${args.join(' ')}\` failed: what it printed above says why.`);
}

/** SHA-256 over names and contents: a checkout changes times, not contents. */
function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesUnder)) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/[.]spec[.]ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).split(sep).join('/'))
    .sort();
}
