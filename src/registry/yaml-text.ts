import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { UNKNOWN, withoutConsequences, type Mistake } from './mistakes.js';
import { isMapping } from './public-keys.js';

/** What the YAML library's codes mean to whoever edits the file. Its own messages quote the file, so they stay inside. */
const SYNTAX: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'must not give the same member a second time',
  TAB_AS_INDENT: 'must be indented with spaces, not with tabs',
  BAD_INDENT: 'must be indented like the lines it belongs to',
  MULTIPLE_DOCS: 'must not begin a second document',
  MISSING_CHAR: 'must not lack a quote, bracket or space',
};

/** Members that every object in JavaScript has: class-transformer leaves them out without a word. */
const BUILT_IN = ['__proto__', 'constructor'];

/** The mapping that a YAML 1.2 text holds, or what is wrong with the text, by line and column. */
export function parseText(text: string): { value: object } | { mistakes: Mistake[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const mistakes: Mistake[] = [];
  const add = (offset: number, expected: string): void => {
    const { line, col } = lines.linePos(offset);
    mistakes.push({ path: `line ${line}, column ${col}`, expected });
  };
  for (const { code, pos } of [...document.errors, ...document.warnings]) {
    add(pos[0], SYNTAX[code] ?? `must be valid YAML (${code})`);
  }
  visit(document, (role, node) => {
    if (role === 'key' && isScalar(node) && BUILT_IN.includes(String(node.value))) add(node.range?.[0] ?? 0, UNKNOWN);
  });
  if (mistakes.length > 0) return { mistakes: withoutConsequences(mistakes) };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (isMapping(value)) return { value };
    return { mistakes: [{ path: 'file', expected: 'must be a mapping with portals and apps' }] };
  } catch {
    // Aliases could refer to what they are in, or multiply without end; a registry has no need of them.
    return { mistakes: [{ path: 'file', expected: 'must say everything in full, without aliases (*name)' }] };
  }
}
