// Makes the single script for pages without a build, and holds it to its size: node bundle.js [output file]
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild-wasm';

const BUDGET_BYTES = 15_000;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outfile = process.argv[2] ?? here('dist/saoma-login.js');

await build({
  entryPoints: [here('src/define.ts')],
  outfile,
  bundle: true,
  minify: true,
  format: 'iife',
  // The oldest browsers with everything that the element needs.
  target: ['chrome93', 'firefox101', 'safari16.4'],
  legalComments: 'none',
  alias: { '@saoma/protocol': here('../protocol/src/index.ts') },
  logLevel: 'warning',
});

const bytes = gzipSync(readFileSync(outfile), { level: 9 }).length;
console.log(`saoma-login.js: ${bytes} bytes gzipped, budget ${BUDGET_BYTES}`);
if (bytes > BUDGET_BYTES) process.exitCode = 1;
