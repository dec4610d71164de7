import type { LocalizedText } from '@saoma/protocol';

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
  readonly checkWrong: (triesLeft: number) => string;
  readonly approved: string;
  readonly redeemed: string;
  readonly confirm: (name: string | undefined) => string;
  readonly confirmHint: string;
  readonly denied: Readonly<Record<'declined' | 'not_me' | 'check_failed', string>>;
  readonly cancelled: string;
  readonly expired: string;
  /** Why there is no new code by itself. */
  readonly expiredHint: string;
  readonly notCompleted: string;
  readonly failed: string;
  readonly failedHint: (code: string) => string;
  /** Somebody scanned who may not. */
  readonly appNotTrusted: (apps: readonly string[]) => string;
  readonly notForYou: string;
  readonly soon: string;
  readonly polling: string;
  readonly offline: string;
  /** Somebody answers, and has no time for us now. */
  readonly busy: string;
  /** What a button was pressed for did not happen. */
  readonly tryAgain: string;
  readonly countdown: string;
  readonly actions: Readonly<Record<ActionName | 'close', string>>;
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
  codeLabel: '登录二维码',
  steps: ['打开手机应用，点“扫一扫”', '对准二维码', '在手机上核对并确认'],
  starting: '正在获取二维码…',
  waiting: '请用手机应用扫码',
  here: '请在本机的应用中登录',
  openIn: (app) => `打开“${app}”`,
  typeHint: '在应用中点“输入代码”，然后输入：',
  noUserCode: '暂时无法获取代码，请稍后再试。',
  copied: '链接已复制。',
  copyByHand: '请手动复制链接。',
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
  expiredHint: '长时间无人操作，已暂停自动刷新。',
  notCompleted: '登录未完成，请重新开始',
  failed: '暂时无法扫码登录',
  failedHint: (code) => `请稍后再试，或联系网站并告知：${code}`,
  appNotTrusted: (apps) => `本网站不支持刚才扫码的应用，请使用：${apps.join('、')}。`,
  notForYou: '此二维码仅供另一账户使用。',
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
};

const en: Texts = {
  names: 'en',
  heading: 'Scan to sign in',
  codeLabel: 'Sign-in QR code',
  steps: ['Open the app and tap Scan', 'Point it at this code', 'Check and confirm on your phone'],
  starting: 'Getting a code…',
  waiting: 'Scan this code with the app',
  here: 'Sign in with the app on this phone',
  openIn: (app) => `Open ${app}`,
  typeHint: 'In the app, tap “Enter a code” and type:',
  noUserCode: 'No code to type at the moment. Try again later.',
  copied: 'Link copied.',
  copyByHand: 'Copy the link by hand.',
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
  expiredHint: 'New codes are paused while nobody is here.',
  notCompleted: 'Not completed. Please start again',
  failed: 'Signing in by code is not possible now',
  failedHint: (code) => `Try again later, or contact the site and mention: ${code}`,
  appNotTrusted: (apps) => `The app that scanned is not accepted here. Use ${apps.join(' or ')}.`,
  notForYou: 'This code is meant for another account.',
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
};

/** Tells of each language that is set, since the element stands on the page before a script of the page's own runs. */
class Languages extends Map<string, Texts> {
  readonly changes = new EventTarget();

  override set(tag: string, texts: Texts): this {
    super.set(tag, texts);
    this.changes.dispatchEvent(new Event('set'));
    return this;
  }
}

/** Texts by BCP 47 tag in lower case. A tag that stands here already is replaced. */
export const LANGUAGES = new Languages().set('en', en).set('zh', zh);

/** A BCP 47 tag and what is said in it. */
export type Language = readonly [tag: string, texts: Texts];

/** The tag and texts for a BCP 47 tag: the tag itself, else what remains of it without its last parts, else English. */
export function languageOf(tag: string): Language {
  for (let range = tag.toLowerCase(); range; range = range.replace(/-?[^-]*$/, '')) {
    const texts = LANGUAGES.get(range);
    if (texts) return [range, texts];
  }
  return ['en', en];
}
