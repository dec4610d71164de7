/**
 * A QR encoder for exactly the texts that this product shows: alphanumeric mode, level M, up to 154 characters. A
 * general encoder is a third of the script's whole budget. Section numbers are those of ISO/IEC 18004:2015.
 */

/** §7.3.4: the position of a character is its value. */
const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** §7.5.1 table 9, level M: blocks, data and correction codewords of each. No version up to 6 mixes block sizes. */
const VERSIONS = [
  [1, 16, 10],
  [1, 28, 16],
  [1, 44, 26],
  [2, 32, 18],
  [2, 43, 24],
  [4, 27, 16],
] as const;

/** §7.8.2 pattern 2. Any is readable; a fixed one saves weighing eight, and these texts are random enough for it. */
const isMasked = (x: number): boolean => x % 3 === 0;
/** §7.9.1: level M, mask 2, with its correction bits and mask. */
const FORMAT = 0b101111001111100;

/** A square of modules. */
export interface QrCode {
  readonly size: number;
  isDark(x: number, y: number): boolean;
}

/** @throws RangeError when the text has characters outside alphanumeric mode, or too many */
export function encodeQr(text: string): QrCode {
  const values = Array.from(text, (character) => CHARACTERS.indexOf(character));
  const bits = 4 + 9 + Math.ceil(values.length * 5.5);
  const version = VERSIONS.findIndex(([blocks, data]) => bits <= blocks * data * 8);
  const layout = VERSIONS[version];
  if (!layout || values.includes(-1)) throw new RangeError('this text does not fit the code');
  return place(version + 1, interleave(pack(values, layout[0] * layout[1]), layout));
}

/** §7.4.4 alphanumeric segment, then §7.4.10 terminator and padding. */
function pack(values: readonly number[], length: number): number[] {
  let bits = `0010${binary(values.length, 9)}`;
  for (let i = 0; i < values.length; i += 2) {
    const [first = 0, second] = values.slice(i, i + 2);
    bits += second === undefined ? binary(first, 6) : binary(first * 45 + second, 11);
  }
  bits += '0000';
  const codewords = bits.slice(0, length * 8).match(/.{1,8}/g) ?? [];
  const bytes = codewords.map((codeword) => parseInt(codeword.padEnd(8, '0'), 2));
  for (let pad = 0xec; bytes.length < length; pad ^= 0xfd) bytes.push(pad);
  return bytes;
}

const binary = (value: number, width: number): string => value.toString(2).padStart(width, '0');

/** §7.6: each block with its correction, column by column. */
function interleave(data: readonly number[], [blocks, length, correction]: (typeof VERSIONS)[number]): number[] {
  const parts = Array.from({ length: blocks }, (_, i) => data.slice(i * length, (i + 1) * length));
  const column = (rows: readonly number[][], width: number): number[] =>
    Array.from({ length: width }, (_, i) => rows.map((row) => row[i] ?? 0)).flat();
  return [
    ...column(parts, length),
    ...column(
      parts.map((part) => correct(part, correction)),
      correction,
    ),
  ];
}

/** §7.5.2: the remainder of the block by the generator polynomial over GF(256). */
function correct(data: readonly number[], length: number): number[] {
  let generator = [1];
  let root = 1;
  for (let i = 0; i < length; i += 1) {
    const factor = root;
    const shifted = [...generator, 0];
    generator = shifted.map((term, j) => term ^ multiply(generator[j - 1] ?? 0, factor));
    root = multiply(root, 2);
  }
  const remainder = [...data, ...Array<number>(length).fill(0)];
  data.forEach((_, i) => {
    const lead = remainder[i] ?? 0;
    generator.forEach((term, j) => {
      remainder[i + j] = (remainder[i + j] ?? 0) ^ multiply(term, lead);
    });
  });
  return remainder.slice(data.length);
}

/** In GF(256) modulo x⁸ + x⁴ + x³ + x² + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (; b > 0; b >>= 1) {
    if (b & 1) product ^= a;
    a = (a << 1) ^ (a & 128 ? 0x11d : 0);
  }
  return product;
}

function place(version: number, codewords: readonly number[]): QrCode {
  const size = 17 + 4 * version;
  const modules: (boolean | undefined)[][] = Array.from({ length: size }, () => Array<undefined>(size).fill(undefined));
  const set = (x: number, y: number, isDark: boolean): void => {
    const row = modules[y];
    if (row && x >= 0 && x < size) row[x] = isDark;
  };
  /** §6.3.3 finder with its separator, §6.3.6 alignment: rings around a middle. */
  const rings = (middleX: number, middleY: number, radius: number, light: readonly number[]): void => {
    for (let y = -radius; y <= radius; y += 1) {
      for (let x = -radius; x <= radius; x += 1) {
        set(middleX + x, middleY + y, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
      }
    }
  };
  // §6.3.5: the timing lines first, since the finders cover their ends.
  for (let i = 0; i < size; i += 1) {
    set(i, 6, i % 2 === 0);
    set(6, i, i % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    rings(x, y, 4, [2, 4]);
  if (version > 1) rings(size - 7, size - 7, 2, [1]);
  // §7.9.1: the format twice, and the one module that is always dark.
  for (let i = 0; i < 15; i += 1) {
    const isDark = ((FORMAT >> i) & 1) === 1;
    set(8, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, isDark);
    set(i < 8 ? size - 1 - i : i === 8 ? 7 : 14 - i, 8, isDark);
  }
  set(8, size - 8, true);
  // §7.7.3: up and down in columns two wide, from the right, around the timing column.
  let bit = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    const isUpward = ((right < 6 ? right + 1 : right) & 2) === ((size - 1) & 2);
    for (let i = 0; i < size; i += 1) {
      const y = isUpward ? size - 1 - i : i;
      for (const x of [right, right - 1]) {
        if (modules[y]?.[x] !== undefined) continue;
        const isSet = (((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
        set(x, y, isSet !== isMasked(x));
        bit += 1;
      }
    }
  }
  return { size, isDark: (x, y) => modules[y]?.[x] ?? false };
}
