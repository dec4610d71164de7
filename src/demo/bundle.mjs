// Makes the phone page's scripts out of their sources, after the build has emptied and filled dist/.
import { copyFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild-wasm';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = here('../../dist/demo/app/bundle');

await build({
  entryPoints: ['phone', 'reader', 'service-worker'].map((name) => here(`app/page/${name}.ts`)),
  outdir,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  // The reader is large and its page may never need it, so it stays a file of its own.
  external: ['./reader.js'],
  legalComments: 'none',
  logLevel: 'warning',
});
await copyFile(
  fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')),
  `${outdir}/zxing_reader.wasm`,
);
