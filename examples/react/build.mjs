import { build } from 'esbuild-wasm';

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/main.tsx'],
  outfile: 'dist/main.js',
  bundle: true,
  minify: true,
});
