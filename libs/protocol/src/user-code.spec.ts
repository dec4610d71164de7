import { encodeUserCodeLink, parseQrText, parseUserCodeLink } from './qr-text.js';
import { formatUserCode, parseUserCode } from './user-code.js';

describe('a typed code', () => {
  it.each([
    ['WDJBMJHT', 'WDJB-MJHT'],
    ['019450730', '019-450-730'],
  ])('%s is shown in groups that a person keeps in mind: %s', (code, shown) => {
    expect(formatUserCode(code)).toBe(shown);
    expect(parseUserCode(shown)).toBe(code);
  });

  it.each([
    'wdjb-mjht',
    ' WDJB MJHT ',
    'wdjb–mjht',
    'WDJB.MJHT',
    'ｗｄｊｂ－ｍｊｈｔ',
    'wd jb_mj ht',
    'WDJB−MJHT',
    'WDJB​MJHT',
  ])('RFC 8628 §6.1: %j is what somebody may type for WDJB-MJHT', (typed) => {
    expect(parseUserCode(typed)).toBe('WDJBMJHT');
  });

  it.each([
    ['LZSG-BVBC', '1256-8UВС'],
    ['LZSG-BVBC', 'izsg-bvbc'],
    ['HKMP-TXSJ', 'НКМР-ТХЅЈ'],
    ['BZHK-MNPT', 'ΒΖΗΚ-ΜΝΡΤ'],
    ['011-225-568', 'oIl-z2s-5gb'],
  ])('%s is meant by what looks like it: %s', (shown, typed) => {
    expect(parseUserCode(typed)).toBe(parseUserCode(shown));
    expect(parseUserCode(typed)).toBe(shown.replaceAll('-', ''));
  });

  it.each(['WDJB-MJH0', 'WDJB-MJHO'])('%s looks like two codes, and is none', (typed) => {
    expect(parseUserCode(typed)).toBeUndefined();
  });

  it('is read from full-width digits too', () => {
    expect(parseUserCode('０１９ ４５０ ７３０')).toBe('019450730');
  });

  it.each(['', 'WDJB', 'WDJB-MJHTX', 'AEIO-UAEI', '1234 5678', 'WDJB-MJH7', '扫码登录扫码登录', '<script>'])(
    '%j is none',
    (typed) => {
      expect(parseUserCode(typed)).toBeUndefined();
    },
  );

  it('is an address as well, that is no QR text', () => {
    const link = encodeUserCodeLink('https://pass.example.cn', 'WDJBMJHT');
    expect(link).toBe('https://pass.example.cn/Q/WDJB-MJHT');
    expect(parseQrText(link)).toBeUndefined();
    expect(parseUserCodeLink(link.toUpperCase())).toEqual({ origin: 'https://pass.example.cn', userCode: 'WDJBMJHT' });
  });

  it.each(['https://pass.example.cn/Q/', 'https://pass.example.cn/Q/AEIO-UAEI', 'WDJB-MJHT', 'ftp://x/Q/WDJB-MJHT'])(
    '%j is no such address',
    (text) => {
      expect(parseUserCodeLink(text)).toBeUndefined();
    },
  );
});
