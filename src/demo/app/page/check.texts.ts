import { language } from './texts.js';

const zh = {
  title: '请在电脑上输入这些数字',
  hint: '只在您面前的电脑上输入，不要告诉任何人：向您索要这些数字的都是诈骗。',
  spoken: (digits: string) => `数字：${digits}`,
  instead: '不便输入？再扫一次电脑上的二维码',
  rescanTitle: '再扫一次电脑上的二维码',
  rescanHint: '电脑上的页面正在显示新的二维码，扫描即可，不必输入数字。',
  codeLabel: '二维码的内容',
  useCamera: '用摄像头扫描',
  toDigits: '返回查看数字',
  stale: '这还是之前的二维码，请等页面换成下一个（最多十秒）。',
  otherComputer: '这不是您刚才同意的那个页面。如果您面前只有一个登录页面，请取消：有人可能在骗您。',
};

const en: typeof zh = {
  title: 'Type these digits on the computer',
  hint: 'Only on the computer before you. Tell them to nobody: no one has a reason to ask for them.',
  spoken: (digits) => `Digits: ${digits}`,
  instead: 'Scan the computer’s code again instead',
  rescanTitle: 'Scan the computer’s code again',
  rescanHint: 'The page on the computer shows a fresh code now. It takes the place of the digits.',
  codeLabel: 'Text of the code',
  useCamera: 'Use the camera',
  toDigits: 'Back to the digits',
  stale: 'This is still the code from before. Wait for the next one: it comes within ten seconds.',
  otherComputer:
    'This is not the page that you approved. If there is only one sign-in page before you, cancel: somebody may be tricking you.',
};

export const checkTexts = language === 'zh' ? zh : en;
