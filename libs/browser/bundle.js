// Makes the scripts for pages without a build, and holds each to its size: node bundle.js [output folder]
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild-wasm';
import { minify } from 'terser';

/** Each script with what it is made of, and how large it may be when it is compressed. */
const SCRIPTS = [
  { name: 'saoma-login.js', entry: 'src/define.ts', budgetBytes: 17_600 },
  // Nothing of the client is in it: it gets that from the other element.
  { name: 'saoma-one-time-code.js', entry: 'src/define-one-time-code.ts', budgetBytes: 4_050 },
];

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
const folder = process.argv[2] ?? here('dist');

function withoutUnreached(source) {
  if (createHash('sha256').update(source).digest('hex') !== KNOWN_ENCODER) {
    throw new Error('lean-qr is not the version that is known here: look at UNREACHED again');
  }
  return UNREACHED.reduce((text, [from, to, instead = '']) => {
    const start = text.indexOf(from);
    return text.slice(0, start) + instead + text.slice(text.indexOf(to, start + from.length));
  }, source);
}

/** What is made smaller before it is bundled: the encoder, and style sheets, which are text to a bundler. */
const smaller = {
  name: 'smaller',
  setup({ onLoad }) {
    onLoad({ filter: /lean-qr.index\.mjs$/ }, async ({ path }) => ({
      contents: withoutUnreached(await readFile(path, 'utf8')),
    }));
    onLoad({ filter: /look\.ts$/ }, async ({ path }) => {
      const [, name, sheet] = /export const (\w+) = `\n([^`]*)`/.exec(await readFile(path, 'utf8'));
      const { code } = await transform(sheet, { loader: 'css', minify: true, target: TARGET });
      return { contents: `export const ${name} = ${JSON.stringify(code.trim())};` };
    });
  },
};

for (const { name, entry, budgetBytes } of SCRIPTS) {
  const { outputFiles } = await build({
    entryPoints: [here(entry)],
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
  await writeFile(join(folder, name), code);
  const bytes = gzipSync(code, { level: 9 }).length;
  console.log(`${name}: ${bytes} bytes gzipped, budget ${budgetBytes}`);
  if (bytes > budgetBytes) process.exitCode = 1;
}
