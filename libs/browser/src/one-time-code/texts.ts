import type { ContactChannel } from '@saoma/protocol';
import { Languages } from '../element/languages.js';

/** Everything the element for one-time codes says, in one language. */
export interface OneTimeCodeTexts {
  /** Default: `ltr`. */
  readonly direction?: 'ltr' | 'rtl';
  readonly heading: string;
  /** What the choice is about, where there is one. */
  readonly choose: string;
  /** One way to send it: with the masked number or address. */
  readonly contact: Readonly<Record<ContactChannel, (to: string) => string>>;
  readonly sending: string;
  readonly sent: (to: string) => string;
  readonly checking: string;
  /** The code that was sent before cannot be typed any more. */
  readonly over: string;
  readonly label: (digits: number) => string;
  /** What was typed cannot be a code: the broker is not asked. */
  readonly incomplete: (digits: number) => string;
  readonly triesLeft: (tries: number) => string;
  readonly wrong: string;
  /** `minutes`: how long still, where it ends by itself. */
  readonly locked: (minutes: number | undefined) => string;
  readonly notSent: string;
  readonly slowDown: string;
  /** It did not work, for any other reason. */
  readonly failed: string;
  /** With the time as `0:28`. */
  readonly pause: (time: string) => string;
  readonly mayResend: string;
  readonly actions: Readonly<Record<'send' | 'resend' | 'confirm', string>>;
}

const zh: OneTimeCodeTexts = {
  heading: '改用验证码',
  choose: '验证码发送到',
  contact: { sms: (to) => `短信 ${to}`, email: (to) => `邮件 ${to}` },
  sending: '正在发送…',
  sent: (to) => `验证码已发送到 ${to}。`,
  checking: '正在核对…',
  over: '之前的验证码已失效，请重新发送。',
  label: (digits) => `${digits} 位验证码`,
  incomplete: (digits) => `请输入 ${digits} 位数字。`,
  triesLeft: (tries) => `还可以试 ${tries} 次。`,
  wrong: '验证码不正确。',
  locked: (minutes) =>
    minutes
      ? `错误次数过多，请 ${minutes > 90 ? `${Math.ceil(minutes / 60)} 小时` : `${minutes} 分钟`}后再试，或改用应用扫码。`
      : '验证码已锁定，请改用应用扫码，或联系网站解锁。',
  notSent: '验证码暂时发不出去。请重试，或改用应用扫码。',
  slowDown: '操作过于频繁。请稍候再试，或改用应用扫码。',
  failed: '没有成功。请再试一次，或改用应用扫码。',
  pause: (time) => `${time} 后可重新发送`,
  mayResend: '现在可以重新发送。',
  actions: { send: '发送验证码', resend: '重新发送', confirm: '确认' },
};

const en: OneTimeCodeTexts = {
  heading: 'Use a code instead',
  choose: 'Send the code to',
  contact: { sms: (to) => `Text message to ${to}`, email: (to) => `E-mail to ${to}` },
  sending: 'Sending…',
  sent: (to) => `The code was sent to ${to}.`,
  checking: 'Checking…',
  over: 'The code sent before is no longer valid. Send a new one.',
  label: (digits) => `${digits}-digit code`,
  incomplete: (digits) => `Type the ${digits} digits.`,
  triesLeft: (tries) => `Tries left: ${tries}.`,
  wrong: 'This code is not right.',
  locked: (minutes) =>
    minutes
      ? `Too many wrong codes. Try again in ${minutes > 90 ? `${Math.ceil(minutes / 60)} hours` : `${minutes} min`}, or scan with the app instead.`
      : 'Codes are locked. Scan with the app instead, or ask the service to unlock them.',
  notSent: 'The message could not be sent. Try again, or scan with the app instead.',
  slowDown: 'Too many requests. Wait a moment, or scan with the app instead.',
  failed: 'That did not work. Try again, or scan with the app instead.',
  pause: (time) => `Send again in ${time}`,
  mayResend: 'You can send it again now.',
  actions: { send: 'Send code', resend: 'Send again', confirm: 'Confirm' },
};

/** Texts by BCP 47 tag in lower case. A tag that stands here already is replaced. */
export const ONE_TIME_CODE_LANGUAGES = new Languages<OneTimeCodeTexts>().set('en', en).set('zh', zh);
