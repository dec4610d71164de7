import type { Language } from '../web/language.js';

interface Texts {
  readonly footer: string;
  readonly otherLanguage: string;
  readonly worldLink: string;
  readonly needsScript: string;
  readonly failedTitle: string;
  readonly failed: string;
  readonly busyTitle: string;
  readonly busy: string;
  readonly startAgain: string;
  readonly signedOutTitle: string;
  readonly signedOut: string;
  readonly signInAgain: string;
}

/** What every site says alike. */
export const SITE_TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    footer: '本站为演示网站，不属于任何真实机构，人员均为虚构。',
    otherLanguage: 'English',
    worldLink: '演示说明',
    needsScript: '本页需要启用 JavaScript 才能显示二维码。',
    failedTitle: '未完成',
    failed: '这次操作已失效，或不是在这个浏览器中开始的。您的账户没有任何变化，请重新开始。',
    busyTitle: '请稍候',
    busy: '身份验证服务暂时没有响应，本页会自动重试。',
    startAgain: '重新开始',
    signedOutTitle: '您已在手机上退出登录',
    signedOut: '这台电脑已退出登录，尚未提交的内容没有保存。如果不是您本人操作，请在手机上查看“已登录的电脑”。',
    signInAgain: '重新登录',
  },
  en: {
    footer: 'This is a demonstration. It belongs to no real authority, and all people in it are invented.',
    otherLanguage: '中文',
    worldLink: 'About this demonstration',
    needsScript: 'This page needs JavaScript to show the code.',
    failedTitle: 'Not completed',
    failed:
      'This attempt is no longer valid, or it was not begun in this browser. Nothing about your account has changed. Please start again.',
    busyTitle: 'One moment',
    busy: 'The verification service is not answering. This page tries again by itself.',
    startAgain: 'Start again',
    signedOutTitle: 'You were signed out from your phone',
    signedOut:
      'This computer is no longer signed in, and what was not sent is not saved. If that was not you, look at the signed-in computers on your phone.',
    signInAgain: 'Sign in again',
  },
};
