/**
 * Two decoders of different families, no kin of each other or of an encoder of ours, in a thread of their own: in the
 * sandbox that specs run in, a loop over pixels takes fifty times as long.
 *
 * Asked `{ id, picture, readers }`, where the picture is a PNG or pixels (`data`, `width`, `height`); answers
 * `{ id, readings }`, each `{ text, version, level? }` or nothing.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer } });

const READERS = {
  zxing: async (pixels) => {
    const [code] = await readBarcodes({ ...pixels, colorSpace: 'srgb' }, { formats: ['QRCode'] });
    if (!code) return undefined;
    const { Version, ECLevel } = JSON.parse(code.extra);
    return { text: code.text, version: Number(Version), level: ECLevel };
  },
  jsQR: ({ data, width, height }) => {
    // Ours are never inverted.
    const code = jsQR.default(data, width, height, { inversionAttempts: 'dontInvert' });
    return code ? { text: code.data, version: code.version } : undefined;
  },
};

parentPort.on('message', async ({ id, picture, readers }) => {
  try {
    const { data, width, height } = picture instanceof Uint8Array ? PNG.sync.read(Buffer.from(picture)) : picture;
    const pixels = { data: new Uint8ClampedArray(data), width, height };
    const readings = [];
    for (const reader of readers) readings.push(await READERS[reader](pixels));
    parentPort.postMessage({ id, readings });
  } catch (error) {
    parentPort.postMessage({ id, error: String(error) });
  }
});
