import { readFileSync, writeFileSync } from 'node:fs';

/** The only table of this page is the one that the test of the code on the screen holds. */
const FILE = 'docs/scannable.md';
const TABLE = /^\|[^]*\|$/m;
const NOBODY = '–';

/** Who reads the code, by what is done to the picture. */
export type Row = Record<string, readonly string[]>;
/** Rows by their name, in their order. */
type Table = ReadonlyMap<string, Row>;

/** The table as it is checked in. */
export function readTable(): Table {
  const [head = [], , ...rows] = (TABLE.exec(readFileSync(FILE, 'utf8'))?.[0] ?? '').split('\n').map(cellsOf);
  return new Map(
    rows.map(([name = '', ...cells]) => [
      name,
      Object.fromEntries(cells.map((cell, i) => [head[i + 1]!, cell === NOBODY ? [] : cell.split(', ')])),
    ]),
  );
}

/** Puts it into the page, as the formatter wants it. */
export function writeTable(table: Table): void {
  const columns = Object.keys([...table.values()][0] ?? {});
  const rows = [...table].map(([name, cells]) => [
    name,
    ...columns.map((column) => cells[column]!.join(', ') || NOBODY),
  ]);
  const all = [['', ...columns], ...rows];
  const widths = all[0]!.map((_, i) => Math.max(3, ...all.map((cells) => cells[i]!.length)));
  const lines = all.map((cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const text = [lines[0], rule, ...lines.slice(1)].join('\n');
  writeFileSync(
    FILE,
    readFileSync(FILE, 'utf8').replace(TABLE, () => text),
  );
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}
