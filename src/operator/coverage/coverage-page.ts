import type { LocalizedText } from '@saoma/protocol';
import { escaped, inlineSource, LANGUAGE_TAGS } from '../../platform/html.js';
import { LOOK } from './coverage-page.look.js';
import type { CoverageReport, PortalReport, Row, Section, Status } from './report.js';

type Language = keyof LocalizedText;

/** Lets the style sheet through, and the form with the operator's token to ourselves. */
export const COVERAGE_POLICY = [
  "default-src 'none'",
  `style-src ${inlineSource(LOOK)}`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const STATUS: Readonly<Record<Status, LocalizedText & { readonly mark: string }>> = {
  in_force: { mark: '✓', zh: '已生效', en: 'in force' },
  not_shown: { mark: '?', zh: '未经测试证明', en: 'not shown' },
  off: { mark: '✕', zh: '未启用', en: 'off' },
  not_applicable: { mark: '–', zh: '不适用', en: 'not applicable' },
};

const WORDS = {
  title: { zh: '安全措施一览', en: 'Security coverage' },
  intro: {
    zh: '逐个网站列出：哪些防护已生效、由哪项设置决定、由哪些测试证明。没有测试通过的，不会写“已生效”。',
    en: 'For each portal: what protects it, by which setting, shown by which tests. Without a test that passed nothing is said to be in force.',
  },
  token: { zh: '运维人员令牌', en: 'Operator’s token' },
  language: { zh: '语言', en: 'Language' },
  show: { zh: '显示', en: 'Show' },
  wrong: { zh: '这不是登记过的运维人员令牌。', en: 'This is no registered operator’s token.' },
  noEvidence: {
    zh: '这个版本没有测试结果，因此没有一项可以写“已生效”。请先运行 npm test。',
    en: 'There is no evidence for this build, so that nothing can be said to be in force. Run npm test first.',
  },
  evidence: { zh: '测试时间：', en: 'Evidence of ' },
  /** Of what no setting turns off. */
  always: { zh: '始终', en: 'always' },
  details: { zh: '逐项', en: 'One by one' },
  columns: {
    zh: ['编号', '要求', '状态', '设置', '证明'],
    en: ['No.', 'Requirement', 'Status', 'Setting', 'Shown by'],
  },
} as const;

/** Asks for an operator's token, which goes into a body and never into an address. */
export function coverageForm(language: Language, isWrong = false): string {
  const problem = isWrong ? `<p class="problem" role="alert">${WORDS.wrong[language]}</p>` : '';
  const option = (value: Language, name: string): string =>
    `<option value="${value}" lang="${LANGUAGE_TAGS[value]}"${value === language ? ' selected' : ''}>${name}</option>`;
  return page(
    language,
    `<div class="card">
<h1>${WORDS.title[language]}</h1>
<p>${WORDS.intro[language]}</p>
${problem}
<form method="post" action="/coverage">
<label>${WORDS.token[language]} <input type="password" name="token" required autocomplete="off"></label>
<label>${WORDS.language[language]} <select name="lang">${option('zh', '中文')}${option('en', 'English')}</select></label>
<button>${WORDS.show[language]}</button>
</form>
</div>`,
  );
}

export function coveragePage(language: Language, { evidenceMadeAt, portals }: CoverageReport): string {
  const evidence =
    evidenceMadeAt === undefined
      ? `<p class="problem">${WORDS.noEvidence[language]}</p>`
      : `<p>${WORDS.evidence[language]}<time>${escaped(evidenceMadeAt)}</time></p>`;
  return page(
    language,
    `<div class="card">
<h1>${WORDS.title[language]}</h1>
<p>${WORDS.intro[language]}</p>
${evidence}
</div>
${portals.map((portal) => portalCard(language, portal)).join('\n')}`,
  );
}

function portalCard(language: Language, { clientId, names, sections }: PortalReport): string {
  const rows = sections.flatMap((section) => section.rows);
  const sums = (Object.keys(STATUS) as Status[]).map((status) => {
    const count = rows.filter((row) => row.status === status).length;
    return `<li>${statusText(language, status)}: ${String(count)}</li>`;
  });
  return `<section class="card">
<h2>${escaped(names[language])} <small>${escaped(clientId)}</small></h2>
<ul class="sums">${sums.join('')}</ul>
<details open><summary>${WORDS.details[language]}</summary>
${sections.map((section) => sectionTable(language, section)).join('\n')}
</details>
</section>`;
}

function sectionTable(language: Language, { source, title, rows }: Section): string {
  const columns = WORDS.columns[language].map((name) => `<th scope="col">${name}</th>`).join('');
  return `<h3>${escaped(source)}: ${escaped(title[language])}</h3>
<div class="scroll" tabindex="0" role="region" aria-label="${escaped(source)}"><table>
<thead><tr>${columns}</tr></thead>
<tbody>
${rows.map((row) => tableRow(language, row)).join('\n')}
</tbody></table></div>`;
}

function tableRow(language: Language, { id, title, status, by, shownBy }: Row): string {
  const proofs = shownBy.map((proof) => `<small>${escaped(proof)}</small>`).join('<br>');
  const setting = by === 'always' ? WORDS.always[language] : by;
  return `<tr><th scope="row">${escaped(id)}</th><td>${escaped(title[language])}</td><td>${statusText(language, status)}</td><td>${escaped(setting)}</td><td>${proofs}</td></tr>`;
}

function statusText(language: Language, status: Status): string {
  const { mark, ...text } = STATUS[status];
  return `<span class="${status}"><span aria-hidden="true">${mark}</span> ${text[language]}</span>`;
}

function page(language: Language, content: string): string {
  return `<!doctype html>
<html lang="${LANGUAGE_TAGS[language]}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${WORDS.title[language]} · Saoma</title>
<style>${LOOK}</style>
<main>
${content}
</main>
</html>
`;
}
