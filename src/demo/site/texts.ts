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
  },
};
