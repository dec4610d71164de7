import type { LocalizedText } from '@saoma/protocol';

/** The language of the page, as its server chose it. */
const language: keyof LocalizedText = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';

/** A text that came in both languages, in the page's. */
export const inLanguage = (text: LocalizedText): string => text[language];

const zh = {
  signInTitle: '登录电子税务局 App',
  signInHint: '请选择一位演示人员。',
  phoneEnding: (digits: string) => `手机尾号 ${digits}`,
  hello: (name: string) => `${name}，您好`,
  scanHint: '扫描电脑登录页面上的二维码，确认后即可登录。',
  scan: '扫一扫',
  pasteTitle: '没有摄像头？',
  pasteHint: '把二维码的内容或截图粘贴到下面。',
  pasteLabel: '二维码内容',
  pasteEmpty: '请先粘贴二维码的内容。',
  pasteNoCode: '图片中没有找到二维码。',
  continue: '继续',
  readScreen: '读取本机屏幕上的二维码',
  signOut: '退出 App',
  point: '将二维码放入框内',
  pointScreen: '请选择登录页面所在的窗口',
  cancel: '取消',
  back: '返回',
  cameraRefused: '没有使用摄像头的权限。您可以在浏览器设置中允许，或在下面粘贴二维码的内容。',
  cameraAbsent: '没有找到可用的摄像头。请在下面粘贴二维码的内容。',
  screenRefused: '没有选择窗口。您可以再试一次，或在下面粘贴二维码的内容。',
  pictureEnded: '画面已中断。请再试一次，或在下面粘贴二维码的内容。',
  working: '请稍候…',
  confirmTitle: '登录确认',
  goesTo: '一台电脑请求登录',
  purpose: '用途',
  account: '登录账户',
  computer: '电脑',
  address: '网络地址',
  begun: '开始时间',
  secondsAgo: (seconds: number) => (seconds < 60 ? `${seconds} 秒前` : `${Math.floor(seconds / 60)} 分钟前`),
  unknown: '未知',
  warning: '如果不是您本人在电脑上发起的登录，请点“取消”。',
  signIn: '登录',
  notMe: '不是我操作的',
  done: '完成',
  tryAgain: '再试一次',
  endings: {
    approved: {
      title: '已同意登录',
      text: (portal: string | undefined) => `电脑上的页面会自动进入${portal ?? '网站'}。`,
    },
    declined: { title: '已取消登录', text: () => '电脑没有登录。如需登录，请在电脑上刷新二维码，再扫一次。' },
    not_me: {
      title: '已拒绝登录',
      text: () => '电脑没有登录。有人可能想骗您扫码，请不要扫描他人发来的二维码，也不要把手机交给他人操作。',
    },
    cancelled: { title: '电脑已取消登录', text: () => '如需登录，请在电脑上刷新二维码，再扫一次。' },
    expired: { title: '时间已过', text: () => '登录未完成，电脑没有登录。请在电脑上刷新二维码，再扫一次。' },
    elsewhere: { title: '请看电脑', text: () => '请按电脑屏幕上的提示继续。' },
  },
  failedTitle: '未能继续',
  backendFailed: 'App 服务暂时没有响应，请稍后再试。',
};

const en: typeof zh = {
  signInTitle: 'Sign in to the e-Tax app',
  signInHint: 'Choose one of the invented people.',
  phoneEnding: (digits) => `Phone ending in ${digits}`,
  hello: (name) => `Hello, ${name}`,
  scanHint: 'Scan the code on the sign-in page of your computer, and confirm.',
  scan: 'Scan',
  pasteTitle: 'No camera?',
  pasteHint: 'Paste the text of the code, or a screenshot of it.',
  pasteLabel: 'Text of the code',
  pasteEmpty: 'Paste the text of the code first.',
  pasteNoCode: 'There is no code in this picture.',
  continue: 'Continue',
  readScreen: 'Read the code from this screen',
  signOut: 'Sign out of the app',
  point: 'Point the camera at the code',
  pointScreen: 'Choose the window with the sign-in page',
  cancel: 'Cancel',
  back: 'Back',
  cameraRefused: 'The camera is not allowed. Allow it in the browser’s settings, or paste the text of the code below.',
  cameraAbsent: 'No camera was found. Paste the text of the code below.',
  screenRefused: 'No window was chosen. Try again, or paste the text of the code below.',
  pictureEnded: 'The picture was lost. Try again, or paste the text of the code below.',
  working: 'One moment…',
  confirmTitle: 'Confirm sign-in',
  goesTo: 'Computer sign-in to',
  purpose: 'Purpose',
  account: 'Account',
  computer: 'Computer',
  address: 'Network address',
  begun: 'Started',
  secondsAgo: (seconds) => (seconds < 60 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`),
  unknown: 'Unknown',
  warning: 'If you did not start this yourself, cancel.',
  signIn: 'Sign in',
  notMe: 'This was not me',
  done: 'Done',
  tryAgain: 'Try again',
  endings: {
    approved: {
      title: 'Sign-in approved',
      text: (portal) => `Your computer now goes on to ${portal ?? 'the site'} by itself.`,
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
    cancelled: {
      title: 'Cancelled on the computer',
      text: () => 'To sign in, take a new code on the computer and scan that.',
    },
    expired: {
      title: 'Time ran out',
      text: () => 'The computer is not signed in. Take a new code on the computer and scan that.',
    },
    elsewhere: { title: 'Look at the computer', text: () => 'Go on as the computer’s screen says.' },
  },
  failedTitle: 'This did not work',
  backendFailed: 'The app’s service is not answering. Try again shortly.',
};

export const texts = language === 'zh' ? zh : en;

/** How an attempt ended, as the person is told. */
export type Ending = keyof typeof zh.endings;
