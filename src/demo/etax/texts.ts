import type { LocalizedText } from '@saoma/protocol';
import type { Language } from '../web/language.js';

interface Texts {
  readonly signIn: string;
  readonly entries: string;
  readonly scanToSignIn: string;
  readonly steps: readonly string[];
  readonly withPassword: string;
  readonly password: string;
  readonly passwordHint: string;
  readonly next: string;
  readonly wrongPassword: string;
  readonly locked: (wait: string) => string;
  readonly noticesTitle: string;
  readonly notices: readonly string[];
  readonly signedOut: string;
  readonly secondTitle: string;
  readonly second: (account: string) => string;
  readonly secondScan: string;
  readonly secondSteps: readonly string[];
  /** Demo apps check no face. */
  readonly unlockInstead: string;
  readonly secondOther: string;
  readonly secondOtherHint: string;
  readonly anotherAccount: string;
  readonly overTitle: string;
  readonly over: string;
  readonly startAgain: string;
  readonly welcome: (name: string) => string;
  readonly welcomeUnnamed: string;
  readonly signedIn: string;
  readonly switched: string;
  readonly actingAs: string;
  readonly themselves: string;
  readonly identity: string;
  readonly person: string;
  readonly creditCode: string;
  readonly agency: string;
  readonly verification: string;
  readonly verifiedAt: string;
  readonly verifiedBy: string;
  readonly level: string;
  readonly unknown: string;
  readonly unfamiliar: string;
  readonly switchIdentity: string;
  readonly switchHint: string;
  readonly switchScan: string;
  readonly switchSteps: readonly string[];
  readonly back: string;
  readonly signOut: string;
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    signIn: '登录',
    entries: '选择业务',
    scanToSignIn: '扫码登录',
    steps: [
      '打开手机上的“电子税务局 App”或“个人所得税 App”',
      '点“扫一扫”，对准屏幕上的二维码',
      '在手机上核对网站和电脑，再点“登录”',
    ],
    withPassword: '密码登录',
    password: '密码',
    passwordHint: '输入密码后，还需用手机验证一次身份。',
    next: '下一步',
    wrongPassword: '账号或密码不正确。',
    locked: (wait) => `密码错误次数过多，请 ${wait}后再试，或使用扫码登录。`,
    noticesTitle: '登录须知',
    notices: [
      '登录前，请核对浏览器地址栏中的网址，谨防仿冒网站。',
      '只扫描或输入您自己打开的网页上的码，不要使用他人发来的码。',
      '手机会显示网站、用途和电脑。有一项不符，请点“取消”。',
      '二维码会不断更新，拍照或截图很快失效。',
      '工作人员不会向您索要密码或验证码，也不会请您代为扫码。',
    ],
    signedOut: '您已退出登录。',
    secondTitle: '验证身份',
    second: (account) => `${account}：密码正确。为确认是您本人，请再用手机验证一次。验证前您尚未登录。`,
    secondScan: '用 App 扫码验证',
    secondSteps: [
      '打开手机上的“电子税务局 App”或“个人所得税 App”，扫描二维码',
      '核对内容，按提示在 App 中验证身份',
      '同意后，本页会自动登录',
    ],
    unlockInstead: '本演示不做人脸验证，由手机自身的解锁方式代替。',
    secondOther: '改用短信验证码',
    secondOtherHint: '无法在 App 中验证，或 App 不在手边时使用。验证码发到这个账户登记的手机号。',
    anotherAccount: '换一个账户',
    overTitle: '验证已结束',
    over: '密码之后的这一步已结束，或已在另一个页面重新开始。您尚未登录，请重新输入密码，或扫码登录。',
    startAgain: '重新开始',
    welcome: (name) => `${name}，您好`,
    welcomeUnnamed: '您好',
    signedIn: '您已登录云海省电子税务局。',
    switched: '办税身份已切换。',
    actingAs: '办税身份',
    themselves: '本人',
    identity: '身份',
    person: '办理人',
    creditCode: '统一社会信用代码',
    agency: '代理机构',
    verification: '本次身份验证',
    verifiedAt: '验证时间（北京时间）',
    verifiedBy: '验证方式',
    level: '验证级别',
    unknown: '未提供',
    unfamiliar: '如果以上信息与您的操作不符，请立即退出登录。',
    switchIdentity: '切换身份',
    switchHint: '切换身份不用重新登录：用手机扫码，在手机上选择要使用的身份。',
    switchScan: '扫码选择身份',
    switchSteps: [
      '用登录时的那位本人的 App 扫描二维码',
      '在手机上选择：本人、企业，或所代理的客户',
      '同意后，本页会自动切换',
    ],
    back: '返回',
    signOut: '退出登录',
  },
  en: {
    signIn: 'Sign in',
    entries: 'Kind of business',
    scanToSignIn: 'Sign in with your phone',
    steps: [
      'Open the e-Tax app or the Income Tax app on your phone',
      'Tap “Scan” and point it at the code',
      'Check the site and the computer, then tap “Sign in”',
    ],
    withPassword: 'Sign in with a password',
    password: 'Password',
    passwordHint: 'After the password you verify yourself once more with your phone.',
    next: 'Next',
    wrongPassword: 'The account or the password is not right.',
    locked: (wait) => `Too many wrong passwords. Try again in ${wait}, or sign in with your phone.`,
    noticesTitle: 'Before you sign in',
    notices: [
      'Check the address in your browser. Beware of look-alike sites.',
      'Scan or type only a code on a page that you opened yourself, never one that somebody sent you.',
      'Your phone shows the site, the purpose and the computer. If anything is wrong, tap “Cancel”.',
      'The code keeps changing. A photo of it is soon useless.',
      'Our staff never ask for a password or a code, or ask you to scan for them.',
    ],
    signedOut: 'You have signed out.',
    secondTitle: 'Verify that it is you',
    second: (account) =>
      `${account}: the password is right. Verify once more with your phone that it is you. Until then you are not signed in.`,
    secondScan: 'Scan with the app',
    secondSteps: [
      'Open the e-Tax app or the Income Tax app on your phone and scan the code',
      'Check what it says, and verify yourself in the app',
      'Once you agree, this page signs you in by itself',
    ],
    unlockInstead: 'This demonstration checks no face: the phone’s own unlock stands in its place.',
    secondOther: 'Use a text message instead',
    secondOtherHint:
      'For when you cannot verify yourself in the app, or it is not at hand. The code goes to the phone number of this account.',
    anotherAccount: 'Use another account',
    overTitle: 'This step has ended',
    over: 'The step after your password has ended, or was begun again in another page. You are not signed in. Type your password again, or sign in with your phone.',
    startAgain: 'Start again',
    welcome: (name) => `Welcome, ${name}`,
    welcomeUnnamed: 'Welcome',
    signedIn: 'You are signed in to the Yunhai Provincial e-Tax Bureau.',
    switched: 'Your identity is switched.',
    actingAs: 'You act as',
    themselves: 'Yourself',
    identity: 'Identity',
    person: 'Person',
    creditCode: 'Unified social credit code',
    agency: 'Agency',
    verification: 'How you were verified',
    verifiedAt: 'Time (China Standard Time)',
    verifiedBy: 'With',
    level: 'Level',
    unknown: 'Not given',
    unfamiliar: 'If this is not what you did, sign out at once.',
    switchIdentity: 'Switch identity',
    switchHint: 'You need not sign in again: scan the code and choose on your phone as what you act from now on.',
    switchScan: 'Scan to choose',
    switchSteps: [
      'Scan the code with the app of the person who is signed in',
      'Choose on the phone: yourself, an enterprise, or a client of your agency',
      'Once you agree, this page switches by itself',
    ],
    back: 'Back',
    signOut: 'Sign out',
  },
};

/** Shown on the phone, whose language is not that of the page. */
export const secondText = (site: LocalizedText, entry: LocalizedText, account: string): string =>
  `登录${site.zh}（${entry.zh}），账户：${account}。如果您没有输入密码，请取消。 / Sign in to ${site.en} (${entry.en}), account: ${account}. If you typed no password, cancel.`;

/** Likewise. */
export const switchText = ({ zh, en }: LocalizedText): string =>
  `在${zh}切换办税身份，请选择。 / Switch the identity with which you use ${en}. Choose one.`;
