import type { Consent } from '@saoma/protocol';
import type { Language } from '../web/language.js';
import { PIN_DIGITS } from './service-pins.js';

/** Short enough to be heard, and to be remembered until the end. */
interface Sentences {
  readonly welcome: string;
  readonly enterPin: string;
  readonly pinWrong: string;
  readonly pinLocked: (wait: string) => string;
  readonly pinRight: (name: string) => string;
  readonly enterCode: string;
  readonly codeWrong: string;
  readonly callLater: string;
  readonly tooManyTries: (wait: string) => string;
  readonly notByTelephone: string;
  readonly notYours: string;
  readonly asks: (portal: string, domain: string) => string;
  readonly purpose: (text: string) => string;
  readonly inItsWords: (text: string) => string;
  readonly computer: (name: string) => string;
  readonly warning: string;
  readonly choose: string;
  readonly noSuchKey: string;
  readonly approved: string;
  readonly checkCode: (digits: string) => string;
  readonly declined: string;
  readonly goodbye: string;
}

/** One by one: 42 is heard as four, two, and not as a number. */
const spelled = (digits: string): string => digits.split('').join(' ');

export const VOICE: Readonly<Record<Language, Sentences>> = {
  zh: {
    welcome: '您好，这里是住房公积金服务热线。',
    enterPin: `请输入您的${PIN_DIGITS}位电话服务密码，按井号键结束。`,
    pinWrong: '电话服务密码不正确。',
    pinLocked: (wait) => `错误次数过多，本号码已锁定。请 ${wait}后再拨。`,
    pinRight: (name) => `${name}，您好。`,
    enterCode: '请输入电脑屏幕上的13位数字，按井号键结束。',
    codeWrong: '数字不正确，请看电脑屏幕。',
    callLater: '错误次数过多，请稍后再拨。',
    tooManyTries: (wait) => `错误次数过多，请 ${wait}后再拨。`,
    notByTelephone: '这项请求不能用电话确认。请使用网站指定的 App 或小程序。',
    notYours: '这组数字属于其他人的账号，您不能确认。',
    asks: (portal, domain) => `${portal}，网址 ${domain}，有一项请求。`,
    purpose: (text) => `请求内容：${text}。`,
    inItsWords: (text) => `网站的说明：${text}`,
    computer: (name) => `电脑：${name}。`,
    warning: '如果数字不是您自己在电脑上看到的，而是别人告诉您的，请按2拒绝。',
    choose: '同意请按1，拒绝请按2，重听请按星号键。',
    noSuchKey: '没有这个选项。',
    approved: '您已同意。请看电脑屏幕。',
    checkCode: (digits) => `请在电脑上输入：${spelled(digits)}。`,
    declined: '您已拒绝，没有任何更改。',
    goodbye: '再见。',
  },
  en: {
    welcome: 'Welcome to the housing fund’s service line.',
    enterPin: `Enter your ${PIN_DIGITS}-digit service PIN, then press hash.`,
    pinWrong: 'This PIN is wrong.',
    pinLocked: (wait) => `Too many tries. This number is locked. Call again in ${wait}.`,
    pinRight: (name) => `Hello, ${name}.`,
    enterCode: 'Enter the 13 digits on the computer’s screen, then press hash.',
    codeWrong: 'These digits are wrong. Look at the computer’s screen.',
    callLater: 'Too many tries. Call again later.',
    tooManyTries: (wait) => `Too many tries. Call again in ${wait}.`,
    notByTelephone: 'This request may not be approved by telephone. Use an app or a mini program that the site names.',
    notYours: 'These digits belong to somebody else’s account. You cannot approve it.',
    asks: (portal, domain) => `There is a request from ${portal}, at ${domain}.`,
    purpose: (text) => `What it asks: ${text}.`,
    inItsWords: (text) => `The site says: ${text}`,
    computer: (name) => `The computer: ${name}.`,
    warning: 'If you did not read the digits on the computer yourself, but somebody told you, press 2.',
    choose: 'To approve, press 1. To decline, press 2. To hear it again, press star.',
    noSuchKey: 'There is no such choice.',
    approved: 'You approved. Look at the computer’s screen.',
    checkCode: (digits) => `On the computer, type ${spelled(digits)}.`,
    declined: 'You declined. Nothing was changed.',
    goodbye: 'Goodbye.',
  },
};

/** What a caller must hear before they decide: who asks, for what, from which computer, and how to answer. */
export function readOut({ portal, purpose_text, text, desktop }: Consent, language: Language): readonly string[] {
  const voice = VOICE[language];
  const computer = [desktop.browser, desktop.system].filter((part) => part !== undefined).join(', ');
  return [
    voice.asks(portal.names[language], portal.domain),
    voice.purpose(purpose_text[language].replace(/[.。]$/, '')),
    ...(text === undefined ? [] : [voice.inItsWords(text)]),
    ...(computer === '' ? [] : [voice.computer(computer)]),
    voice.warning,
    voice.choose,
  ];
}
