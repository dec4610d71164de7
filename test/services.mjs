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
  {
    // The same browser without its own windows and menus, and without cameras.
    names: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    packages: ['chromium-headless-shell'],
    why: 'most browser tests take half the time in it',
  },
];

/** Asked by a package before it starts its service; 101 means "do not" (Debian policy, invoke-rc.d). */
const POLICY = '/usr/sbin/policy-rc.d';

const isThere = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
const isMissing = ({ names }) => !names.some(isThere);
/** What serves best of several is the first. */
const isSecondBest = ({ names }) => !isThere(names[0]);

/** Installs the missing programs, or ends the process with their names. */
export function installPrograms() {
  const isRoot = process.getuid?.() === 0;
  const wanted = programs.filter(isSecondBest);
  if (wanted.length > 0 && isRoot && existsSync('/usr/bin/apt-get')) aptInstall(wanted);
  const absent = programs.filter(isMissing);
  if (absent.length === 0) return;
  giveUp(`Missing: ${absent.map(({ names, why }) => `${names[0]} (${why})`).join(', ')}. Install, then try again.`);
}

function aptInstall(missing) {
  step(
    `installing ${missing.flatMap(({ packages }) => packages).join(', ')} with apt-get: ${missing.map(({ why }) => why).join('; ')}`,
  );
  const putPolicy = !existsSync(POLICY);
  // The tests start their own Redis; the machine's service stays off.
  if (putPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    apt(['update', '-qq']);
    // One by one: what a distribution does not have must not keep the others away.
    for (const { packages } of missing) {
      apt(['install', '-qq', '-y', '-o=Dpkg::Use-Pty=0', '--no-install-recommends', ...packages]);
    }
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
