import { plainText } from '../core/plain-text.js';
import { readRegistry } from './read-registry.js';
import { isHonestHost, isInOneHand, skeleton } from './look-alikes.js';
import { sound } from '../../test/broker/spoilt-registry.js';

describe('what looks alike', () => {
  it.each([
    ['e-Tax', 'е-Тах', 'Cyrillic'],
    ['TAX', 'ΤΑΧ', 'Greek'],
    ['Income Tax', 'lncome  Tax', 'an l for an I'],
    ['Yunhai', 'Ｙｕｎｈａｉ', 'full width'],
    ['Yunhai', '𝐘𝐮𝐧𝐡𝐚𝐢', 'mathematical letters'],
    ['Cafe', 'Café', 'an accent'],
    ['modem', 'modern', 'rn for m'],
    ['人力', '人カ', 'katakana'],
    ['office', '0ffice', 'a nought'],
  ])('%s and %s are one skeleton: %s', (one, other) => {
    expect(skeleton(other)).toBe(skeleton(one));
  });

  it.each([
    '云海省电子税务局',
    'Yunhai e-Tax',
    '税务 Tax 2026',
    'Налоговая служба',
    'بوابة Tax',
    '東京タワー',
    '한국 Tax',
  ])('%s is written in one hand', (name) => {
    expect(isInOneHand(name)).toBe(true);
  });

  it.each(['Tаx', 'Yunhai Ταχ', '税务Тах', 'Tax Ꭲax'])('%s is not', (name) => {
    expect(isInOneHand(name)).toBe(false);
  });

  it.each([
    ['etax.example.cn', true],
    ['xn--fiqs8s.example.cn', true],
    ['xn--80adxhks.example', true],
    ['xn--80ak6aa92e.com', false],
    ['xn--tx-7kc.example', false],
    ['127.0.0.1', true],
  ])('%s is an honest host: %s', (host, isHonest) => {
    expect(isHonestHost(host)).toBe(isHonest);
  });

  it.each([
    ['turned around', 'a\u202Eb'],
    ['isolated', 'a\u2066b'],
    ['marked for direction', 'a\u200Fb'],
    ['joined by nothing', 'a\u200Bb'],
    ['filled', 'a\u3164b'],
    ['selected', 'a\uFE0Fb'],
    ['of tags', 'a\u{E0041}b'],
    ['blank', '\u2800'],
    ['spaces only', '   '],
    ['on two lines', 'a\u2028b'],
    ['coloured', 'a\u001B[31mb'],
    ['piled up', `a${'\u0301'.repeat(4)}`],
    ['of a mark alone', '\u0301a'],
  ])('a text that is %s is no plain text', (_, text) => {
    expect(plainText(20).test(text)).toBe(false);
  });

  it.each(['确认 3 张发票', 'Chữ ký số', 'नमस्ते', 'ภาษี', 'a'.repeat(20)])('%s is', (text) => {
    expect(plainText(20).test(text)).toBe(true);
  });
});

describe('a registry with two portals', () => {
  const mistakesOf = (names: object, other: object = {}): string[] => {
    const file = sound();
    const [first] = file.portals;
    file.portals.push({ ...first, client_id: 'other', names, ...other });
    const reading = readRegistry(JSON.stringify(file));
    return reading.ok ? [] : reading.mistakes.map(({ path, expected }) => `${path} ${expected}`);
  };
  const elsewhere = { redirect_uris: ['https://other.example.com/in'], domain: 'other.example.com' };

  it('may give both one name, or names that differ', () => {
    expect(mistakesOf({ zh: '税务', en: 'Tax' })).toEqual([]);
    expect(mistakesOf({ zh: '社保', en: 'Social Insurance' }, elsewhere)).toEqual([]);
  });

  it.each([
    ['Тах', 'names.en', /look like the name/],
    ['T ax', 'names.en', /look like the name/],
    ['Tаx', 'names.en', /written together/],
    ['Ta\u200Bx', 'names.en', /visible/],
    ['Sign in at etax.example.cn', 'names.en', /read like the domain/],
  ])('must not call the other %s', (en, at, expected) => {
    const [mistake = '', ...rest] = mistakesOf({ zh: '社保', en }, elsewhere);
    expect(rest).toEqual([]);
    expect(mistake).toContain(`portals[1].${at}`);
    expect(mistake).toMatch(expected);
  });

  it('shows no terminal what somebody called a member', () => {
    const [mistake = ''] = mistakesOf({ zh: '税务', en: 'Tax', '\u001B[31m\nroot: all is well': 'x' });
    expect(mistake).toBe('portals[1].names.(a member with such a name) is not a member that is known here');
  });
});
