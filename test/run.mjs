/**
 * `npm test`: installs what is missing, builds, then runs every check and every spec. Further arguments go to jest.
 * The last line is the sum of it all.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
for (const { title, script, args } of checks) {
  step(title);
  if (node(script, args) === 0) sum.passed += 1;
  else sum.failed += 1;
}
step('tests');
countSpecs();

const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exitCode = sum.failed > 0 ? 1 : 0;

/** A suite that could not run has no test to count, and fails as one. */
function countSpecs() {
  const folder = mkdtempSync(join(tmpdir(), 'saoma-test-'));
  const outputFile = join(folder, 'jest.json');
  try {
    const status = node('node_modules/jest/bin/jest.js', [
      `--json`,
      `--outputFile=${outputFile}`,
      ...process.argv.slice(2),
    ]);
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

/** Jest needs the flag for ES modules; the others do not mind it. */
function node(script, args) {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  return spawnSync(process.execPath, [...flags, script, ...args], { cwd: root, stdio: 'inherit' }).status;
}
