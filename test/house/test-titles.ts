import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** What names tests, and functions of ours that describe some. */
const NAMING = /^(?:it|test|describe\w*)$/;

/**
 * The words of a spec's titles, its own and those of the contracts that it imports: each title a text, with what is filled in
 * when it runs left out. Also members that are written in quotes, which a loop makes titles of.
 */
export function titlesOf(spec: string): readonly string[] {
  const titles: string[] = [];
  const seen = new Set<string>();
  const read = (path: string): void => {
    if (seen.has(path) || !existsSync(path)) return;
    seen.add(path);
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
        const { text } = node.moduleSpecifier;
        if (text.startsWith('.') && text.endsWith('.contract.js')) {
          read(join(dirname(path), text.replace(/\.js$/, '.ts')));
        }
      }
      if (ts.isCallExpression(node) && NAMING.test(calledName(node.expression)))
        titles.push(...textsOf(node.arguments[0]));
      if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name)) titles.push(node.name.text);
      ts.forEachChild(node, visit);
    };
    visit(source);
  };
  read(spec);
  return titles;
}

/** `it` of `it(…)`, `it.each(…)(…)` and `it.each<…>(…)(…)`. */
function calledName(callee: ts.Expression): string {
  if (ts.isIdentifier(callee)) return callee.text;
  if (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) return calledName(callee.expression);
  return '';
}

function textsOf(title: ts.Expression | undefined): readonly string[] {
  if (title === undefined) return [];
  if (ts.isStringLiteralLike(title)) return title.text.split(/%\w|\$\w+/);
  if (ts.isTemplateExpression(title))
    return [title.head.text, ...title.templateSpans.map(({ literal }) => literal.text)];
  return [];
}
