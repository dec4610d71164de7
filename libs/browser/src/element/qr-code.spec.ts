import { correction, generate, mode } from 'lean-qr';
import { encodeQr, type QrCode } from './qr-code.js';

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

const picture = (size: number, isDark: (x: number, y: number) => boolean): string =>
  Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (__, x) => (isDark(x, y) ? '#' : '.')).join(''),
  ).join('\n');
const ours = (code: QrCode): string => picture(code.size, (x, y) => code.isDark(x, y));
/** The same text by an encoder of other authors, which weighs masks: it is told ours. */
const theirs = (text: string): string => {
  const code = generate(mode.alphaNumeric(text), {
    minCorrectionLevel: correction.M,
    maxCorrectionLevel: correction.M,
    mask: 2,
  });
  return picture(code.size, (x, y) => code.get(x, y));
};
const textOf = (length: number, seed: number): string =>
  Array.from({ length }, (_, i) => CHARACTERS.charAt((i * i * 7 + i * seed + seed) % CHARACTERS.length)).join('');

describe('the QR encoder', () => {
  it('draws every length exactly as another encoder does', () => {
    for (let length = 1; length <= 154; length += 1) {
      for (const seed of [1, 17, 44]) {
        const text = textOf(length, seed);
        expect(ours(encodeQr(text))).toBe(theirs(text));
      }
    }
  });

  it.each([
    ['a host of 18 characters', 18, 29],
    ['a host of 47 characters', 47, 33],
  ])('keeps the code of %s small', (_, length, size) => {
    const text = `HTTPS://${'A'.repeat(length)}/Q/${'Q'.repeat(32)}`;
    expect(encodeQr(text).size).toBe(size);
  });

  it.each([['a'], ['HTTPS://X.CN/Q/Ä'], ['A'.repeat(155)]])('refuses %j, which it cannot show', (text) => {
    expect(() => encodeQr(text)).toThrow(RangeError);
  });
});
