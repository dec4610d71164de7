import * as fc from 'fast-check';
import { encodeQrText, parseQrText } from './qr-text.js';

const SESSION = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const FRAME = 'K7M2QX';

describe('the text of the code', () => {
  it('is upper case throughout, so that it fits alphanumeric mode', () => {
    const text = encodeQrText({ origin: 'https://pass.example.cn', sessionId: SESSION, frame: FRAME });
    expect(text).toBe(`HTTPS://PASS.EXAMPLE.CN/Q/${SESSION}${FRAME}`);
    expect(text).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
  });

  it.each([
    [18, 61],
    [47, 90],
  ])('takes, for a host of %i characters, the %i that version 3 or 4 holds at level M', (hostLength, capacity) => {
    const origin = `https://${'h'.repeat(hostLength)}`;
    expect(encodeQrText({ origin, sessionId: SESSION, frame: FRAME })).toHaveLength(capacity);
  });

  it.each([
    `HTTPS://PASS.EXAMPLE.CN/Q/${SESSION}${FRAME}`,
    `https://pass.example.cn/q/${SESSION}${FRAME}`.toLowerCase(),
    `  https://Pass.Example.cn/Q/${SESSION}${FRAME}\n`,
  ])('is read in any case: %j', (text) => {
    expect(parseQrText(text)).toEqual({ origin: 'https://pass.example.cn', sessionId: SESSION, frame: FRAME });
  });

  it('keeps a port', () => {
    expect(parseQrText(`HTTP://127.0.0.1:3000/Q/${SESSION}${FRAME}`)?.origin).toBe('http://127.0.0.1:3000');
  });

  it.each([
    '',
    'https://pass.example.cn/',
    `https://pass.example.cn/Q/${SESSION}`,
    `https://pass.example.cn/Q/${SESSION}${FRAME}A`,
    `https://pass.example.cn/Q/${SESSION}${FRAME}?x=1`,
    `https://pass.example.cn/x/Q/${SESSION}${FRAME}`,
    `ftp://pass.example.cn/Q/${SESSION}${FRAME}`,
    `https:///Q/${SESSION}${FRAME}`,
    `https://pass.example.cn/Q/${SESSION}K7M2Q1`,
    'WIFI:T:WPA;S:cafe;P:secret;;',
  ])('what is not ours is nothing: %j', (text) => {
    expect(parseQrText(text)).toBeUndefined();
  });

  it('comes back from any case as it went in, and no other text makes a reader stumble', () => {
    const letters = (length: number): fc.Arbitrary<string> =>
      fc.string({
        unit: fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')),
        minLength: length,
        maxLength: length,
      });
    fc.assert(
      fc.property(letters(26), letters(6), fc.webAuthority({ withPort: true }), (sessionId, frame, host) => {
        const code = { origin: `https://${host.toLowerCase()}`, sessionId, frame };
        expect(parseQrText(encodeQrText(code))).toEqual(code);
        expect(parseQrText(encodeQrText(code).toLowerCase())).toEqual(code);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => expect(() => parseQrText(text)).not.toThrow()));
  });
});
