/**
 * `npm test`: installs what is missing, builds, then runs every check and every spec. Further arguments go to jest.
 * The last line is the sum of it all.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build, checkNode, install, root, step } from '../src/demo/prepare.mjs';
import { installPrograms } from './services.mjs';

const checks = [
  { title: 'format', script: 'node_modules/prettier/bin/prettier.cjs', args: ['--check', '.'] },
  { title: 'lint', script: 'node_modules/eslint/bin/eslint.js', args: ['--max-warnings', '0', '.'] },
  { title: 'types', script: 'node_modules/typescript/bin/tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
];

checkNode();
install();
installPrograms();
build();

const sum = { passed: 0, failed: 0, skipped: 0 };
step(`checking ${checks.map(({ title }) => title).join(', ')}`);
for (const passed of await Promise.all(checks.map(check))) sum[passed ? 'passed' : 'failed'] += 1;
step('tests');
countSpecs();

// Of some specs alone nothing is to be said.
if (process.argv.length === 2) sum[coversItself() ? 'passed' : 'failed'] += 1;

const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exitCode = sum.failed > 0 ? 1 : 0;

/** All at once, since each takes one core; what it prints is kept until it ends, so that nothing is mixed up. */
async function check({ title, script, args }) {
  const checker = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const [[status], ...printed] = await Promise.all([once(checker, 'exit'), text(checker.stdout), text(checker.stderr)]);
  if (status !== 0) console.error(`${title} failed:\n${printed.join('')}`);
  return status === 0;
}

/** A suite that could not run has no test to count, and fails as one. */
function countSpecs() {
  const folder = mkdtempSync(join(tmpdir(), 'saoma-test-'));
  const outputFile = join(folder, 'jest.json');
  try {
    const status = jest([`--json`, `--outputFile=${outputFile}`, ...process.argv.slice(2)]);
    const result = JSON.parse(readFileSync(outputFile, 'utf8'));
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    sum.passed += result.numPassedTests;
    sum.skipped += result.numPendingTests + result.numTodoTests;
    // Jest may also fail without a failing test, for example when none was found.
    sum.failed += failed === 0 && status !== 0 ? 1 : failed;
  } catch (error) {
    console.error(`jest left no result: ${error.message}`);
    sum.failed += 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whatever the demo's portals are said to be protected by has just been shown by a test. */
function coversItself() {
  step('checking that every mitigation in force was shown');
  const command = ['dist/coverage-report.js', '--strict', '--unshown'];
  return spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Jest needs a flag for ES modules. */
function jest(args) {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const command = [...flags, 'node_modules/jest/bin/jest.js', ...args];
  return spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status;
}
