import { encodeQrText } from '@saoma/protocol';
import jsQR from 'jsqr';
import { drawQr, type QrDrawing } from './draw-qr.js';

const PIXELS = 4;

/** Paints the path's rows into pixels, as a browser would. */
function paint({ modules, path }: QrDrawing): Uint8ClampedArray {
  const side = modules * PIXELS;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * PIXELS; row < (Number(y) + 1) * PIXELS; row += 1) {
      const from = (row * side + Number(x) * PIXELS) * 4;
      for (let at = from; at < from + Number(width) * PIXELS * 4; at += 1) if (at % 4 !== 3) pixels[at] = 0;
    }
  }
  return pixels;
}

describe('the drawing of a code', () => {
  const codeFor = (hostLength: number): string =>
    encodeQrText({ origin: `https://${'h'.repeat(hostLength)}`, sessionId: 'A'.repeat(26), frame: 'K7M2QX' });

  it.each([
    [1, 18, 29],
    [19, 47, 33],
  ])('for a host of %i to %i characters has %i modules, and four of white on each side', (least, most, size) => {
    for (const length of [least, most]) expect(drawQr(codeFor(length)).modules).toBe(size + 8);
  });

  it.each([
    ['pass.example.cn', 29],
    ['login.etax.cn:8443', 29],
    ['sign-in.tax-bureau.example-province.gov.cn:8443', 33],
  ])('counts a port like any part of a host: %s, %i modules', (host, size) => {
    const text = encodeQrText({ origin: `https://${host}`, sessionId: 'A'.repeat(26), frame: 'K7M2QX' });
    expect(drawQr(text).modules).toBe(size + 8);
  });

  it('says what it was made from, to a decoder of another author', () => {
    for (const length of [1, 14, 18, 47]) {
      const drawing = drawQr(codeFor(length));
      const side = drawing.modules * PIXELS;
      expect(jsQR.default(paint(drawing), side, side)?.data).toBe(codeFor(length));
    }
  });
});
