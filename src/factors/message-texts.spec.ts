import { textsOf } from './message-texts.js';

const MESSAGE = {
  id: 'm-1',
  to: '+8613800000142',
  code: '402917',
  portal: { zh: '云海电子税务局', en: 'Yunhai Tax Bureau' },
  purpose: 'verify',
  language: 'zh',
  expiresInMs: 300_000,
} as const;

describe('What a person is told with a code', () => {
  it.each([
    ['zh', 'login', '您正在登录云海电子税务局，验证码 402917，'],
    ['zh', 'step_up', '您正在云海电子税务局再次验证身份，验证码 402917，'],
    ['zh', 'verify', '您正在向云海电子税务局核实身份，验证码 402917，'],
    ['en', 'login', '402917 is your code to sign in to Yunhai Tax Bureau.'],
    ['en', 'step_up', '402917 is your code to confirm to Yunhai Tax Bureau that it is still you.'],
    ['en', 'verify', '402917 is your code to prove to Yunhai Tax Bureau who you are.'],
  ] as const)('says in %s what a %s is for, and that nobody else may know the code', (language, purpose, start) => {
    const { text } = textsOf({ ...MESSAGE, language, purpose });
    expect(text.startsWith(start)).toBe(true);
    expect(text).toMatch({ zh: /请勿告诉任何人/, en: /Never tell anybody this code/ }[language]);
  });

  it.each([
    [600_000, 10],
    [299_999, 4],
    [60_000, 1],
    [59_999, 1],
  ])('never promises more than the %i ms that the code lives: %i min', (expiresInMs, minutes) => {
    expect(textsOf({ ...MESSAGE, expiresInMs }).text).toContain(`${minutes} 分钟内有效`);
    expect(textsOf({ ...MESSAGE, expiresInMs, language: 'en' }).text).toContain(`works for ${minutes} min`);
  });

  it('keeps the code out of the subject, which locked screens show', () => {
    expect(textsOf(MESSAGE).subject).toBe('云海电子税务局：验证码');
  });
});
