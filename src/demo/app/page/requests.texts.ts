import type { Flow } from '@saoma/protocol';
import { language } from './texts.js';

const zh = {
  waits: '有一条待确认的请求',
  from: (portal: string, domain: string) => `${portal}（${domain}）`,
  open: '查看请求',
  /** What waits for the decision, where that is no browser page. */
  waiting: {
    device: '等待确认的是一台设备，不是网页。',
    ciba: '等待确认的是您提出请求的地方，例如柜台或电话，不是网页。',
  } satisfies Record<Exclude<Flow, 'code'>, string>,
  compareDevice: '您面前的屏幕显示的是这个代码吗？',
  compareMessage: '须与您提出请求的地方显示或告知的内容一致：',
  differs: '不一致或没有看到，请点“取消”。',
  warning: {
    device: '如果不是您本人在这台设备上发起的登录，请点“取消”。',
    ciba: '如果您没有提出过这个请求，请点“不是我操作的”。',
  } satisfies Record<Exclude<Flow, 'code'>, string>,
  device: '设备',
  settings: '请求码',
  settingsHint: '部分网站须知道您的请求码，才能向您的手机发送确认请求。',
  toSettings: '设置请求码',
  codeLabel: '新的请求码',
  codeHint: '4 到 32 个字符。只告诉您允许向您发送请求的机构；它不是密码，不能用来登录。设置后，以前的请求码失效。',
  codeWrong: '请求码须为 4 到 32 个字符，不含空格。',
  save: '保存',
  clear: '清除请求码',
  saved: '请求码已保存。',
  cleared: '请求码已清除。须知道请求码的网站不能再向您发送请求。',
};

const en: typeof zh = {
  waits: 'A request waits',
  from: (portal, domain) => `${portal} (${domain})`,
  open: 'See the request',
  waiting: {
    device: 'A device waits for this, not a web page.',
    ciba: 'The place where you asked waits for this, such as a counter or a call, not a web page.',
  },
  compareDevice: 'Does the screen in front of you show this code?',
  compareMessage: 'This must be the same as where you asked:',
  differs: 'If it differs, or you see none, cancel.',
  warning: {
    device: 'If you did not start this on that device yourself, cancel.',
    ciba: 'If you asked for nothing, say that it was not you.',
  },
  device: 'Device',
  settings: 'Request code',
  settingsHint: 'Some sites must know your request code before they can send requests to your phone.',
  toSettings: 'Choose a request code',
  codeLabel: 'New request code',
  codeHint:
    '4 to 32 characters. Tell it only to those who may send you requests. It is no password, and signs nobody in. One that you chose before no longer counts.',
  codeWrong: 'A request code has 4 to 32 characters and no spaces.',
  save: 'Save',
  clear: 'Clear the request code',
  saved: 'The request code is saved.',
  cleared: 'The request code is cleared. Sites that must know one cannot send you requests any more.',
};

export const requestTexts = language === 'zh' ? zh : en;
