import type { Approvals, Flow, LocalizedText, Purpose } from '@saoma/protocol';
import type { Ending, Words } from './ending.js';
import { endingsElsewhere } from './ending-elsewhere.texts.js';
import { inLanguage, language } from './texts.js';

/** What the words at the end are about. */
export interface EndingAbout {
  readonly portal: LocalizedText;
  readonly purpose: Purpose;
  readonly flow: Flow;
  readonly approvals?: Approvals | undefined;
}

type Endings = Readonly<Record<Ending, Words>>;

const zhTrick = '有人可能想骗您扫码，请不要扫描他人发来的二维码，也不要把手机交给他人操作。';
const zhAgain = '请在电脑上刷新二维码，再扫一次。';
const enTrick =
  'Somebody may have tried to trick you. Never scan a code that somebody sent you, and keep your phone in your own hands.';
const enAgain = 'take a new code on the computer and scan that.';

const zhProof = (portal: string, missing: number): Endings => ({
  waiting: { title: '已同意，正在等待网页…', text: '电脑上的网页会自动继续。' },
  done: { title: '已完成', text: `${portal}已收到结果。请在电脑上继续。` },
  counted: { title: '您的同意已计入', text: `还需 ${missing} 人同意。请下一位扫描网页上的新二维码。` },
  not_completed: { title: '未完成', text: '网页没有收到结果。请在网页上重新开始。' },
  declined: { title: '已取消', text: `没有任何改动。如需继续，${zhAgain}` },
  not_me: { title: '已拒绝', text: `没有任何改动。${zhTrick}` },
  check_failed: { title: '未完成', text: '在电脑上多次输错了数字。请在网页上重新开始。' },
  cancelled: { title: '已在电脑上取消', text: `如需继续，${zhAgain}` },
  ended_by_operator: { title: '已由服务人员结束', text: '如有疑问，请联系该网站。' },
  expired: { title: '已超时', text: `没有任何改动。${zhAgain}` },
  elsewhere: { title: '请看网页', text: '请按网页上的提示继续。' },
});

const zhLogin = (portal: string, missing: number): Endings => ({
  ...zhProof(portal, missing),
  waiting: { title: '已同意，正在等待登录页面…', text: `登录页面会自动进入${portal}。` },
  done: { title: '已登录', text: `登录页面已进入${portal}。` },
  not_completed: { title: '登录未完成', text: '登录页面没有登录成功。请在登录页面上重新开始。' },
  declined: { title: '已取消登录', text: `电脑没有登录。如需登录，${zhAgain}` },
  not_me: { title: '已拒绝登录', text: `电脑没有登录。${zhTrick}` },
  check_failed: { title: '登录未完成', text: '在电脑上多次输错了数字。请在登录页面上重新开始。' },
  cancelled: { title: '已在电脑上取消登录', text: `如需登录，${zhAgain}` },
  expired: { title: '已超时', text: `登录未完成，电脑没有登录。${zhAgain}` },
  elsewhere: { title: '请看登录页面', text: '请按登录页面上的提示继续。' },
});

const enProof = (portal: string, missing: number): Endings => ({
  waiting: { title: 'Approved, waiting for the page…', text: 'The page on the computer goes on by itself.' },
  done: { title: 'Done', text: `${portal} has the result. Go on at the computer.` },
  counted: {
    title: 'Your approval counts',
    text: `${missing} more must approve. The next person scans the new code on the page.`,
  },
  not_completed: { title: 'Not completed', text: 'The page did not get the result. Start again there.' },
  declined: { title: 'Cancelled', text: `Nothing has changed. To go on, ${enAgain}` },
  not_me: { title: 'Refused', text: `Nothing has changed. ${enTrick}` },
  check_failed: {
    title: 'Not completed',
    text: 'The digits were mistyped too often on the computer. Start again on the page.',
  },
  cancelled: { title: 'Cancelled on the computer', text: `To go on, ${enAgain}` },
  ended_by_operator: { title: 'Ended by the operator', text: 'If you have questions, contact the site.' },
  expired: { title: 'Time ran out', text: `Nothing has changed. To go on, ${enAgain}` },
  elsewhere: { title: 'Look at the page', text: 'Go on as the page says.' },
});

const enLogin = (portal: string, missing: number): Endings => ({
  ...enProof(portal, missing),
  waiting: {
    title: 'Approved, waiting for the sign-in page…',
    text: `The sign-in page goes on to ${portal} by itself.`,
  },
  done: { title: 'Signed in', text: `The sign-in page has gone on to ${portal}.` },
  not_completed: { title: 'Sign-in not completed', text: 'The sign-in page did not get through. Start again there.' },
  declined: { title: 'Sign-in cancelled', text: `The computer is not signed in. To sign in, ${enAgain}` },
  not_me: { title: 'Sign-in refused', text: `The computer is not signed in. ${enTrick}` },
  check_failed: {
    title: 'Sign-in not completed',
    text: 'The digits were mistyped too often on the computer. Start again on the sign-in page.',
  },
  cancelled: { title: 'Cancelled on the computer', text: `To sign in, ${enAgain}` },
  expired: { title: 'Time ran out', text: `The computer is not signed in. To sign in, ${enAgain}` },
  elsewhere: { title: 'Look at the sign-in page', text: 'Go on as the sign-in page says.' },
});

type Family = (portal: string, missing: number) => Endings;

/** Only a `login` signs anybody in; nothing else is ever told as that. */
const ENDINGS: Readonly<Record<typeof language, Readonly<Record<Purpose, Family>>>> = {
  zh: { login: zhLogin, step_up: zhProof, verify: zhProof },
  en: { login: enLogin, step_up: enProof, verify: enProof },
};

/** What the person is told about how it stands, or how it ended. */
export function endingWords(ending: Ending, { portal, purpose, flow, approvals }: EndingAbout): Words {
  const missing = approvals ? approvals.needed - approvals.given : 1;
  const name = inLanguage(portal);
  const elsewhere = flow === 'code' ? undefined : endingsElsewhere(flow, purpose, name)[ending];
  return elsewhere ?? ENDINGS[language][purpose](name, missing)[ending];
}
