import type { Consent, LocalizedText } from '@saoma/protocol';
import type { Ending } from './ending.js';

/** The language of the page, as its server chose it. */
const language: keyof LocalizedText = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';

/** The name of this app, in the page's language. */
const appName = document.querySelector<HTMLMetaElement>('meta[name=application-name]')?.content ?? '';

/** A text that came in both languages, in the page's. */
export const inLanguage = (text: LocalizedText): string => text[language];

const zhTime = (seconds: number): string => (seconds < 60 ? `${seconds} 秒` : `${Math.ceil(seconds / 60)} 分钟`);
const enTime = (seconds: number): string => {
  const [count, unit] = seconds < 60 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

const zh = {
  signInTitle: `登录${appName}`,
  signInHint: '请选择一位演示人员。',
  phoneEnding: (digits: string) => `手机尾号 ${digits}`,
  unlockHint: '请用指纹、面容或锁屏密码解锁。',
  unlock: '解锁',
  otherWay: '换一种方式登录',
  notUnlocked: '验证没有通过。请再试一次，或换一种方式登录。',
  unlockForgotten: '这部手机上的快捷解锁已失效。请换一种方式登录。',
  quickUnlock: '快捷解锁',
  quickUnlockHint: '开启后，用指纹、面容或锁屏密码即可打开 App。',
  turnOnQuickUnlock: '开启快捷解锁',
  quickUnlockIsOn: '已开启。下次打开 App 时，请用指纹、面容或锁屏密码解锁。',
  quickUnlockIsOff: '快捷解锁没有开启。您可以再试一次。',
  hello: (name: string) => `${name}，您好`,
  scanHint: '扫描电脑登录页面上的二维码，确认后即可登录。',
  scan: '扫一扫',
  byHand: '输入代码',
  codeLabel: '登录代码',
  codeHint: '登录页面上的 8 个字母或 9 位数字，例如 WDJB-MJHT。也可以粘贴链接、二维码的内容或截图。',
  codeEmpty: '请先输入登录代码。',
  codeNotOurs: '这不是登录代码。请与登录页面上显示的核对，不要漏掉字符。',
  noCodeInPicture: '图片中没有找到二维码。',
  pausedFor: (seconds: number) => `尝试次数过多。请过 ${zhTime(seconds)}再试。`,
  continue: '继续',
  readScreen: '读取本机屏幕上的二维码',
  signOut: '退出 App',
  point: '将二维码放入框内',
  pointScreen: '请选择登录页面所在的窗口',
  cancel: '取消',
  back: '返回',
  cameraRefused: '没有使用摄像头的权限。您可以在浏览器设置中允许，或在下面输入代码。',
  cameraAbsent: '没有找到可用的摄像头。请在下面输入代码。',
  screenRefused: '没有选择窗口。您可以再试一次，或在下面输入代码。',
  pictureEnded: '画面已中断。请再试一次，或在下面输入代码。',
  working: '请稍候…',
  confirmTitle: '登录确认',
  goesTo: '请求登录的网站',
  purpose: '用途',
  account: '登录账户',
  computer: '电脑',
  address: '网络地址',
  begun: '开始时间',
  secondsAgo: (seconds: number) => `${zhTime(seconds)}前`,
  unknown: '未知',
  warnings: {
    qr: '如果不是您本人在电脑上发起的登录，请点“取消”。',
    user_code: '这个代码须是您自己在电脑上看到的，或在这部手机上点开的。如果是别人发来或念给您的，请点“取消”。',
  } satisfies Record<Consent['via'], string>,
  signIn: '登录',
  notMe: '不是我操作的',
  done: '完成',
  tryAgain: '再试一次',
  endings: {
    waiting: {
      title: '已同意，正在等待登录页面…',
      text: (portal: string | undefined) => `登录页面会自动进入${portal ?? '网站'}。`,
    },
    signed_in: {
      title: '已登录',
      text: (portal: string | undefined) => `登录页面已进入${portal ?? '网站'}。`,
    },
    not_completed: { title: '登录未完成', text: () => '登录页面没有登录成功。请在登录页面上重新开始。' },
    declined: { title: '已取消登录', text: () => '电脑没有登录。如需登录，请在电脑上刷新二维码，再扫一次。' },
    not_me: {
      title: '已拒绝登录',
      text: () => '电脑没有登录。有人可能想骗您扫码，请不要扫描他人发来的二维码，也不要把手机交给他人操作。',
    },
    check_failed: { title: '登录未完成', text: () => '电脑上输入的数字不正确。请在登录页面上重新开始。' },
    cancelled: { title: '电脑已取消登录', text: () => '如需登录，请在电脑上刷新二维码，再扫一次。' },
    expired: { title: '时间已过', text: () => '登录未完成，电脑没有登录。请在电脑上刷新二维码，再扫一次。' },
    elsewhere: { title: '请看登录页面', text: () => '请按登录页面上的提示继续。' },
  } satisfies Record<Ending, unknown>,
  noNews: '手机没有网络，暂时无法得知结果。请看登录页面。',
  takeBack: '撤回同意',
  failedTitle: '未能继续',
  backendFailed: 'App 服务暂时没有响应，请稍后再试。',
};

const en: typeof zh = {
  signInTitle: `Sign in to the ${appName}`,
  signInHint: 'Choose one of the invented people.',
  phoneEnding: (digits) => `Phone ending in ${digits}`,
  unlockHint: 'Unlock the app with your fingerprint, face or screen lock.',
  unlock: 'Unlock',
  otherWay: 'Sign in another way',
  notUnlocked: 'You were not recognised. Try again, or sign in another way.',
  unlockForgotten: 'Quick unlock no longer works on this phone. Sign in another way.',
  quickUnlock: 'Quick unlock',
  quickUnlockHint: 'Then your fingerprint, face or screen lock opens the app.',
  turnOnQuickUnlock: 'Turn on quick unlock',
  quickUnlockIsOn: 'It is on. Your fingerprint, face or screen lock opens the app next time.',
  quickUnlockIsOff: 'Quick unlock was not turned on. You can try again.',
  hello: (name) => `Hello, ${name}`,
  scanHint: 'Scan the code on the sign-in page of your computer, and confirm.',
  scan: 'Scan',
  byHand: 'Enter a code',
  codeLabel: 'Code',
  codeHint:
    'Eight letters or nine digits on the sign-in page, such as WDJB-MJHT. A link, the text of a QR code or a screenshot of one will do, too.',
  codeEmpty: 'Enter the code first.',
  codeNotOurs: 'This is not a sign-in code. Compare it with the sign-in page; every character counts.',
  noCodeInPicture: 'There is no code in this picture.',
  pausedFor: (seconds) => `Too many tries. Try again in ${enTime(seconds)}.`,
  continue: 'Continue',
  readScreen: 'Read the code from this screen',
  signOut: 'Sign out of the app',
  point: 'Point the camera at the code',
  pointScreen: 'Choose the window with the sign-in page',
  cancel: 'Cancel',
  back: 'Back',
  cameraRefused: 'The camera is not allowed. Allow it in the browser’s settings, or enter the code below.',
  cameraAbsent: 'No camera was found. Enter the code below.',
  screenRefused: 'No window was chosen. Try again, or enter the code below.',
  pictureEnded: 'The picture was lost. Try again, or enter the code below.',
  working: 'One moment…',
  confirmTitle: 'Confirm sign-in',
  goesTo: 'Sign-in to',
  purpose: 'Purpose',
  account: 'Account',
  computer: 'Computer',
  address: 'Network address',
  begun: 'Started',
  secondsAgo: (seconds) => `${enTime(seconds)} ago`,
  unknown: 'Unknown',
  warnings: {
    qr: 'If you did not start this yourself, cancel.',
    user_code:
      'Go on only if you read the code on the computer, or tapped it on this phone, yourself. If somebody sent it or told it to you, cancel.',
  },
  signIn: 'Sign in',
  notMe: 'This was not me',
  done: 'Done',
  tryAgain: 'Try again',
  endings: {
    waiting: {
      title: 'Approved, waiting for the sign-in page…',
      text: (portal) => `The sign-in page goes on to ${portal ?? 'the site'} by itself.`,
    },
    signed_in: {
      title: 'Signed in',
      text: (portal) => `The sign-in page has gone on to ${portal ?? 'the site'}.`,
    },
    not_completed: {
      title: 'Sign-in not completed',
      text: () => 'The sign-in page did not get through. Start again there.',
    },
    declined: {
      title: 'Sign-in cancelled',
      text: () => 'The computer is not signed in. To sign in, take a new code on the computer and scan that.',
    },
    not_me: {
      title: 'Sign-in refused',
      text: () =>
        'The computer is not signed in. Somebody may have tried to trick you. Never scan a code that somebody sent you, and keep your phone in your own hands.',
    },
    check_failed: {
      title: 'Sign-in not completed',
      text: () => 'The digits typed on the computer were wrong. Start again on the sign-in page.',
    },
    cancelled: {
      title: 'Cancelled on the computer',
      text: () => 'To sign in, take a new code on the computer and scan that.',
    },
    expired: {
      title: 'Time ran out',
      text: () => 'The computer is not signed in. Take a new code on the computer and scan that.',
    },
    elsewhere: { title: 'Look at the sign-in page', text: () => 'Go on as the sign-in page says.' },
  },
  noNews: 'The phone has no connection and cannot tell how it ended. Look at the sign-in page.',
  takeBack: 'Take it back',
  failedTitle: 'This did not work',
  backendFailed: 'The app’s service is not answering. Try again shortly.',
};

export const texts = language === 'zh' ? zh : en;
