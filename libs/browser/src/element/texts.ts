import type { EndReason, LocalizedText, Purpose, RefusedScan } from '@saoma/protocol';
import { Languages } from './languages.js';

/** Everything the element says, in one language. Sentences have their full stop, headings and buttons have none. */
export interface Texts {
  /** Default: `ltr`. */
  readonly direction?: 'ltr' | 'rtl';
  /** Which of an app's two registered names to show. */
  readonly names: keyof LocalizedText;
  readonly heading: string;
  /** What the code is, for those who do not see it. */
  readonly codeLabel: string;
  readonly steps: readonly string[];
  readonly starting: string;
  readonly waiting: string;
  /** On the phone itself, where nobody can scan. */
  readonly here: string;
  readonly openIn: (app: string) => string;
  readonly typeHint: string;
  readonly noUserCode: string;
  readonly copied: string;
  readonly copyByHand: string;
  readonly scanned: (app: string | undefined) => string;
  readonly scannedHint: string;
  readonly checking: (digits: number) => string;
  /** The other way, without typing. */
  readonly checkHint: string;
  readonly checkWrong: (triesLeft: number) => string;
  readonly approved: string;
  readonly redeemed: string;
  readonly confirm: (name: string | undefined) => string;
  readonly confirmHint: string;
  /** Why it ended. */
  readonly ended: Readonly<Record<EndReason, string>>;
  readonly cancelled: string;
  readonly expired: string;
  /** Why there is no new code by itself. */
  readonly expiredHint: string;
  readonly failed: string;
  readonly failedHint: (code: string) => string;
  /** Somebody scanned who may not, or must do more first; with the names of the apps that may be used. */
  readonly refused: Readonly<Record<RefusedScan, (apps: readonly string[]) => string>>;
  /** How many of those who must approve have. */
  readonly approvals: (given: number, needed: number) => string;
  readonly soon: string;
  readonly polling: string;
  readonly offline: string;
  /** Somebody answers, and has no time for us now. */
  readonly busy: string;
  /** What a button was pressed for did not happen. */
  readonly tryAgain: string;
  readonly countdown: string;
  readonly actions: Readonly<Record<ActionName | 'close', string>>;
  /** What is said otherwise where it is no sign-in. */
  readonly purposes?: Readonly<Partial<Record<Purpose, Partial<Texts>>>>;
}

/** What the person can do, each a button; in the order of the buttons. */
export const ACTIONS = [
  'goOn',
  'retry',
  'extend',
  'notYou',
  'typeCode',
  'copyLink',
  'showCode',
  'newCode',
  'notMe',
  'enlarge',
  'cancel',
] as const;
export type ActionName = (typeof ACTIONS)[number];

const zh: Texts = {
  names: 'zh',
  heading: '扫码登录',
  codeLabel: '二维码',
  steps: ['打开手机应用，点“扫一扫”', '对准二维码', '在手机上核对并确认'],
  starting: '正在获取二维码…',
  waiting: '请用手机应用扫码',
  here: '请使用本机的应用',
  openIn: (app) => `打开“${app}”`,
  typeHint: '在应用中点“输入代码”，然后输入：',
  noUserCode: '暂时无法获取代码，请稍后再试。',
  copied: '链接已复制。',
  copyByHand: '请手动复制链接。',
  scanned: (app) => (app ? `已用“${app}”扫描` : '已扫描'),
  scannedHint: '请在手机上确认。',
  checking: (digits) => `请输入手机上显示的 ${digits} 位数字`,
  checkHint: '也可以用同一应用再扫一次此二维码。',
  checkWrong: (triesLeft) => `数字不正确，还可以试 ${triesLeft} 次。`,
  approved: '正在登录…',
  redeemed: '登录成功',
  confirm: (name) => (name ? `以 ${name} 的身份继续？` : '继续登录？'),
  confirmHint: '请确认这是您本人的账户。',
  ended: {
    declined: '您已在手机上取消',
    not_me: '手机上已反馈：不是本人操作',
    check_failed: '数字输错次数过多，已取消',
    ended_by_operator: '管理员已终止本次操作',
    not_completed: '未完成，请重新开始',
  },
  cancelled: '已取消',
  expired: '二维码已失效',
  expiredHint: '长时间无人操作，已暂停自动刷新。',
  failed: '暂时无法扫码',
  failedHint: (code) => `请稍后再试，或联系网站并告知：${code}`,
  refused: {
    app_not_trusted: (apps) => `本网站不支持刚才扫码的应用，请使用：${apps.join('、')}。`,
    not_for_you: () => '此二维码仅供另一账户使用。',
    already_approved: () => '刚才扫码的人已经确认过，请由另一人扫码。',
    insufficient_user_authentication: () => '应用需要先验证您的身份，例如人脸。',
    risk: () => '刚才扫码的手机似乎不在这台电脑附近，未予接受。',
  },
  approvals: (given, needed) => `需 ${needed} 人确认，已有 ${given} 人。${given ? '请下一位扫描新的二维码。' : ''}`,
  soon: '二维码即将失效。',
  polling: '您的网络不支持实时更新，页面仍在等待。',
  offline: '网络已断开，正在重新连接…',
  busy: '服务繁忙，正在重试…',
  tryAgain: '没有成功，请再试一次。',
  countdown: '有效时间',
  actions: {
    goOn: '继续',
    retry: '重试',
    extend: '延长时间',
    notYou: '不是您？换二维码',
    typeCode: '无法扫码？输入代码',
    copyLink: '复制链接',
    showCode: '显示二维码',
    enlarge: '放大',
    newCode: '刷新二维码',
    notMe: '不是我',
    cancel: '取消',
    close: '关闭',
  },
  purposes: {
    step_up: { heading: '扫码确认', approved: '已确认，正在继续…', redeemed: '已确认' },
    verify: {
      heading: '扫码核验身份',
      approved: '身份已核验，正在继续…',
      redeemed: '身份已核验，未登录任何账户',
    },
  },
};

