/**
 * A reporter of Jest's: notes how the tests went that show what protects a portal, for the report of coverage. It lies
 * beside the build, which clears it away when it is made anew; of sources that were not built nothing is noted.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isBuilt, root } from '../src/demo/prepare.mjs';

const FILE = join(root, 'dist/evidence.json');

export default class EvidenceReporter {
  async onRunComplete(_contexts, { testResults }) {
    if (!isBuilt()) return;
    const { REQUIREMENT_SETS } = await import('../dist/operator/coverage/requirements/requirement-sets.js');
    const proofs = new Set(
      REQUIREMENT_SETS.flatMap(({ requirements }) => requirements.flatMap(({ shownBy }) => shownBy)),
    );
    const ran = new Map(testResults.map((suite) => [relative(root, suite.testFilePath).split(sep).join('/'), suite]));
    const evidence = { made_at: new Date().toISOString(), proofs: { ...before() } };
    for (const proof of proofs) {
      const [file, ...words] = proof.split(': ');
      const suite = ran.get(file);
      if (suite) evidence.proofs[proof] = tally(suite, words.join(': '));
    }
    writeFileSync(FILE, `${JSON.stringify(evidence, null, 2)}\n`);
  }
}

/** What earlier runs showed of the same build. */
function before() {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')).proofs : {};
}

function tally({ testResults, testExecError }, words) {
  const tests = testResults.filter(({ fullName }) => fullName.includes(words));
  const count = (status) => tests.filter((test) => test.status === status).length;
  return { passed: count('passed'), failed: count('failed') + (testExecError ? 1 : 0) };
}
