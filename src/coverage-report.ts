/**
 * `npm run coverage:security`: what protects each portal of the registry, by which setting, shown by which tests.
 *
 *   --client-id ID   of one portal
 *   --lang zh        in Chinese
 *   --json           as GET /v1/coverage answers
 *   --unshown        only what is configured and shown by no passing test
 *   --strict         fails when there is any of that
 *
 * The environment is the broker's. Without REGISTRY_FILE it is the demo's portals.
 */
import { parseArgs } from 'node:util';
import type { LocalizedText } from '@saoma/protocol';
import { openCoverage } from './app.module.js';
import { coverageView } from './operator/coverage/coverage.answers.js';
import type { CoverageReport, Row, Status } from './operator/coverage/report.js';
import { readEnvOrDemo } from './platform/env.js';

const MARKS: Readonly<Record<Status, LocalizedText>> = {
  in_force: { zh: '✓ 已生效', en: '✓ in force' },
  not_shown: { zh: '? 未证明', en: '? not shown' },
  off: { zh: '✕ 未启用', en: '✕ off' },
  not_applicable: { zh: '– 不适用', en: '– does not apply' },
};

try {
  const { values } = parseArgs({
    options: {
      'client-id': { type: 'string' },
      lang: { type: 'string', default: 'en' },
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      unshown: { type: 'boolean', default: false },
    },
  });
  const env = readEnvOrDemo();
  const { coverage, close } = await openCoverage(env);
  const whole = await coverage.report(values['client-id']);
  await close();
  if (!whole) throw new Error('--client-id names no registered portal');
  const report = values.unshown ? only(whole, 'not_shown') : whole;
  const language = values.lang === 'zh' ? 'zh' : 'en';
  process.stdout.write(values.json ? `${JSON.stringify(coverageView(report), null, 2)}\n` : inWords(report, language));
  process.exitCode = values.strict && only(whole, 'not_shown').portals.length > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

/** The rows of one status, without what then is empty. */
function only(report: CoverageReport, wanted: Status): CoverageReport {
  const portals = report.portals.map((portal) => ({
    ...portal,
    sections: portal.sections
      .map((section) => ({ ...section, rows: section.rows.filter(({ status }) => status === wanted) }))
      .filter(({ rows }) => rows.length > 0),
  }));
  return { ...report, portals: portals.filter(({ sections }) => sections.length > 0) };
}

function inWords({ evidenceMadeAt, portals }: CoverageReport, language: keyof LocalizedText): string {
  const evidence =
    evidenceMadeAt === undefined
      ? 'No test of this build has shown anything: run npm test.'
      : `Evidence of ${evidenceMadeAt}`;
  const lines = portals.flatMap(({ clientId, names, sections }) => [
    `\n${names[language]} (${clientId})`,
    ...sections.flatMap(({ source, title, rows }) => [
      `\n  ${source}: ${title[language]}`,
      ...rows.flatMap((row) => rowInWords(row, language)),
    ]),
  ]);
  return `${[evidence, ...lines].join('\n')}\n`;
}

function rowInWords({ id, title, status, by, shownBy }: Row, language: keyof LocalizedText): string[] {
  const margin = ' '.repeat(40);
  return [
    `    ${MARKS[status][language].padEnd(17)} ${id.padEnd(17)} ${title[language]}`,
    `${margin}by ${by}`,
    `${margin}${shownBy.join(', ')}`,
  ];
}
