import { createHmac, randomBytes } from 'node:crypto';
import { base32, parseQrText } from '@saoma/protocol';
import { Frames } from './frames.js';

const url = 'HTTPS://PASS.EXAMPLE.CN/Q/ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const key = randomBytes(32);
const frames = new Frames({ url, frame_key: key.toString('base64url'), frame_ms: 10_000, elapsed_ms: 0 });
const expected = (index: number): string =>
  base32(createHmac('sha256', key).update(String(index)).digest()).slice(0, 6);

describe('the frames of a code', () => {
  it.each([
    [0, 0],
    [9_999, 0],
    [10_000, 1],
    [599_999, 59],
  ])('after %i ms show number %i, as the broker computes it', async (elapsedMs, index) => {
    expect(await frames.textAt(elapsedMs)).toBe(url + expected(index));
  });

  it('are a text that phones can read', async () => {
    expect(parseQrText(await frames.textAt(25_000))).toEqual({
      origin: 'https://pass.example.cn',
      sessionId: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
      frame: expected(2),
    });
  });
});
