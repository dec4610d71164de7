import { createHmac } from 'node:crypto';
import { base32 } from './base32.js';
import { FRAME_MS, frameIndex, frameMessage, frameText } from './frame.js';

describe('base32 (RFC 4648 §10)', () => {
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%j is %j', (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });

  it('carries every bit of long input', () => {
    expect(base32(new Uint8Array(5).fill(255))).toBe('77777777');
  });
});

describe('a frame', () => {
  it('changes every ten seconds, beginning with the session', () => {
    expect([-5, 0, FRAME_MS - 1, FRAME_MS, 5 * FRAME_MS + 1].map(frameIndex)).toEqual([0, 0, 0, 1, 5]);
  });

  it('is the first six characters of the HMAC of its index in decimal', () => {
    expect(Buffer.from(frameMessage(42)).toString()).toBe('42');
    const mac = createHmac('sha256', 'key').update('42').digest();
    expect(frameText(mac)).toBe(base32(mac).slice(0, 6));
  });
});
