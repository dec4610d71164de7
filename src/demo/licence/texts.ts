import type { Language } from '../web/language.js';

interface Texts {
  readonly signIn: string;
  readonly scanToSignIn: string;
  readonly steps: readonly string[];
  readonly withPassword: string;
  readonly enterprise: string;
  readonly creditCode: string;
  readonly password: string;
  readonly forgotten: string;
  readonly signInFailed: string;
  /** `wait` is a time with its unit. */
  readonly locked: (wait: string) => string;
  readonly neverShare: string;
  readonly noLicence: string;
  readonly signedOut: string;
  readonly passwordSet: string;
  readonly licence: string;
  readonly legalRepresentative: string;
  readonly liaison: string;
  readonly actedBy: string;
  readonly byPassword: string;
  readonly verifiedAt: string;
  readonly verifiedBy: string;
  readonly recordTitle: string;
  readonly noRecord: string;
  readonly recordHint: string;
  readonly events: Readonly<Record<'vouched' | 'recovered', string>>;
  readonly account: string;
  readonly signOut: string;
  readonly recoverTitle: string;
  readonly recoverHint: string;
  readonly codeHint: string;
  readonly codeWrong: string;
  readonly codeUnknown: string;
  readonly next: string;
  readonly askTitle: string;
  readonly asked: string;
  readonly askedLiaison: string;
  readonly askSteps: readonly string[];
  readonly askNotices: readonly string[];
  readonly back: string;
  readonly newTitle: string;
  readonly newHint: (liaison: string) => string;
}

/** This site's words on a phone, whose language is not that of the page. */
export const recoverText = (enterprise: string): string =>
  `找回电子营业执照密码：${enterprise} / Recover the business licence password of ${enterprise}`;

export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    signIn: '登录',
    scanToSignIn: '扫码登录',
    steps: [
      '打开手机上的“电子营业执照 App”',
      '点“扫一扫”，对准屏幕上的二维码',
      '选择代表哪家企业，核对网站和电脑，再点“登录”',
    ],
    withPassword: '执照密码登录',
    enterprise: '企业名称',
    creditCode: '统一社会信用代码',
    password: '执照密码',
    forgotten: '忘记执照密码',
    signInFailed: '代码或密码不正确。',
    locked: (wait) => `尝试次数过多，请过 ${wait}再试，或扫码登录。`,
    neverShare: '执照密码请勿告诉他人。工作人员不会向您索要密码，也不会请您代为扫码。',
    noLicence: '您选择的企业没有在本站登记电子营业执照，没有登录。',
    signedOut: '您已退出登录。',
    passwordSet: '新密码已生效，请用新密码登录。',
    licence: '电子营业执照',
    legalRepresentative: '法定代表人',
    liaison: '登记联络员',
    actedBy: '本次使用人',
    byPassword: '未知（用执照密码登录）',
    verifiedAt: '验证时间（北京时间）',
    verifiedBy: '验证方式',
    recordTitle: '密码找回记录',
    noRecord: '没有找回过密码。',
    recordHint: '如果记录与实际不符，请立即联系登记机关。',
    events: { vouched: '联络员同意（北京时间）', recovered: '设置新密码（北京时间）' },
    account: '为哪个账户',
    signOut: '退出登录',
    recoverTitle: '找回执照密码',
    recoverHint: '由企业登记的联络员在手机上核验本人身份并同意后，即可设置新密码。',
    codeHint: '营业执照上的 18 位代码',
    codeWrong: '代码有误，请与营业执照核对。',
    codeUnknown: '没有这个代码的电子营业执照。',
    next: '下一步',
    askTitle: '请联络员扫码',
    asked: '这次找回',
    askedLiaison: '将由谁同意（登记联络员）',
    askSteps: [
      '联络员打开手机上的“电子营业执照 App”或“电子税务局 App”',
      '点“扫一扫”，对准屏幕上的二维码',
      '核对企业名称，核验本人身份，再点同意',
    ],
    askNotices: [
      '只有登记的联络员可以同意。其他人，包括法定代表人，扫码无效。',
      '联络员同意后，本页自动进入设置新密码。',
      '谁为企业作了证明，企业登录后可以查到。',
    ],
    back: '返回',
    newTitle: '设置新的执照密码',
    newHint: (liaison) => `联络员${liaison}已同意。请在 5 分钟内设置新密码，只能设置一次。`,
  },
  en: {
    signIn: 'Sign in',
    scanToSignIn: 'Sign in with your phone',
    steps: [
      'Open the Business Licence app on your phone',
      'Tap “Scan” and point it at the code',
      'Choose the enterprise, check the site and the computer, then tap “Sign in”',
    ],
    withPassword: 'With the licence’s password',
    enterprise: 'Enterprise',
    creditCode: 'Unified social credit code',
    password: 'Licence password',
    forgotten: 'Forgotten the password?',
    signInFailed: 'The code or the password is wrong.',
    locked: (wait) => `Too many tries. Try again in ${wait}, or sign in with the phone.`,
    neverShare: 'Tell nobody the licence’s password. Our staff never ask for a password, or ask you to scan for them.',
    noLicence: 'The enterprise that you chose has no licence here. You are not signed in.',
    signedOut: 'You have signed out.',
    passwordSet: 'The new password is in effect. Sign in with it.',
    licence: 'Electronic business licence',
    legalRepresentative: 'Legal representative',
    liaison: 'Registered liaison',
    actedBy: 'Used now by',
    byPassword: 'Unknown (signed in with the licence’s password)',
    verifiedAt: 'Verified at (China Standard Time)',
    verifiedBy: 'With',
    recordTitle: 'Password recoveries on record',
    noRecord: 'The password was never recovered.',
    recordHint: 'If this is not what happened, tell the registry at once.',
    events: {
      vouched: 'Liaison agreed (China Standard Time)',
      recovered: 'New password set (China Standard Time)',
    },
    account: 'For the account',
    signOut: 'Sign out',
    recoverTitle: 'Recover the licence’s password',
    recoverHint:
      'The registered liaison of the enterprise is verified on the phone and agrees. Then a new password can be set.',
    codeHint: '18 characters, on the business licence',
    codeWrong: 'This code has a mistake. Compare it with the licence.',
    codeUnknown: 'There is no electronic licence with this code.',
    next: 'Next',
    askTitle: 'The liaison scans this code',
    asked: 'This recovery',
    askedLiaison: 'Who is asked (registered liaison)',
    askSteps: [
      'The liaison opens the Business Licence app or the e-Tax app',
      'Taps “Scan” and points it at the code',
      'Checks the enterprise, is verified, and agrees',
    ],
    askNotices: [
      'Only the registered liaison can agree. For anybody else, the legal representative too, the code does nothing.',
      'Once the liaison has agreed, this page goes on to the new password by itself.',
      'Who vouched is on the enterprise’s record, which it sees when it signs in.',
    ],
    back: 'Back',
    newTitle: 'Set a new licence password',
    newHint: (liaison) => `The liaison ${liaison} has agreed. Set a new password within 5 minutes. This works once.`,
  },
};
