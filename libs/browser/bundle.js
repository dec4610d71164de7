// Makes the single script for pages without a build, and holds it to its size: node bundle.js [output file]
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild-wasm';
import { minify } from 'terser';

const BUDGET_BYTES = 15_500;

// The oldest browsers with everything that the element needs.
const TARGET = ['chrome93', 'firefox101', 'safari16.4'];

/** SHA-256 of the one lean-qr file that what follows was written for. */
const KNOWN_ENCODER = '0ce41cd6f92cc23cf057a1df7e1b3876767d678665dd65af4e1d22b4fad967dc';

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
  if (createHash('sha256').update(source).digest('hex') !== KNOWN_ENCODER) {
    throw new Error('lean-qr is not the version that is known here: look at UNREACHED again');
  }
  return UNREACHED.reduce((text, [from, to, instead = '']) => {
    const start = text.indexOf(from);
    return text.slice(0, start) + instead + text.slice(text.indexOf(to, start + from.length));
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
