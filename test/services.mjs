/**
 * The programs that the tests run beside Node. On Debian and Ubuntu, as root, what is missing is installed; elsewhere
 * it is named.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { giveUp, step } from '../src/demo/prepare.mjs';

const programs = [
  { names: ['redis-server'], packages: ['redis-server'], why: 'the store is tested against a real Redis' },
  {
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    packages: ['chromium', 'fonts-noto-cjk'],
    why: 'a sign-in is tested in a real browser',
  },
];

/** Asked by a package before it starts its service; 101 means "do not" (Debian policy, invoke-rc.d). */
const POLICY = '/usr/sbin/policy-rc.d';

const isMissing = ({ names }) =>
  !(process.env.PATH ?? '').split(delimiter).some((folder) => names.some((name) => existsSync(join(folder, name))));

/** Installs the missing programs, or ends the process with their names. */
export function installPrograms() {
  const missing = programs.filter(isMissing);
  if (missing.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/usr/bin/apt-get')) aptInstall(missing);
  const absent = missing.filter(isMissing);
  if (absent.length === 0) return;
  giveUp(`Missing: ${absent.map(({ names, why }) => `${names[0]} (${why})`).join(', ')}. Install, then try again.`);
}

function aptInstall(missing) {
  const packages = missing.flatMap((program) => program.packages);
  step(`installing ${packages.join(', ')} with apt-get: ${missing.map(({ why }) => why).join('; ')}`);
  const putPolicy = !existsSync(POLICY);
  // The tests start their own Redis; the machine's service stays off.
  if (putPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    apt(['update', '-qq']);
    apt(['install', '-qq', '-y', '-o=Dpkg::Use-Pty=0', '--no-install-recommends', ...packages]);
  } finally {
    if (putPolicy) rmSync(POLICY);
  }
}

function apt(args) {
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
