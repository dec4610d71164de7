import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { PROBLEMS } from '@saoma/protocol';
import { build } from 'esbuild-wasm';

/** 6 KiB. */
const BUDGET_BYTES = 6_144;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

async function bundle(format: 'esm' | 'iife'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [here('./index.ts')],
    bundle: true,
    minify: true,
    format,
    globalName: 'mobile',
    target: 'es2022',
    charset: 'utf8',
    write: false,
    alias: { '@saoma/protocol': here('../../protocol/src/index.ts') },
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

describe('What an app carries of this package', () => {
  it(`all of it, is ${BUDGET_BYTES} bytes gzipped at most`, async () => {
    expect(gzipSync(await bundle('esm'), { level: 9 }).length).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  it('has nothing in it of what the list of problems says to developers', async () => {
    const { advice, title } = PROBLEMS.invalid_client;
    const code = await bundle('esm');
    expect(code).not.toContain(advice);
    expect(code).not.toContain(title);
  });

  it('runs where there is nothing of a browser and nothing of Node, as in a mini program', async () => {
    const bare = { setTimeout, clearTimeout, heard: [] as unknown[] };
    const scan = `
      const client = new mobile.PhoneClient({
        broker: 'https://broker.test',
        accessToken: async () => 'token',
        fetch: async (url) => ({
          status: 200, headers: { get: () => null },
          text: async () => '{"session_id":"S","state":"scanned","consent_nonce":"N"}',
        }),
      });
      client.scan('WDJBM-JHTKX-T').then((view) => heard.push(view), (error) => heard.push(error));`;
    await runInNewContext(`${await bundle('iife')}\n${scan}`, bare);
    expect(JSON.stringify(bare.heard)).toBe('[{"session_id":"S","state":"scanned","consent_nonce":"N"}]');
  });
});
