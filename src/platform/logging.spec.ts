import { makeLogger, nestLogger, requestIds } from './logging.js';
import { printable } from './printable.js';

/** What somebody writes who wants to be read as the log itself, or to steer the terminal that shows it. */
const INJECTIONS = [
  'x\n{"level":"error","msg":"the keys were stolen"}',
  'x\r\n\r\n{"level":"fatal"}',
  '","level":"fatal","x":"',
  '\u001b[2J\u001b[31mall is well',
  '\u009b31mall is well',
  'a\u2028{"level":"fatal"}',
  'a\u2029b\u0085c\u000bd',
  'user \u202ephish\u2066',
  '\u0000\u0007\u0008',
  '\u{E0041}',
];

describe('a line of the log', () => {
  let lines: string[];
  const logger = makeLogger('trace', { write: (line: string) => lines.push(line) });

  beforeEach(() => (lines = []));

  it.each(INJECTIONS)('holds %j as text, whole and harmless', (text) => {
    logger.warn({ reason: text, nested: { [text]: [text] } }, text);
    logger.error(new Error(text));
    nestLogger(logger).error(text, text, text);
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).toMatch(/^\{[^\p{C}\p{Zl}\p{Zp}]*\}\n$/u);
      expect(['warn', 'error']).toContain((JSON.parse(line) as { level: string }).level);
    }
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ reason: text, nested: { [text]: [text] }, msg: text });
  });

  it.each(INJECTIONS)('at start says %j without steering a terminal', (text) => {
    expect(printable(text)).not.toMatch(/[^\n\P{C}]|[\p{Zl}\p{Zp}]/u);
  });
});

describe('the id of a request', () => {
  const given = (id: string): string => requestIds(true)({ headers: { 'x-request-id': id } });

  it('is the proxy’s where it is sound, and nobody else’s', () => {
    expect(given('c8cfe1ab131b62fc')).toBe('c8cfe1ab131b62fc');
    expect(requestIds(false)({ headers: { 'x-request-id': 'c8cfe1ab131b62fc' } })).not.toBe('c8cfe1ab131b62fc');
  });

  it.each([...INJECTIONS, 'short', 'x'.repeat(65), 'has spaces', 'abcdefgh\n'])('%j is not taken over', (id) => {
    expect(given(id)).toMatch(/^[\da-f-]{36}$/);
  });
});
