import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Proof } from './requirement.js';

/** How the tests that show one requirement went. */
export interface Tally {
  readonly passed: number;
  /** Also those that could not run. */
  readonly failed: number;
}

/** What the last run of the tests showed of this very build. */
export interface Evidence {
  /** ISO 8601. */
  readonly madeAt: string;
  readonly proofs: Readonly<Record<Proof, Tally>>;
}

/** Beside what was built, which a new build clears away: what it shows is true of these very files. */
const EVIDENCE_FILE = fileURLToPath(new URL('../../evidence.json', import.meta.url));

/** What was written by the tests; `undefined` where none ran, or what they left cannot be read. */
export async function readEvidence(path = EVIDENCE_FILE): Promise<Evidence | undefined> {
  try {
    const { made_at: madeAt, proofs } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    if (typeof madeAt !== 'string' || typeof proofs !== 'object' || proofs === null) return undefined;
    return { madeAt, proofs: proofs as Evidence['proofs'] };
  } catch {
    return undefined;
  }
}

/** Whether at least one test of each proof passed, and none failed. */
export function isShown(evidence: Evidence | undefined, proofs: readonly Proof[]): boolean {
  return (
    proofs.length > 0 &&
    proofs.every((proof) => {
      const tally = evidence?.proofs[proof];
      return tally !== undefined && tally.passed > 0 && tally.failed === 0;
    })
  );
}
