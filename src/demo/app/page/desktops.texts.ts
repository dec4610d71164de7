import { language } from './texts.js';
import { enTime, zhTime } from './time.texts.js';

/** Under a minute nobody counts seconds. */
const NOW_S = 60;

const zh = {
  title: '已登录的电脑',
  hint: '这些电脑是用本 App 登录的。退出后，网站会立即收到通知。',
  none: '没有已登录的电脑。用本 App 登录电脑后，会显示在这里。',
  asWhom: '办理身份',
  computer: '电脑',
  device: '设备',
  place: '网络地址',
  since: '登录时间',
  lastSeen: '最近使用',
  ago: (seconds: number) => (seconds < NOW_S ? '刚刚' : `${zhTime(seconds, Math.floor)}前`),
  signOut: '退出登录',
  notMe: '不是我本人',
  /** On the screen that tells that somebody is signed in. */
  notMeAfterwards: '不是我本人 – 退出这台电脑',
  signOutAll: '全部退出登录',
  refresh: '刷新',
  questions: {
    signed_out: {
      title: '退出这台电脑的登录？',
      text: (portal: string) => `这台电脑将立即退出${portal}，尚未提交的内容不会保存。`,
      agree: '退出登录',
    },
    not_me: {
      title: '不是您本人登录的？',
      text: (portal: string) => `我们会立即让这台电脑退出${portal}，并记录为非本人登录。`,
      agree: '不是我，退出登录',
    },
  },
  questionAll: {
    title: '全部退出登录？',
    text: (count: number) => `将退出列表中的 ${count} 台电脑，尚未提交的内容不会保存。`,
    agree: '全部退出',
  },
  signedOut: (portal: string) => `已退出：${portal}。`,
  wasSignedOut: (portal: string) => `${portal}已经退出，无需再操作。`,
  allSignedOut: '已全部退出。',
  refusedTitle: '已退出这台电脑',
  refused: (portal: string) => `这台电脑已退出${portal}，此次登录已记录为非本人操作。`,
  adviceTitle: '接下来请检查',
  advice: [
    '查看其他已登录的电脑，不认识的一并退出。',
    '这部手机和 App 是否被他人使用过。如有可能，请退出 App 后重新登录，并修改密码。',
    '不要扫描、输入他人发来的二维码或代码。',
  ],
  others: '查看其他已登录的电脑',
};

const en: typeof zh = {
  title: 'Signed-in computers',
  hint: 'These were signed in with this app. When you sign one out, its site is told at once.',
  none: 'No computer is signed in. One that you sign in with this app appears here.',
  asWhom: 'Acting as',
  computer: 'Computer',
  device: 'Device',
  place: 'Network address',
  since: 'Signed in',
  lastSeen: 'Last seen',
  ago: (seconds) => (seconds < NOW_S ? 'just now' : `${enTime(seconds, Math.floor)} ago`),
  signOut: 'Sign out',
  notMe: 'This was not me',
  notMeAfterwards: 'Not me – sign this computer out',
  signOutAll: 'Sign out all',
  refresh: 'Refresh',
  questions: {
    signed_out: {
      title: 'Sign this computer out?',
      text: (portal) => `The computer is signed out of ${portal} at once, and what was not sent there is not saved.`,
      agree: 'Sign out',
    },
    not_me: {
      title: 'Was this not you?',
      text: (portal) => `The computer is signed out of ${portal} at once, and it is put on record that it was not you.`,
      agree: 'Not me, sign out',
    },
  },
  questionAll: {
    title: 'Sign out all?',
    text: (count) =>
      count === 1
        ? 'The computer on the list is signed out. What was not sent there is not saved.'
        : `All ${count} computers on the list are signed out. What was not sent there is not saved.`,
    agree: 'Sign out all',
  },
  signedOut: (portal) => `Signed out: ${portal}.`,
  wasSignedOut: (portal) => `${portal} was signed out already. There is nothing left to do.`,
  allSignedOut: 'All are signed out.',
  refusedTitle: 'This computer is signed out',
  refused: (portal) => `It is no longer signed in to ${portal}, and it is on record that it was not you.`,
  adviceTitle: 'Check this next',
  advice: [
    'Look at the other signed-in computers, and sign out those that you do not know.',
    'Could somebody else have used this phone or this app? If so, sign out of the app, sign in anew, and change your password.',
    'Never scan or enter a code that somebody sent you.',
  ],
  others: 'See the other signed-in computers',
};

export const desktopTexts = language === 'zh' ? zh : en;