const en: Texts = {
  names: 'en',
  heading: 'Scan to sign in',
  codeLabel: 'QR code',
  steps: ['Open the app and tap Scan', 'Point it at this code', 'Check and confirm on your phone'],
  starting: 'Getting a code…',
  waiting: 'Scan this code with the app',
  here: 'Use the app on this phone',
  openIn: (app) => `Open ${app}`,
  typeHint: 'In the app, tap “Enter a code” and type:',
  noUserCode: 'No code to type at the moment. Try again later.',
  copied: 'Link copied.',
  copyByHand: 'Copy the link by hand.',
  scanned: (app) => (app ? `Scanned with ${app}` : 'Scanned'),
  scannedHint: 'Confirm on your phone.',
  checking: (digits) => `Enter the ${digits} digits shown on your phone`,
  checkHint: 'Or scan this code once more with the app.',
  checkWrong: (triesLeft) => `These digits are not right. Tries left: ${triesLeft}.`,
  approved: 'Signing in…',
  redeemed: 'Signed in',
  confirm: (name) => (name ? `Continue as ${name}?` : 'Continue?'),
  confirmHint: 'Make sure that this is your own account.',
  ended: {
    declined: 'You cancelled on your phone',
    not_me: 'The phone said: this was not me',
    check_failed: 'Cancelled after too many wrong digits',
    ended_by_operator: 'The service’s staff ended this',
    not_completed: 'Not completed. Please start again',
  },
  cancelled: 'Sign-in cancelled',
  expired: 'This code has expired',
  expiredHint: 'New codes are paused while nobody is here.',
  failed: 'Scanning is not possible now',
  failedHint: (code) => `Try again later, or contact the site and mention: ${code}`,
  refused: {
    app_not_trusted: (apps) => `The app that scanned is not accepted here. Use ${apps.join(' or ')}.`,
    not_for_you: () => 'This code is meant for another account.',
    already_approved: () => 'Whoever scanned has approved already. Somebody else must scan.',
    insufficient_user_authentication: () => 'The app must verify you first, e.g. your face.',
    risk: () => 'The phone that scanned seems to be elsewhere and was not accepted.',
  },
  approvals: (given, needed) =>
    `Approved: ${given} of ${needed}.${given ? ' The next person scans the new code.' : ''}`,
  soon: 'This code is about to expire.',
  polling: 'Your network blocks live updates. Still waiting.',
  offline: 'No connection. Trying again…',
  busy: 'The service is busy. Trying again…',
  tryAgain: 'That did not work. Try again.',
  countdown: 'Valid for',
  actions: {
    goOn: 'Continue',
    retry: 'Try again',
    extend: 'More time',
    notYou: 'Not you? New code',
    typeCode: 'Can’t scan? Type a code',
    copyLink: 'Copy link',
    showCode: 'Show the code',
    enlarge: 'Enlarge',
    newCode: 'New code',
    notMe: 'Not me',
    cancel: 'Cancel',
    close: 'Close',
  },
  purposes: {
    step_up: {
      heading: 'Scan to confirm',
      approved: 'Confirmed. Going on…',
      redeemed: 'Confirmed',
      cancelled: 'Cancelled',
    },
    verify: {
      heading: 'Scan to prove who you are',
      approved: 'Identity proved. Going on…',
      redeemed: 'Identity proved. Nobody was signed in',
      cancelled: 'Cancelled',
    },
  },
};

/** Texts by BCP 47 tag in lower case. A tag that stands here already is replaced. */
export const LANGUAGES = new Languages<Texts>().set('en', en).set('zh', zh);
