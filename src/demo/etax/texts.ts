import type { Language } from '../web/language.js';

interface Texts {
  readonly signIn: string;
  readonly scanToSignIn: string;
  readonly steps: readonly string[];
  readonly noticesTitle: string;
  readonly notices: readonly string[];
  readonly signedOut: string;
  readonly welcome: (name: string) => string;
  readonly welcomeUnnamed: string;
  readonly signedIn: string;
  readonly verification: string;
  readonly verifiedAt: string;
  readonly verifiedBy: string;
  readonly level: string;
  readonly unknown: string;
  readonly unfamiliar: string;
  readonly signOut: string;
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    signIn: '登录',
    scanToSignIn: '扫码登录',
    steps: [
      '打开手机上的“电子税务局 App”或“个人所得税 App”',
      '点“扫一扫”，对准屏幕上的二维码',
      '在手机上核对网站和电脑，再点“登录”',
    ],
    noticesTitle: '登录须知',
    notices: [
      '登录前，请核对浏览器地址栏中的网址，谨防仿冒网站。',
      '只扫描或输入您自己打开的网页上的码，不要使用他人发来的码。',
      '手机会显示网站、用途和电脑。有一项不符，请点“取消”。',
      '二维码会不断更新，拍照或截图很快失效。',
      '工作人员不会向您索要密码或验证码，也不会请您代为扫码。',
    ],
    signedOut: '您已退出登录。',
    welcome: (name) => `${name}，您好`,
    welcomeUnnamed: '您好',
    signedIn: '您已登录云海省电子税务局。',
    verification: '本次身份验证',
    verifiedAt: '验证时间（北京时间）',
    verifiedBy: '验证方式',
    level: '验证级别',
    unknown: '未提供',
    unfamiliar: '如果以上信息与您的操作不符，请立即退出登录。',
    signOut: '退出登录',
  },
  en: {
    signIn: 'Sign in',
    scanToSignIn: 'Sign in with your phone',
    steps: [
      'Open the e-Tax app or the Income Tax app on your phone',
      'Tap “Scan” and point it at the code',
      'Check the site and the computer, then tap “Sign in”',
    ],
    noticesTitle: 'Before you sign in',
    notices: [
      'Check the address in your browser. Beware of look-alike sites.',
      'Scan or type only a code on a page that you opened yourself, never one that somebody sent you.',
      'Your phone shows the site, the purpose and the computer. If anything is wrong, tap “Cancel”.',
      'The code keeps changing. A photo of it is soon useless.',
      'Our staff never ask for a password or a code, or ask you to scan for them.',
    ],
    signedOut: 'You have signed out.',
    welcome: (name) => `Welcome, ${name}`,
    welcomeUnnamed: 'Welcome',
    signedIn: 'You are signed in to the Yunhai Provincial e-Tax Bureau.',
    verification: 'How you were verified',
    verifiedAt: 'Time (China Standard Time)',
    verifiedBy: 'With',
    level: 'Level',
    unknown: 'Not given',
    unfamiliar: 'If this is not what you did, sign out at once.',
    signOut: 'Sign out',
  },
};

/** Factors in words (RFC 8176 §2). One that is not here is shown as it came. */
export const FACTORS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  pwd: { zh: '密码', en: 'Password' },
  pin: { zh: 'PIN 码', en: 'PIN' },
  face: { zh: '人脸', en: 'Face' },
  fpt: { zh: '指纹', en: 'Fingerprint' },
  hwk: { zh: '手机内置密钥', en: 'Key held by the phone' },
  swk: { zh: '同步密钥', en: 'Synchronised key' },
  user: { zh: '本人操作', en: 'Person present' },
  mfa: { zh: '多重验证', en: 'Several factors' },
};

/** Levels in words; the app's and the portal's agreement. */
export const LEVELS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  aal1: { zh: '基本（AAL1）', en: 'Basic (AAL1)' },
  aal2: { zh: '较高（AAL2）', en: 'Higher (AAL2)' },
};
