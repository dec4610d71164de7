import { readFileSync } from 'node:fs';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** A picture as decoders want it. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** What a decoder made of a picture. */
interface Reading {
  readonly text: string;
  readonly version: number;
  /** Error correction, where the decoder tells it. */
  readonly level?: string;
}

/** Two decoders of different families, no kin of each other or of an encoder of ours. */
export const READERS = {
  zxing: async (pixels) => {
    const [code] = await readBarcodes({ ...pixels, colorSpace: 'srgb' }, { formats: ['QRCode'] });
    if (!code) return undefined;
    const { Version, ECLevel } = JSON.parse(code.extra) as { readonly Version: string; readonly ECLevel: string };
    return { text: code.text, version: Number(Version), level: ECLevel };
  },
  jsQR: async ({ data, width, height }) => {
    const code = jsQR.default(data, width, height);
    return code ? { text: code.data, version: code.version } : undefined;
  },
} as const satisfies Record<string, (pixels: Pixels) => Promise<Reading | undefined>>;

/** Pixels a module takes. */
const SCALE = 6;

prepareZXingModule({
  overrides: {
    wasmBinary: new Uint8Array(readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm')).buffer,
  },
});

/** What two decoders that are no kin of the encoder read in a PNG. */
export function readPng(file: Buffer): Promise<readonly (string | undefined)[]> {
  const { data, width, height } = PNG.sync.read(file);
  return decode({ data: Uint8ClampedArray.from(data), width, height });
}

/** The same of an SVG whose modules are strokes one unit high on a plate. */
export function readSvg(svg: string): Promise<readonly (string | undefined)[]> {
  const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const pixels = paper(side * SCALE);
  const paint = (x: number, y: number, width: number, height: number, level: number): void => {
    for (let row = y * SCALE; row < (y + height) * SCALE; row += 1) {
      for (let column = x * SCALE; column < (x + width) * SCALE; column += 1) {
        pixels.data.fill(level, (row * pixels.width + column) * 4, (row * pixels.width + column) * 4 + 3);
      }
    }
  };
  const [, plate] = /fill="#ffffff" d="M0 0h(\d+)v\1H0z"/.exec(svg) ?? [];
  if (plate !== undefined) paint(0, 0, Number(plate), Number(plate), 255);
  const [, strokes = ''] = /stroke="#000000" d="([^"]+)"/.exec(svg) ?? [];
  let [x, y] = [0, 0];
  for (const [, command, first, second] of strokes.matchAll(/([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?/g)) {
    if (command === 'M') [x, y] = [Number(first), Math.floor(Number(second))];
    else {
      if (command === 'h') paint(x, y, Number(first), 1, 0);
      x += Number(first);
    }
  }
  return decode(pixels);
}

/** Grey, so that a code without a plate of its own would not be read by luck. */
function paper(side: number): Pixels {
  const data = new Uint8ClampedArray(side * side * 4).fill(40);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { data, width: side, height: side };
}

async function decode(pixels: Pixels): Promise<readonly (string | undefined)[]> {
  const readings = await Promise.all([READERS.jsQR(pixels), READERS.zxing(pixels)]);
  return readings.map((reading) => reading?.text);
}
