import type { Language } from '../web/language.js';
import type { Notice } from './notices.js';

interface Texts {
  readonly signIn: string;
  readonly scanToSignIn: string;
  readonly steps: readonly string[];
  readonly withPassword: string;
  readonly idNumber: string;
  readonly password: string;
  readonly forgotten: string;
  readonly wrong: string;
  readonly locked: (wait: string) => string;
  readonly minutes: (count: number) => string;
  readonly hours: (count: number) => string;
  readonly signedOut: string;
  readonly neverShare: string;
  readonly welcome: (name: string) => string;
  readonly signedIn: Readonly<Record<'app' | 'password', string>>;
  readonly account: string;
  readonly change: string;
  readonly linkAccount: string;
  readonly signOut: string;
  readonly changeTitle: string;
  readonly changed: string;
  readonly wrongPresent: string;
  readonly notKnown: string;
  readonly proveInstead: string;
  readonly proveInsteadHint: string;
  readonly setTitle: string;
  readonly setUntil: string;
  readonly setDone: string;
  readonly setDoneText: string;
  readonly notices: Readonly<Record<Notice, string>>;
  readonly notYet: string;
}

/** Signing in, and the password of somebody who is signed in. */
export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    signIn: '登录',
    scanToSignIn: '扫码登录',
    steps: [
      '打开手机上的“个人所得税 App”或“电子税务局 App”',
      '点“扫一扫”，对准屏幕上的二维码',
      '在手机上核对网站和电脑，再点“登录”',
    ],
    withPassword: '密码登录',
    idNumber: '身份证号码',
    password: '密码',
    forgotten: '忘记密码？',
    wrong: '身份证号码或密码不正确。',
    locked: (wait) => `错误次数过多，暂时不能用密码登录，请${wait}后再试，也可以扫码登录或重设密码。`,
    minutes: (count) => `约 ${count} 分钟`,
    hours: (count) => `约 ${count} 小时`,
    signedOut: '您已退出登录。',
    neverShare: '密码和验证码只由您本人使用。不要告诉家人、同事，也不要告诉自称工作人员的人。',
    welcome: (name) => `${name}，您好`,
    signedIn: { app: '您已通过手机 App 登录。', password: '您已通过密码登录。' },
    account: '账号',
    change: '修改密码',
    linkAccount: '设置登录密码',
    signOut: '退出登录',
    changeTitle: '修改密码',
    changed: '新密码已保存，立即生效。',
    wrongPresent: '当前密码不正确。',
    notKnown: '不记得当前密码？',
    proveInstead: '用其他方式验证身份',
    proveInsteadHint: '用手机 App、短信、邮箱或银行卡验证身份后，无须当前密码即可设置新密码。',
    setTitle: '设置新密码',
    setUntil: '身份验证已通过。请在 5 分钟内为此账号设置新密码，逾期须重新验证。',
    setDone: '新密码已生效',
    setDoneText: '现在就可以用新密码登录。',
    notices: {
      'others-ended': '本账号在其他设备上的登录均已退出。',
      'others-kept': '本账号在其他设备上的登录保持不变。',
    },
    notYet: '新密码保存后立即生效。如果提示不正确，请手动输入，浏览器里保存的可能还是旧密码。',
  },
  en: {
    signIn: 'Sign in',
    scanToSignIn: 'Sign in with your phone',
    steps: [
      'Open the Income Tax app or the e-Tax app on your phone',
      'Tap “Scan” and point it at the code',
      'Check the site and the computer, then tap “Sign in”',
    ],
    withPassword: 'Sign in with a password',
    idNumber: 'ID number',
    password: 'Password',
    forgotten: 'Forgotten your password?',
    wrong: 'The ID number or the password is not right.',
    locked: (wait) =>
      `Too many failures: you cannot sign in with a password for ${wait}. You can sign in with your phone, or set a new password.`,
    minutes: (count) => (count === 1 ? 'about a minute' : `about ${count} minutes`),
    hours: (count) => (count === 1 ? 'about an hour' : `about ${count} hours`),
    signedOut: 'You are signed out.',
    neverShare:
      'Passwords and codes are for you alone. Do not tell them to family or colleagues, nor to anybody who says they are staff.',
    welcome: (name) => `Welcome, ${name}`,
    signedIn: { app: 'You signed in with an app on your phone.', password: 'You signed in with your password.' },
    account: 'Account',
    change: 'Change the password',
    linkAccount: 'Set a password',
    signOut: 'Sign out',
    changeTitle: 'Change the password',
    changed: 'The new password is saved and works from now on.',
    wrongPresent: 'The present password is not right.',
    notKnown: 'You do not know the present password?',
    proveInstead: 'Verify me another way',
    proveInsteadHint:
      'Verified by an app, a message or your bank card, you set a new password without the present one.',
    setTitle: 'Set a new password',
    setUntil: 'You are verified. Set the new password of this account within 5 minutes; after that, verify again.',
    setDone: 'The new password works',
    setDoneText: 'You can sign in with it now.',
    notices: {
      'others-ended': 'This account has been signed out everywhere else.',
      'others-kept': 'Where this account is signed in elsewhere, it stays so.',
    },
    notYet:
      'A new password works as soon as it is saved. If it is refused, type it by hand: the browser may have filled in the old one.',
  },
};

/** How long to wait, in words. */
export function waitText(language: Language, waitMs: number): string {
  const { minutes, hours } = TEXTS[language];
  const count = Math.ceil(waitMs / 60_000);
  return count <= 90 ? minutes(count) : hours(Math.ceil(count / 60));
}
