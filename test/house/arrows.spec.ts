import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { output, root } from './kept-tool.js';

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** What dependency-cruiser has against the rooms under a folder, as `rule: from → to`. */
async function violationsIn(folder: string): Promise<string[]> {
  const options = ['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  const json = await output('dependency-cruiser/bin/dependency-cruise.mjs', ['src', 'libs', ...options], folder);
  const { summary } = JSON.parse(json) as { summary: { violations: Violation[]; totalCruised: number } };
  if (summary.totalCruised === 0) throw new Error('dependency-cruiser looked at no file');
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
}

/** Lays out files that only import. */
async function layOut(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

describe('The arrows between the rooms', () => {
  it('hold in this repository', async () => {
    expect(await violationsIn(root)).toEqual([]);
  });

  describe('would be seen broken', () => {
    let folder: string;
    let violations: string[];

    const one = 'export const one = 1;\n';
    const forbidden: [file: string, imports: string, violation: string][] = [
      ['src/desktop/a.ts', "'../store/one.js'", 'arrow of src/desktop: src/desktop/a.ts → src/store/one.ts'],
      ['src/desktop/b.ts', "'../phone/one.js'", 'arrow of src/desktop: src/desktop/b.ts → src/phone/one.ts'],
      ['src/phone/a.ts', "'../portal/one.js'", 'arrow of src/phone: src/phone/a.ts → src/portal/one.ts'],
      ['src/operator/b.ts', "'../proof/one.js'", 'arrow of src/operator: src/operator/b.ts → src/proof/one.ts'],
      ['src/proof/a.ts', "'../phone/one.js'", 'arrow of src/proof: src/proof/a.ts → src/phone/one.ts'],
      ['src/portal/a.ts', "'../demo/one.js'", 'arrow of src/portal: src/portal/a.ts → src/demo/one.ts'],
      ['src/app.module.ts', "'./demo/one.js'", 'demo only by dynamic import: src/app.module.ts → src/demo/one.ts'],
      ['src/demo/a.ts', "'../store/one.js'", 'arrow of src/demo: src/demo/a.ts → src/store/one.ts'],
      ['src/store/a.ts', "'../desktop/one.js'", 'arrow of src/store: src/store/a.ts → src/desktop/one.ts'],
      ['src/platform/a.ts', "'../core/one.js'", 'arrow of src/platform: src/platform/a.ts → src/core/one.ts'],
      ['src/core/a.ts', "'../platform/one.js'", 'arrow of src/core: src/core/a.ts → src/platform/one.ts'],
      ['src/core/b.ts', "'node:fs'", 'packages of src/core: src/core/b.ts → fs'],
      [
        'src/core/c.ts',
        "'@nestjs/common'",
        'packages of src/core: src/core/c.ts → node_modules/@nestjs/common/index.js',
      ],
      ['src/core/d.ts', "'./e.js'", 'no circle: src/core/d.ts → src/core/e.ts'],
      ['src/core/f.ts', "'./nowhere.js'", 'resolvable: src/core/f.ts → ./nowhere.js'],
      ['src/cellar/a.ts', "'../core/one.js'", 'room without a row: src/cellar/a.ts → src/core/one.ts'],
      [
        'libs/protocol/src/a.ts',
        "'../../mobile/src/one.js'",
        'arrow of libs/protocol: libs/protocol/src/a.ts → libs/mobile/src/one.ts',
      ],
      ['libs/protocol/src/b.ts', "'node:crypto'", 'packages of libs/protocol: libs/protocol/src/b.ts → crypto'],
      [
        'libs/mobile/src/a.ts',
        "'@saoma/browser'",
        'arrow of libs/mobile: libs/mobile/src/a.ts → libs/browser/src/index.ts',
      ],
      [
        'libs/testing/src/a.ts',
        "'../../../src/core/one.js'",
        'arrow of libs/testing: libs/testing/src/a.ts → src/core/one.ts',
      ],
    ];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'saoma-arrows-'));
      const targets = forbidden.flatMap(([, , violation]) => violation.split(' → ').slice(1));
      const reached = targets.filter((path) => /one[.]ts$|index[.]ts$/.test(path));
      await layOut(folder, {
        'package.json': '{ "type": "module", "dependencies": { "@nestjs/common": "12.5.1" } }',
        'node_modules/@nestjs/common/package.json': '{ "name": "@nestjs/common", "main": "index.js" }',
        'node_modules/@nestjs/common/index.js': one,
        'tsconfig.json': JSON.stringify({
          compilerOptions: { module: 'nodenext', paths: { '@saoma/*': ['./libs/*/src/index.ts'] } },
        }),
        ...Object.fromEntries(reached.map((path) => [path, one])),
        ...Object.fromEntries(forbidden.map(([path, imported]) => [path, `import type {} from ${imported};\n`])),
        'src/core/e.ts': "import './d.js';\n",
        'src/app.module.ts': "import {} from './demo/one.js';\nexport const later = import('./demo/a.js');\n",
        'src/phone/allowed.ts': "import '../core/one.js';\nimport '@saoma/protocol';\nimport '../platform/a.js';\n",
        'src/desktop/allowed.ts': "import '../proof/one.js';\n",
        'libs/protocol/src/index.ts': one,
      });
      violations = await violationsIn(folder);
    });

    afterAll(() => rm(folder, { recursive: true, force: true }));

    it.each(forbidden)('%s imports %s', (_file, _imported, violation) => {
      expect(violations).toContain(violation);
    });

    it('and nothing that is allowed is called broken', () => {
      const expected = new Set(forbidden.map(([, , violation]) => violation));
      expect(violations.filter((violation) => !expected.has(violation))).toEqual([]);
    });
  });
});
