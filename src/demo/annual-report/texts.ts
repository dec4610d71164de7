import type { Language } from '../web/language.js';

/** What the next page tells once: why nobody is signed in. */
export const NOTICES = ['declined', 'unanswered', 'later', 'failed'] as const;
/** Besides, a page of its own tells how a visit ended. */
export type Notice = (typeof NOTICES)[number] | 'signed-out' | 'ended';

/** How the errors of an authorization answer are told (OpenID Connect Core §3.1.2.6, RFC 6749 §4.1.2.1). */
export const REFUSALS: Readonly<Record<string, (typeof NOTICES)[number]>> = {
  access_denied: 'declined',
  login_required: 'unanswered',
  interaction_required: 'unanswered',
  temporarily_unavailable: 'later',
};

interface Texts {
  readonly title: string;
  readonly lead: string;
  readonly signIn: string;
  readonly signInHint: string;
  readonly about: string;
  readonly rules: readonly string[];
  readonly notices: Readonly<Record<Notice, string>>;
  readonly homeTitle: (name: string) => string;
  readonly person: string;
  readonly enterprise: string;
  readonly creditCode: string;
  readonly reports: string;
  readonly year: (year: number) => string;
  readonly filed: string;
  readonly due: (year: number) => string;
  readonly forThemselves: string;
  readonly signOut: string;
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    title: '企业年报报送',
    lead: '各类企业每年 1 月 1 日至 6 月 30 日报送上一年度的年报，并向社会公示。',
    signIn: '统一身份认证登录',
    signInHint: '将转到统一身份认证页面，用手机应用扫码确认后返回本站。登录时请选择所代表的企业。',
    about: '报送须知',
    rules: ['逾期未报送的，列入经营异常名录。', '企业对所报信息的真实性、及时性负责。', '报送不收取任何费用。'],
    notices: {
      declined: '登录已取消，没有任何变化。如需登录，请重新开始。',
      unanswered: '登录未完成：没有在规定时间内确认。请重新登录。',
      later: '统一身份认证暂时无法使用，请稍后再试。',
      failed: '登录未完成，或不是在这个浏览器中开始的。请重新登录。',
      'signed-out': '您已退出登录。',
      ended: '您的登录已结束：可能已在手机上退出，或长时间未操作。',
    },
    homeTitle: (name) => `${name}，您好`,
    person: '办理人',
    enterprise: '企业',
    creditCode: '统一社会信用代码',
    reports: '年度报告',
    year: (year) => `${year} 年度`,
    filed: '已公示',
    due: (year) => `待报送，截止 ${year} 年 6 月 30 日`,
    forThemselves: '您以个人身份登录，没有需要报送年报的企业。请退出后重新登录，并在手机上选择企业。',
    signOut: '退出登录',
  },
  en: {
    title: 'File an annual report',
    lead: 'Every enterprise files the report of the year before between 1 January and 30 June. Reports are public.',
    signIn: 'Sign in',
    signInHint:
      'You go to the common sign-in page, confirm with an app on your phone, and come back here. Choose there which enterprise you act for.',
    about: 'Before you file',
    rules: [
      'Who files late is listed among enterprises with irregular operations.',
      'The enterprise answers for what it reports.',
      'Filing is free of charge.',
    ],
    notices: {
      declined: 'The sign-in was cancelled. Nothing has changed. To sign in, start again.',
      unanswered: 'The sign-in was not completed: nobody confirmed it in time. Please sign in again.',
      later: 'The common sign-in page is not available at the moment. Please try again later.',
      failed: 'The sign-in was not completed, or it was not begun in this browser. Please sign in again.',
      'signed-out': 'You are signed out.',
      ended: 'Your visit has ended: it was signed out on your phone, or nothing was done here for long.',
    },
    homeTitle: (name) => `Welcome, ${name}`,
    person: 'Person',
    enterprise: 'Enterprise',
    creditCode: 'Unified social credit code',
    reports: 'Annual reports',
    year: (year) => `Year ${year}`,
    filed: 'Published',
    due: (year) => `To be filed by 30 June ${year}`,
    forThemselves:
      'You are signed in as yourself, and have no enterprise to report for. Sign out, sign in again, and choose an enterprise on your phone.',
    signOut: 'Sign out',
  },
};
