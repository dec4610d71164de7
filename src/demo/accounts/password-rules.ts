import type { LocalizedText } from '@saoma/protocol';

/** What a portal knows about a person that others may know too: no password may be made of it. */
export interface PersonalFacts {
  /** What the person signs in with. */
  readonly login: string;
  readonly idNumber: string;
  /** `1987-06-12` */
  readonly birthday: string;
  /** E.164. */
  readonly phone: string;
  readonly email: string;
  /** The name in Latin letters, words separated by spaces. */
  readonly pinyin: string;
}

/** One thing that a password must be. */
export interface PasswordRule {
  readonly id: PasswordRuleId;
  readonly texts: LocalizedText;
  isMet(password: string, about: PersonalFacts): boolean;
}

export type PasswordRuleId = 'length' | 'classes' | 'characters' | 'not_personal' | 'not_common' | 'not_recent';

const LENGTH = { least: 8, most: 16 } as const;
const CLASSES_NEEDED = 3;
/** How many former passwords, the present one among them, may not come again. */
export const FORMER_PASSWORDS = 5;

const CLASSES = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/] as const;

/** Shorter pieces of a name or number occur in good passwords too. */
const LONG_PIECE = 5;

/** What everybody tries first; found in any case and with signs in the place of letters. */
const COMMON = [
  'password',
  'passwd',
  'admin',
  'qwerty',
  'asdfgh',
  'zxcvbn',
  '1qaz2wsx',
  'letmein',
  'welcome',
  'iloveyou',
  'woaini',
  '5201314',
  '123456',
  '654321',
  '112233',
  'abc123',
  'abcdef',
  'a1b2c3',
  '888888',
  '666666',
  '000000',
  '111111',
] as const;

const PLAIN_LETTERS: Readonly<Record<string, string>> = { '@': 'a', '0': 'o', '1': 'l', '3': 'e', $: 's' };

/** What can be told while the person types, in the order in which it is listed. */
export const PASSWORD_RULES: readonly PasswordRule[] = [
  {
    id: 'length',
    texts: { zh: '8 至 16 个字符', en: '8 to 16 characters' },
    isMet: (password) => isBetween(Array.from(password).length),
  },
  {
    id: 'classes',
    texts: {
      zh: '大写字母、小写字母、数字、符号中至少三种',
      en: 'Three of these: capital letters, small letters, digits, symbols',
    },
    isMet: (password) => CLASSES.filter((one) => one.test(password)).length >= CLASSES_NEEDED,
  },
  {
    id: 'characters',
    texts: { zh: '只用键盘上的字符，不含空格', en: 'Only what a plain keyboard types, and no spaces' },
    // What one keyboard writes as another sign, or a form as another form, locks its own person out.
    isMet: (password) => /^[!-~]+$/.test(password),
  },
  {
    id: 'not_personal',
    texts: {
      zh: '不含您的生日、证件号码、手机号码、邮箱、用户名或姓名拼音',
      en: 'No birthday, ID number, phone number, e-mail, user name or name of yours',
    },
    isMet: (password, about) => password !== '' && !isPersonal(password, about),
  },
  {
    id: 'not_common',
    texts: {
      zh: '不是常见密码，没有连续或重复的一串字符',
      en: 'Not a common password, and no run such as 1234 or aaaa',
    },
    isMet: (password) => password !== '' && !isCommon(password) && !hasRun(password),
  },
];

/** What only the portal's backend can tell, because it alone has the former ones, and those only as hashes. */
export const RECENT_RULE: Omit<PasswordRule, 'isMet'> = {
  id: 'not_recent',
  texts: {
    zh: `与最近 ${FORMER_PASSWORDS} 次用过的密码不同`,
    en: `Not one of your last ${FORMER_PASSWORDS} passwords`,
  },
};

function isBetween(length: number): boolean {
  return length >= LENGTH.least && length <= LENGTH.most;
}

/**
 * What the page itself knows while the person types: what they sign in with, and what that says. The rest stays with the
 * portal, which decides.
 */
export function factsOfLogin(login: string): PersonalFacts {
  const [, year, month, day] = /^\d{6}(\d{4})(\d\d)(\d\d)\d{3}[\dX]$/i.exec(login) ?? [];
  return {
    login,
    idNumber: year === undefined ? '' : login,
    birthday: year === undefined ? '' : `${year}-${month}-${day}`,
    phone: '',
    email: '',
    pinyin: '',
  };
}

/** Which of the rules that need no hash a password breaks. */
export function brokenRules(password: string, about: PersonalFacts): readonly PasswordRuleId[] {
  return PASSWORD_RULES.filter((rule) => !rule.isMet(password, about)).map(({ id }) => id);
}

function isPersonal(password: string, { login, idNumber, birthday, phone, email, pinyin }: PersonalFacts): boolean {
  const typed = password.toLowerCase();
  // Signs between the parts do not make them harder to guess.
  const digits = typed.replaceAll(/[^0-9]/g, '');
  const letters = typed.replaceAll(/[^a-z]/g, '');
  const words = pinyin.split(' ');
  const numbers = [...birthdayForms(birthday), ...piecesOf(idNumber), ...piecesOf(phone.slice(1))];
  const names = [login.toLowerCase(), email.toLowerCase().replace(/@.*/, '')];
  const spellings = [words.join(''), words.toReversed().join('')];
  return (
    numbers.some((number) => digits.includes(number)) ||
    names.some((name) => name !== '' && typed.includes(name)) ||
    spellings.some((name) => name !== '' && letters.includes(name))
  );
}

/** `0612` and `1206`, which are in all the longer forms, and `1987612`. */
function birthdayForms(birthday: string): readonly string[] {
  const [year, month, day] = birthday.split('-');
  if (!year || !month || !day) return [];
  return [month + day, day + month, `${year}${Number(month)}${Number(day)}`];
}

function piecesOf(number: string): readonly string[] {
  return Array.from({ length: Math.max(0, number.length - LONG_PIECE + 1) }, (_, at) =>
    number.slice(at, at + LONG_PIECE),
  );
}

function isCommon(password: string): boolean {
  const typed = password.toLowerCase();
  const plain = typed.replaceAll(/[@013$]/g, (sign) => PLAIN_LETTERS[sign] ?? sign);
  return COMMON.some((word) => typed.includes(word) || plain.includes(word));
}

/** Four that follow each other, forwards or backwards, or four alike. */
function hasRun(password: string): boolean {
  const codes = Array.from(password.toLowerCase(), (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0));
  return steps.some((step, at) => Math.abs(step) <= 1 && [1, 2].every((next) => steps[at + next] === step));
}
