import type { Language } from '../web/language.js';
import type { Outcome } from './asked-person.js';

export const MATTERS = ['address', 'clearance', 'refund'] as const;
export type Matter = (typeof MATTERS)[number];

/** What is wrong with what the clerk typed, or why the person could not be asked. */
export type Problem = 'number' | 'tooMany' | 'later';

interface Texts {
  readonly title: string;
  readonly lead: string;
  readonly number: string;
  readonly numberHint: string;
  readonly matter: string;
  readonly matters: Readonly<Record<Matter, string>>;
  readonly ask: string;
  readonly problems: Readonly<Record<Problem, string>>;
  readonly askedTitle: string;
  readonly compare: string;
  readonly outcomes: Readonly<Record<Outcome['kind'], string>>;
  readonly next: Readonly<Record<Outcome['kind'], string>>;
  readonly name: string;
  readonly confirmedAt: string;
  readonly again: string;
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    title: '3 号窗口',
    lead: '请纳税人报出纳税人编号，再用手机应用确认。无需交出身份证件。',
    number: '纳税人编号',
    numberHint: '8 位数字',
    matter: '办理事项',
    matters: { address: '变更联系地址', clearance: '开具清税证明', refund: '申请退税' },
    ask: '请纳税人确认',
    problems: {
      number: '请输入 8 位数字的纳税人编号。',
      tooMany: '对这位纳税人的请求过于频繁，请几分钟后再试。',
      later: '身份验证服务暂时没有响应，请稍后再试。',
    },
    askedTitle: '等待纳税人确认',
    compare: '请纳税人打开电子税务局或个人所得税 App，核对此代码后确认：',
    outcomes: {
      waiting: '正在等待确认。',
      confirmed: '纳税人已确认。',
      declined: '纳税人已拒绝。',
      expired: '没有人在规定时间内确认。',
      failed: '未能完成。',
    },
    next: {
      waiting: '确认后本页自动更新。',
      confirmed: '可以继续办理。',
      declined: '不要办理。如属误操作，请重新发起。',
      expired: '请核对编号，并请纳税人打开应用后重新发起。',
      failed: '请重新发起。',
    },
    name: '姓名',
    confirmedAt: '确认时间',
    again: '下一位',
  },
  en: {
    title: 'Counter 3',
    lead: 'Ask for the taxpayer number, and have the person confirm in their app. No papers change hands.',
    number: 'Taxpayer number',
    numberHint: 'Eight digits',
    matter: 'What for',
    matters: { address: 'Change of address', clearance: 'Tax clearance certificate', refund: 'Tax refund' },
    ask: 'Ask the person to confirm',
    problems: {
      number: 'A taxpayer number has eight digits.',
      tooMany: 'This person was asked too often. Try again in a few minutes.',
      later: 'The verification service does not answer at the moment. Try again.',
    },
    askedTitle: 'The person is to confirm',
    compare: 'Have the person open the e-Tax or Income Tax app, compare this code, and confirm:',
    outcomes: {
      waiting: 'Waiting for the person.',
      confirmed: 'The person has confirmed.',
      declined: 'The person has declined.',
      expired: 'Nobody confirmed in time.',
      failed: 'It could not be completed.',
    },
    next: {
      waiting: 'This page goes on by itself.',
      confirmed: 'Go on with their matter.',
      declined: 'Do not go on. If it was a slip, ask again.',
      expired: 'Check the number, have the person open the app, and ask again.',
      failed: 'Ask again.',
    },
    name: 'Name',
    confirmedAt: 'Confirmed at',
    again: 'Next person',
  },
};
