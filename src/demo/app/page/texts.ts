import type { IdentityType, LocalizedText, Purpose } from '@saoma/protocol';
import { enTime, zhTime } from './time.texts.js';

/** The language of the page, as its server chose it. */
export const language: keyof LocalizedText = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';

/** The name of this app, in the page's language. */
const appName = document.querySelector<HTMLMetaElement>('meta[name=application-name]')?.content ?? '';

/** A text that came in both languages, in the page's. */
export const inLanguage = (text: LocalizedText): string => text[language];

const enOrdinal = (count: number): string => `${count}${['th', 'st', 'nd', 'rd'][count] ?? 'th'}`;

/** How a purpose is asked about, and agreed to. */
interface PurposeWords {
  readonly title: string;
  readonly asker: string;
  readonly agree: string;
  /** For who scanned the code. */
  readonly warning: string;
}

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
  scanHint: '扫描电脑屏幕上的二维码，然后确认。',
  scan: '扫一扫',
  byHand: '输入代码',
  codeLabel: '登录代码',
  codeHint: '登录页面上的 11 个字母或 13 位数字，例如 WDJBM-JHTKX-T。也可以粘贴链接、二维码的内容或截图。',
  codeEmpty: '请先输入登录代码。',
  codeNotOurs: '这不是登录代码。请与登录页面上显示的核对，不要漏掉字符。',
  noCodeInPicture: '图片中没有找到二维码。',
  pausedFor: (seconds: number) => `尝试次数过多。请过 ${zhTime(seconds)}再试。`,
  continue: '继续',
  readScreen: '读取本机屏幕上的二维码',
  more: '更多',
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
  purposes: {
    login: {
      title: '登录确认',
      asker: '请求登录的网站',
      agree: '登录',
      warning: '如果不是您本人在电脑上发起的登录，请点“取消”。',
    },
    step_up: {
      title: '再次确认',
      asker: '请求确认的网站',
      agree: '确认',
      warning: '如果不是您本人在电脑上发起的，请点“取消”。',
    },
    verify: {
      title: '身份核实',
      asker: '请求核实的网站',
      agree: '同意',
      warning: '如果不是您本人发起，也不清楚是谁、为何发起，请点“取消”。',
    },
  } satisfies Record<Purpose, PurposeWords>,
  siteSays: '网站说明',
  purpose: '用途',
  account: '账户',
  actingAs: '办理身份',
  chooseIdentity: '请选择以哪个身份办理。',
  noIdentity: '该网站接受的身份，您在本 App 中没有。',
  identityTypes: { person: '本人', enterprise: '企业', agency_client: '代理客户' } satisfies Record<
    IdentityType,
    string
  >,
  throughAgency: (agency: string) => `由${agency}代理`,
  approvals: (needed: number, yours: number) => `此事须 ${needed} 人同意，您是第 ${yours} 位。`,
  willBeVerified: '您需要先验证本人。',
  through: '经由',
  inHost: (app: string, host: string) => `${app}（${host}内）`,
  computer: '电脑',
  address: '网络地址',
  begun: '开始时间',
  secondsAgo: (seconds: number) => `${zhTime(seconds)}前`,
  unknown: '未知',
  typedWarning: '这个代码须是您自己在电脑上看到的，或在这部手机上点开的。如果是别人发来或念给您的，请点“取消”。',
  verifyTitle: '验证本人',
  verifyHint: '该网站要求先验证是您本人。请用指纹、面容或锁屏密码验证。',
  inPlaceOfFace: '本演示用手机自带的解锁（WebAuthn）代替人脸核验，不采集也不比对人脸。',
  turnsOnQuickUnlock: '首次验证会同时开启快捷解锁。',
  verify: '开始验证',
  notVerified: '验证没有通过。请再试一次，或取消。',
  verificationForgotten: 'App 已不认得这部手机。请取消后退出 App，重新登录。',
  cannotVerify: '这部手机无法验证本人：没有设置锁屏方式，或浏览器不支持。',
  cannotVerifyAsAsked: '该网站要求的验证方式，本 App 无法提供。请使用网站指定的其他 App。',
  notMe: '不是我操作的',
  done: '完成',
  tryAgain: '再试一次',
  noNews: '手机没有网络，暂时无法得知结果。请看电脑。',
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
  scanHint: 'Scan the code on your computer’s screen, and confirm.',
  scan: 'Scan',
  byHand: 'Enter a code',
  codeLabel: 'Code',
  codeHint:
    'Eleven letters or thirteen digits on the sign-in page, such as WDJBM-JHTKX-T. A link, the text of a QR code or a screenshot of one will do, too.',
  codeEmpty: 'Enter the code first.',
  codeNotOurs: 'This is not a sign-in code. Compare it with the sign-in page; every character counts.',
  noCodeInPicture: 'There is no code in this picture.',
  pausedFor: (seconds) => `Too many tries. Try again in ${enTime(seconds)}.`,
  continue: 'Continue',
  readScreen: 'Read the code from this screen',
  more: 'More',
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
  purposes: {
    login: {
      title: 'Confirm sign-in',
      asker: 'Sign-in to',
      agree: 'Sign in',
      warning: 'If you did not start this yourself, cancel.',
    },
    step_up: {
      title: 'Confirm once more',
      asker: 'Asked by',
      agree: 'Confirm',
      warning: 'If you did not start this yourself, cancel.',
    },
    verify: {
      title: 'Prove who you are',
      asker: 'Asked by',
      agree: 'Approve',
      warning: 'If you did not start this, and do not know who did and why, cancel.',
    },
  },
  siteSays: 'The site says',
  purpose: 'Purpose',
  account: 'Account',
  actingAs: 'Acting as',
  chooseIdentity: 'Choose as whom you act.',
  noIdentity: 'You have none of the identities that the site accepts in this app.',
  identityTypes: { person: 'Yourself', enterprise: 'Enterprise', agency_client: 'Client' },
  throughAgency: (agency) => `through ${agency}`,
  approvals: (needed, yours) => `${needed} people must approve. You are the ${enOrdinal(yours)}.`,
  willBeVerified: 'You will be asked to verify yourself.',
  through: 'Through',
  inHost: (app, host) => `${app}, in ${host}`,
  computer: 'Computer',
  address: 'Network address',
  begun: 'Started',
  secondsAgo: (seconds) => `${enTime(seconds)} ago`,
  unknown: 'Unknown',
  typedWarning:
    'Go on only if you read the code on the computer, or tapped it on this phone, yourself. If somebody sent it or told it to you, cancel.',
  verifyTitle: 'Verify yourself',
  verifyHint: 'The site wants to know that it is you. Use your fingerprint, face or screen lock.',
  inPlaceOfFace:
    'In this demo your device’s own unlock (WebAuthn) stands in place of a face check. Nothing here looks at your face.',
  turnsOnQuickUnlock: 'The first time, this also turns on quick unlock.',
  verify: 'Verify',
  notVerified: 'You were not recognised. Try again, or cancel.',
  verificationForgotten: 'The app no longer knows this phone. Cancel, sign out of the app, and sign in again.',
  cannotVerify: 'This phone cannot verify you: it has no screen lock, or its browser cannot use it.',
  cannotVerifyAsAsked:
    'The site asks for a verification that this app cannot give. Use another app that the site names.',
  notMe: 'This was not me',
  done: 'Done',
  tryAgain: 'Try again',
  noNews: 'The phone has no connection and cannot tell how it ended. Look at the computer.',
  takeBack: 'Take it back',
  failedTitle: 'This did not work',
  backendFailed: 'The app’s service is not answering. Try again shortly.',
};

export const texts = language === 'zh' ? zh : en;
