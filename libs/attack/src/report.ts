import type { Attack } from './attack.js';
import type { Result } from './run.js';
import type { Verdict } from './verdict.js';

/** The exit code: nothing broken and everything run, something broken, or not everything could be run. */
export type ExitCode = 0 | 1 | 2;

const WORDS: Readonly<Record<Verdict['outcome'], string>> = {
  withstood: 'withstood',
  broken: 'BROKEN',
  not_run: 'not run',
};

/** What broke counts more than what was not run; and what was not run is no success. */
export function exitCodeOf(results: readonly Result[]): ExitCode {
  const has = (outcome: Verdict['outcome']): boolean => results.some(({ verdict }) => verdict.outcome === outcome);
  if (has('broken')) return 1;
  return has('not_run') || results.length === 0 ? 2 : 0;
}

/** The verdicts as people read them. */
export function table(results: readonly Result[]): string {
  const width = Math.max(...results.map(({ attack }) => attack.id.length), 0);
  const lines = results.flatMap(({ attack, verdict }) => [
    `${WORDS[verdict.outcome].padEnd(9)}  ${attack.id.padEnd(width)}  ${attack.title}`,
    ...detailsOf(attack, verdict).map((line) => `${' '.repeat(11)}${line}`),
  ]);
  const count = (outcome: Verdict['outcome']): number =>
    results.filter(({ verdict }) => verdict.outcome === outcome).length;
  const sum = `${count('withstood')} withstood, ${count('broken')} broken, ${count('not_run')} not run; ${requestsMade(results)} requests`;
  return [...lines, '', sum].join('\n');
}

const requestsMade = (results: readonly Result[]): number => results.reduce((sum, { requests }) => sum + requests, 0);

/** The same for programs. */
export function json(origin: string, results: readonly Result[]): string {
  const attacks = results.map(({ attack: { id, title, about, source }, verdict, requests }) => ({
    id,
    title,
    about,
    source,
    requests,
    ...verdict,
  }));
  return JSON.stringify({ broker: origin, exit_code: exitCodeOf(results), attacks }, null, 2);
}

/** What there is, for `--list`. */
export function list(attacks: readonly Attack[]): string {
  return attacks.map(({ id, title, about, source }) => `${id}: ${title}\n  ${about}\n  ${source}`).join('\n');
}

function detailsOf(attack: Attack, verdict: Verdict): readonly string[] {
  switch (verdict.outcome) {
    case 'withstood':
      return [];
    case 'broken':
      return [...verdict.seen.map((seen) => `- ${seen}`), attack.about, attack.source];
    case 'not_run':
      return [`needs ${verdict.missing}`.replace(/^needs it broke off/, 'it broke off')];
  }
}
