// Makes the single script for pages without a build, and holds it to its size: node bundle.js [output file]
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild-wasm';
import { minify } from 'terser';

const BUDGET_BYTES = 15_500;

// The oldest browsers with everything that the element needs.
const TARGET = ['chrome93', 'firefox101', 'safari16.4'];

/**
 * What no code of ours reaches in lean-qr's one file, which bundlers cannot take apart: its other modes with the search
 * for the best mixture of them, and its own pictures. Each is everything from one text up to another, and what stands in
 * its place.
 */
const UNREACHED = [
  ['f=t=>t.charCodeAt(0),', 'l=t=>(o,e)=>'],
  ['a=(t,o,e,r,n=', 'u=a(t=>', 'a=t=>t,'],
  ['d=a(t=>l(', 'C=()=>', 'b={alphaNumeric:u,bytes:l},'],
  [',toString({on', '}),z=['],
  [',"string"==typeof t&&', ';for(let n=s,l=0'],
  ['P.with=', 'export{'],
];

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outfile = process.argv[2] ?? here('dist/saoma-login.js');

function withoutUnreached(source) {
  return UNREACHED.reduce((text, [from, to, instead = '']) => {
    const [before, after, ...more] = text.split(from);
    const end = after?.indexOf(to) ?? -1;
    if (end < 0 || more.length > 0) throw new Error(`lean-qr is not the version that is known here: ${from}`);
    return before + instead + after.slice(end);
  }, source);
}

/** What is made smaller before it is bundled: the encoder, and the style sheet, which is text to a bundler. */
const smaller = {
  name: 'smaller',
  setup({ onLoad }) {
    onLoad({ filter: /lean-qr.index\.mjs$/ }, async ({ path }) => ({
      contents: withoutUnreached(await readFile(path, 'utf8')),
    }));
    onLoad({ filter: /element.look\.ts$/ }, async ({ path }) => {
      const [, sheet] = (await readFile(path, 'utf8')).split('`\n');
      const { code } = await transform(sheet.replace(/`;\s*$/, ''), { loader: 'css', minify: true, target: TARGET });
      return { contents: `export const LOOK = ${JSON.stringify(code.trim())};` };
    });
  },
};

const { outputFiles } = await build({
  entryPoints: [here('src/define.ts')],
  write: false,
  bundle: true,
  minify: true,
  format: 'iife',
  target: TARGET,
  legalComments: 'none',
  alias: { '@saoma/protocol': here('../protocol/src/index.ts') },
  plugins: [smaller],
  logLevel: 'warning',
});
const { code } = await minify(outputFiles[0].text, {
  ecma: 2020,
  compress: { passes: 3 },
  // Smaller once it is compressed, and right also where a server names no character set.
  format: { ascii_only: true },
});
await writeFile(outfile, code);

const bytes = gzipSync(code, { level: 9 }).length;
console.log(`saoma-login.js: ${bytes} bytes gzipped, budget ${BUDGET_BYTES}`);
if (bytes > BUDGET_BYTES) process.exitCode = 1;
