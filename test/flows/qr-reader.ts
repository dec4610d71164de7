import { Worker } from 'node:worker_threads';

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

type ReaderName = 'zxing' | 'jsQR';

interface Answer {
  readonly id: number;
  readonly readings?: readonly (Reading | undefined)[];
  readonly error?: string;
}

/** Two decoders that are no kin of each other: what each makes of a picture. */
export const READERS = {
  zxing: async (pixels) => (await ask(pixels, ['zxing']))[0],
  jsQR: async (pixels) => (await ask(pixels, ['jsQR']))[0],
} as const satisfies Record<ReaderName, (pixels: Pixels) => Promise<Reading | undefined>>;

/** Pixels a module takes. */
const SCALE = 6;

/** What two decoders that are no kin of the encoder read in a PNG. */
export function readPng(file: Buffer): Promise<readonly (string | undefined)[]> {
  return decode(new Uint8Array(file));
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

async function decode(picture: Pixels | Uint8Array): Promise<readonly (string | undefined)[]> {
  const readings = await ask(picture, ['jsQR', 'zxing']);
  return readings.map((reading) => reading?.text);
}

let decoders: Worker | undefined;
let asked = 0;

/** Has the decoders look at a picture, in their own thread. */
async function ask(
  picture: Pixels | Uint8Array,
  readers: readonly ReaderName[],
): Promise<readonly (Reading | undefined)[]> {
  decoders ??= new Worker(new URL('./qr-decoders.mjs', import.meta.url)).setMaxListeners(0);
  // Nobody ends it: it is gone with the specs that asked.
  decoders.unref();
  const worker = decoders;
  const id = (asked += 1);
  const { readings, error } = await new Promise<Answer>((resolve, reject) => {
    const hear = (answer: Answer): void => {
      if (answer.id !== id) return;
      worker.off('message', hear).off('error', reject);
      resolve(answer);
    };
    worker.on('message', hear).on('error', reject);
    worker.postMessage({ id, picture, readers });
  });
  if (!readings) throw new Error(`the decoders failed: ${String(error)}`);
  return readings;
}
