import type { Flow, Purpose } from '@saoma/protocol';
import type { Ending, Words } from './ending.js';
import { language } from './texts.js';

type Elsewhere = Exclude<Flow, 'code'>;
type Said = Readonly<Partial<Record<Ending, Words>>>;

/** What waits, at the beginning of a sentence and within one. */
const zhPlaces: Readonly<Record<Elsewhere, string>> = { device: '设备', ciba: '提出请求的地方' };
const enPlaces: Readonly<Record<Elsewhere, string>> = { device: 'The device', ciba: 'The place where you asked' };

const zhAgain: Readonly<Record<Elsewhere, string>> = {
  device: '如需继续，请在设备上重新开始。',
  ciba: '如需继续，请在提出请求的地方重新开始。',
};
const enAgain: Readonly<Record<Elsewhere, string>> = {
  device: 'To go on, start again on the device.',
  ciba: 'To go on, ask again where you asked.',
};

const zh = (flow: Elsewhere, isLogin: boolean, portal: string): Said => ({
  waiting: { title: '已同意，正在等待对方…', text: `${zhPlaces[flow]}会自动继续。` },
  done: { title: isLogin ? '已登录' : '已完成', text: `${portal}已收到结果。请在${zhPlaces[flow]}继续。` },
  not_completed: { title: '未完成', text: `${zhPlaces[flow]}没有收到结果。${zhAgain[flow]}` },
  declined: { title: '已取消', text: `没有任何改动。${zhAgain[flow]}` },
  not_me: { title: '已拒绝', text: '没有任何改动。有人可能冒用您的名义，请不要按他人的要求确认任何请求。' },
  cancelled: { title: '对方已取消', text: zhAgain[flow] },
  expired: { title: '已超时', text: `没有任何改动。${zhAgain[flow]}` },
  elsewhere: { title: `请看${zhPlaces[flow]}`, text: '请按那里的提示继续。' },
});

const en = (flow: Elsewhere, isLogin: boolean, portal: string): Said => ({
  waiting: { title: 'Approved, waiting for the other side…', text: `${enPlaces[flow]} goes on by itself.` },
  done: { title: isLogin ? 'Signed in' : 'Done', text: `${portal} has the result. ${enPlaces[flow]} goes on.` },
  not_completed: { title: 'Not completed', text: `${enPlaces[flow]} did not get the result. ${enAgain[flow]}` },
  declined: { title: 'Cancelled', text: `Nothing has changed. ${enAgain[flow]}` },
  not_me: {
    title: 'Refused',
    text: 'Nothing has changed. Somebody may be using your name: never confirm a request because somebody tells you to.',
  },
  cancelled: { title: 'Cancelled by the other side', text: enAgain[flow] },
  expired: { title: 'Time ran out', text: `Nothing has changed. ${enAgain[flow]}` },
  elsewhere: {
    title: flow === 'device' ? 'Look at the device' : 'Look where you asked',
    text: 'Go on as it says there.',
  },
});

/** What a person is told where no page on a computer goes on, but a device or whoever sent the request. */
export function endingsElsewhere(flow: Elsewhere, purpose: Purpose, portal: string): Said {
  return { zh, en }[language](flow, purpose === 'login', portal);
}
