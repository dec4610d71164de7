import { PNG } from 'pngjs';
import type { Pixels } from '../flows/qr-reader.js';

/** Grey levels, row by row: 0 is black, 255 is white. */
export interface Picture {
  readonly levels: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Taken once: the test runner makes every look at a global slow, and these are asked for each pixel. */
const { floor, max, min } = Math;

/** How bright red, green and blue are (ITU-R BT.601). */
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];

/** A screenshot in grey. */
export function developed(file: Buffer): Picture {
  const { data, width, height } = PNG.sync.read(file);
  return painted(width, height, (x, y) => {
    const at = (y * width + x) * 4;
    return data[at]! * RED + data[at + 1]! * GREEN + data[at + 2]! * BLUE;
  });
}

/** The same as decoders want it. */
export function pixelsOf({ levels, width, height }: Picture): Pixels {
  const data = new Uint8ClampedArray(levels.length * 4).fill(255);
  for (let at = 0; at < data.length; at += 1) if (at % 4 !== 3) data[at] = levels[at >> 2]!;
  return { data, width, height };
}

/** Half as wide and as high: each pixel is the mean of four. */
export function halved({ levels, width, height }: Picture): Picture {
  return painted(floor(width / 2), floor(height / 2), (x, y) => {
    const at = 2 * (y * width + x);
    return (levels[at]! + levels[at + 1]! + levels[at + width]! + levels[at + width + 1]!) / 4;
  });
}

/** Turned by so many degrees, on a sheet that goes on in the colour of its corner. */
export function turned({ levels, width, height }: Picture, degrees: number): Picture {
  const radians = (degrees * Math.PI) / 180;
  const [sine, cosine] = [Math.sin(radians), Math.cos(radians)];
  const wide = Math.ceil(width * cosine + height * Math.abs(sine));
  const high = Math.ceil(width * Math.abs(sine) + height * cosine);
  return painted(wide, high, (x, y) => {
    const [across, down] = [x - wide / 2, y - high / 2];
    const [fromX, fromY] = [across * cosine + down * sine + width / 2, down * cosine - across * sine + height / 2];
    const [left, top] = [floor(fromX), floor(fromY)];
    if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return levels[0]!;
    const at = top * width + left;
    const upper = between(levels[at]!, levels[at + 1]!, fromX - left);
    return between(upper, between(levels[at + width]!, levels[at + width + 1]!, fromX - left), fromY - top);
  });
}

/** Each pixel is the mean of a square around it. `widthPx` is odd. */
export function blurred({ levels, width, height }: Picture, widthPx: number): Picture {
  const reach = (widthPx - 1) / 2;
  return painted(width, height, (x, y) => {
    let [sum, count] = [0, 0];
    for (let row = max(0, y - reach); row <= min(height - 1, y + reach); row += 1) {
      for (let column = max(0, x - reach); column <= min(width - 1, x + reach); column += 1) {
        sum += levels[row * width + column]!;
        count += 1;
      }
    }
    return sum / count;
  });
}

/** Every pixel is lighter or darker by up to `most` levels: by chance, and by the same chance every time. */
export function noisy({ levels, width, height }: Picture, most: number): Picture {
  let seed = 1;
  return painted(width, height, (x, y) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return levels[y * width + x]! + (seed / 2 ** 31 - 1) * most;
  });
}

function painted(width: number, height: number, levelAt: (x: number, y: number) => number): Picture {
  const levels = new Uint8ClampedArray(width * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) levels[at] = levelAt(x, y);
  }
  return { levels, width, height };
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
