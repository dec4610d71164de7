/** Everything the element says, in one language. */
export interface Texts {
  readonly heading: string;
  readonly codeLabel: string;
  readonly steps: readonly string[];
  readonly starting: string;
  readonly waiting: string;
  readonly scanned: (app: string | undefined) => string;
  readonly scannedHint: string;
  readonly checking: (digits: number) => string;
  readonly checkWrong: (triesLeft: number) => string;
  readonly approved: string;
  readonly redeemed: string;
  readonly confirm: (name: string | undefined) => string;
  readonly confirmHint: string;
  readonly denied: Readonly<Record<'declined' | 'not_me' | 'check_failed', string>>;
  readonly cancelled: string;
  readonly expired: string;
  readonly failed: string;
  readonly failedHint: (code: string) => string;
  readonly soon: string;
  readonly polling: string;
  readonly offline: string;
  readonly countdown: string;
  readonly actions: Readonly<Record<ActionName | 'close', string>>;
}

/** What the person can do, each a button. */
export type ActionName = 'goOn' | 'retry' | 'newCode' | 'notYou' | 'notMe' | 'enlarge' | 'extend' | 'cancel';

const zh: Texts = {
  heading: '扫码登录',
  codeLabel: '登录二维码',
  steps: ['打开手机应用，点“扫一扫”', '对准二维码', '在手机上核对并确认'],
  starting: '正在获取二维码…',
  waiting: '请用手机应用扫码',
  scanned: (app) => (app ? `已用“${app}”扫描` : '已扫描'),
  scannedHint: '请在手机上确认登录。',
  checking: (digits) => `请输入手机上显示的 ${digits} 位数字`,
  checkWrong: (triesLeft) => `数字不正确，还可以试 ${triesLeft} 次。`,
  approved: '正在登录…',
  redeemed: '登录成功',
  confirm: (name) => (name ? `以 ${name} 的身份继续？` : '继续登录？'),
  confirmHint: '请确认这是您本人的账户。',
  denied: {
    declined: '您已在手机上取消登录',
    not_me: '手机上已反馈：不是本人操作',
    check_failed: '数字错误次数过多，登录已取消',
  },
  cancelled: '登录已取消',
  expired: '二维码已失效',
  failed: '暂时无法扫码登录',
  failedHint: (code) => `请稍后再试，或联系网站并告知：${code}`,
  soon: '二维码即将失效。',
  polling: '您的网络不支持实时更新，页面仍在等待。',
  offline: '网络已断开，正在重新连接…',
  countdown: '有效时间',
  actions: {
    goOn: '继续',
    retry: '重试',
    newCode: '刷新二维码',
    notYou: '不是您？换二维码',
    notMe: '不是我',
    enlarge: '放大',
    extend: '延长时间',
    cancel: '取消',
    close: '关闭',
  },
};

const en: Texts = {
  heading: 'Scan to sign in',
  codeLabel: 'Sign-in QR code',
  steps: ['Open the app and tap Scan', 'Point it at this code', 'Check and confirm on your phone'],
  starting: 'Getting a code…',
  waiting: 'Scan this code with the app',
  scanned: (app) => (app ? `Scanned with ${app}` : 'Scanned'),
  scannedHint: 'Confirm on your phone.',
  checking: (digits) => `Enter the ${digits} digits shown on your phone`,
  checkWrong: (triesLeft) => `These digits are not right. Tries left: ${triesLeft}.`,
  approved: 'Signing in…',
  redeemed: 'Signed in',
  confirm: (name) => (name ? `Continue as ${name}?` : 'Continue?'),
  confirmHint: 'Make sure that this is your own account.',
  denied: {
    declined: 'You cancelled on your phone',
    not_me: 'The phone said: this was not me',
    check_failed: 'Too many wrong digits. The sign-in was cancelled',
  },
  cancelled: 'Sign-in cancelled',
  expired: 'This code has expired',
  failed: 'Signing in by code is not possible now',
  failedHint: (code) => `Try again later, or contact the site and mention: ${code}`,
  soon: 'This code is about to expire.',
  polling: 'Your network blocks live updates. Still waiting.',
  offline: 'No connection. Trying again…',
  countdown: 'Valid for',
  actions: {
    goOn: 'Continue',
    retry: 'Try again',
    newCode: 'New code',
    notYou: 'Not you? New code',
    notMe: 'Not me',
    enlarge: 'Enlarge',
    extend: 'More time',
    cancel: 'Cancel',
    close: 'Close',
  },
};

export const TEXTS = { zh, en } as const satisfies Record<string, Texts>;
export type Language = keyof typeof TEXTS;

/** The language to speak for a BCP 47 tag: Chinese for `zh-CN` and its kin, English for all else. */
export function languageOf(tag: string): Language {
  return /^zh\b/i.test(tag) ? 'zh' : 'en';
}
