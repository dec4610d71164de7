import fc from 'fast-check';
import { encodeUserCodeLink, parseQrText, parseUserCodeLink } from './qr-text.js';
import { formatUserCode, parseUserCode, USER_CODE_ALPHABETS, userCodeCheck } from './user-code.js';

describe('a typed code', () => {
  it.each([
    ['WDJBMJHTKXT', 'WDJBM-JHTKX-T'],
    ['0194507308642', '0194-5073-0864-2'],
  ])('%s is shown in groups that a person keeps in mind: %s', (code, shown) => {
    expect(formatUserCode(code)).toBe(shown);
    expect(parseUserCode(shown)).toBe(code);
  });

  it.each([
    'wdjbm-jhtkx-t',
    ' WDJBM JHTKX T ',
    'wdjbm–jhtkx–t',
    'WDJBM.JHTKX.T',
    'ｗｄｊｂｍ－ｊｈｔｋｘ－ｔ',
    'wd jb_mj htk xt',
    'WDJBM−JHTKX−T',
    'WDJBM\u200bJHTKX\u200bT',
  ])('RFC 8628 §6.1: %j is what somebody may type for WDJBM-JHTKX-T', (typed) => {
    expect(parseUserCode(typed)).toBe('WDJBMJHTKXT');
  });

  it.each([
    ['LZSGB-VBCLZ-F', '12568-UВС12-F'],
    ['LZSGB-VBCLZ-F', 'izsgb-vbciz-f'],
    ['HKMPT-XSJCB-B', 'НКМРТ-ХЅЈСВ-В'],
    ['BZHKM-NPTXK-B', 'ΒΖΗΚΜ-ΝΡΤΧΚ-Β'],
    ['0112-2556-8011-1', 'oIlz-2s5g-bOI1-l'],
  ])('%s is meant by what looks like it: %s', (shown, typed) => {
    expect(parseUserCode(typed)).toBe(parseUserCode(shown));
    expect(parseUserCode(typed)).toBe(shown.replaceAll('-', ''));
  });

  it.each(['WDJBM-JHTK0-T', 'WDJBM-JHTKO-T'])('%s looks like two codes, and is none', (typed) => {
    expect(parseUserCode(typed)).toBeUndefined();
  });

  it('is read from full-width digits too', () => {
    expect(parseUserCode('０１９４ ５０７３ ０８６４ ２')).toBe('0194507308642');
  });

  it.each([
    ...['', 'WDJBM', 'WDJBM-JHTKX', 'WDJBM-JHTKX-TX', 'AEIOU-AEIOU-A', '1234 5678 9012', 'WDJBM-JHTK7-T'],
    ...['扫码登录扫码登录扫码登', '<script>'],
  ])('%j is none', (typed) => {
    expect(parseUserCode(typed)).toBeUndefined();
  });

  const anyCode = fc.constantFrom('letters' as const, 'digits' as const).chain((alphabet) => {
    const { characters, length } = USER_CODE_ALPHABETS[alphabet];
    return fc
      .string({ unit: fc.constantFrom(...Array.from(characters)), minLength: length - 1, maxLength: length - 1 })
      .map((others) => ({ code: others + userCodeCheck(others, alphabet), characters }));
  });

  it('ISO/IEC 7064: with a slip in one place is none, whatever was typed there', () => {
    fc.assert(
      fc.property(anyCode, fc.nat(), fc.nat(), ({ code, characters }, place, other) => {
        const at = place % code.length;
        const slip = code.slice(0, at) + characters.charAt(other % characters.length) + code.slice(at + 1);
        expect(parseUserCode(slip)).toBe(slip === code ? code : undefined);
      }),
    );
  });

  it('ISO/IEC 7064: with two neighbours that changed places is none, but for one pair in a hundred', () => {
    const swaps = fc
      .sample(fc.tuple(anyCode, fc.nat()), { numRuns: 5_000, seed: 7064 })
      .flatMap(([{ code }, place]) => {
        const at = place % (code.length - 1);
        const swapped = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
        return swapped === code ? [] : [parseUserCode(swapped)];
      });
    expect(swaps.filter((found) => found !== undefined).length).toBeLessThan(swaps.length / 50);
  });

  it('is an address as well, that is no QR text', () => {
    const link = encodeUserCodeLink('https://pass.example.cn', 'WDJBMJHTKXT');
    expect(link).toBe('https://pass.example.cn/Q/WDJBM-JHTKX-T');
    expect(parseQrText(link)).toBeUndefined();
    expect(parseUserCodeLink(link.toUpperCase())).toEqual({
      origin: 'https://pass.example.cn',
      userCode: 'WDJBMJHTKXT',
    });
  });

  it.each([
    'https://pass.example.cn/Q/',
    'https://pass.example.cn/Q/AEIOU-AEIOU-A',
    'WDJBM-JHTKX-T',
    'ftp://x/Q/WDJBM-JHTKX-T',
  ])('%j is no such address', (text) => {
    expect(parseUserCodeLink(text)).toBeUndefined();
  });
});
