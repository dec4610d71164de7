import { readFile } from 'node:fs/promises';
import { VARIABLES, type VariableNotes } from '../../src/platform/env-variables.js';
import { readEnv } from '../../src/platform/env.js';

const byDefault = ({ value, otherwise }: VariableNotes): string => otherwise ?? `\`${value}\``;

/** The rows of the README's configuration table, as they have to be: paste them from the diff when this goes red. */
const ROWS = VARIABLES.map((variable) => `| \`${variable.name}\` | ${byDefault(variable)} | ${variable.meaning} |`);

/** What `.env.example` says of each variable. */
const EXAMPLES = VARIABLES.map((variable) => {
  const words = variable.otherwise === undefined ? '' : ` Default: ${variable.otherwise}.`;
  return `# ${variable.meaning}${words}\n${variable.name}=${variable.value}`;
});

describe('the configuration', () => {
  it('is in README.md as a table with a row for each variable, and no row for anything else', async () => {
    const readme = await readFile('README.md', 'utf8').catch(() => '(there is no README.md)');
    // Other columns may be aligned by the formatter; a row counts for what its cells say.
    const rows = readme.split('\n').flatMap((line) => {
      const cells = /^\| *(`[A-Z][A-Z_]+`) *\| *(.*?) *\| *(.*?) *\|$/.exec(line);
      return cells ? [`| ${cells.slice(1).join(' | ')} |`] : [];
    });
    expect(rows).toEqual(ROWS);
  });

  it('is in .env.example, variable by variable, with defaults and meaning', async () => {
    const [, ...examples] = (await readFile('.env.example', 'utf8')).trim().split('\n\n');
    expect(examples).toEqual(EXAMPLES);
  });

  it('has in .env.example the defaults that the code has', async () => {
    const lines = (await readFile('.env.example', 'utf8')).split('\n').filter((line) => /^\w+=/.test(line));
    const example = Object.fromEntries(lines.map((line) => line.split(/=(.*)/, 2) as [string, string]));
    const REGISTRY_FILE = 'registry.yaml';
    expect(readEnv({ ...example, REGISTRY_FILE })).toEqual(readEnv({ REGISTRY_FILE }));
  });
});
