import type { Language } from './options.js';

interface Texts {
  readonly help: string;
  readonly mistake: (word: string) => string;
  /** At most 40 columns each. */
  readonly scan: readonly string[];
  readonly type: (address: string) => readonly string[];
  readonly compare: readonly string[];
  readonly tooNarrow: (columns: number) => string;
  readonly waiting: string;
  readonly left: (time: string) => string;
  readonly scanned: (app: string) => string;
  readonly approved: (name: string) => string;
  readonly denied: string;
  readonly expired: string;
  readonly stopped: string;
  readonly unreachable: (broker: string) => string;
  readonly failed: (reason: string) => string;
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  zh: {
    help: `用手机登录电视上的政务服务（RFC 8628 设备授权）。

  npm run demo:tv -- [选项]

  --broker <地址>            扫码服务的地址（http://localhost:3000）
  --events                   由服务通知结果，不再轮询
  --background dark|light    终端不支持颜色时的底色（dark）
  --lang zh|en               语言
  -h, --help                 显示本说明

退出码：0 已登录，1 已拒绝，2 参数有误，3 已过期，4 无法完成，130 按了 Ctrl-C。`,
    mistake: (word) => `参数有误：${word}。用 --help 查看说明。`,
    scan: ['用电子税务局或个人所得税 App 扫码'],
    type: (address) => ['不能扫码时，用手机打开', address, '或在 App 中输入：'],
    compare: ['手机上显示的代码应与此一致。'],
    tooNarrow: (columns) => `终端太窄，显示不下二维码：至少需要 ${columns} 列。可以输入代码。`,
    waiting: '等待手机确认',
    left: (time) => `剩余 ${time}`,
    scanned: (app) => `已用${app}扫码，请在手机上确认`,
    approved: (name) => `已登录：${name}`,
    denied: '已在手机上拒绝。没有登录；如需登录，请重新运行。',
    expired: '代码已过期，没有人确认。请重新运行，获取新的代码。',
    stopped: '已停止，没有登录。',
    unreachable: (broker) => `${broker} 没有扫码服务。先用 npm start 启动演示，或用 --broker 指定地址。`,
    failed: (reason) => `未能完成（${reason}）。请稍后重新运行。`,
  },
  en: {
    help: `Signs in to public services on television with a phone (RFC 8628, device grant).

  npm run demo:tv -- [options]

  --broker <address>         where the broker is (http://localhost:3000)
  --events                   be told what happens instead of asking
  --background dark|light    what the terminal writes on, where it has no colours (dark)
  --lang zh|en               language
  -h, --help                 this text

Exit codes: 0 signed in, 1 declined, 2 wrong options, 3 expired, 4 not possible, 130 Ctrl-C.`,
    mistake: (word) => `Wrong options: ${word}. --help tells what there is.`,
    scan: ['Scan with the e-Tax or Income Tax app'],
    type: (address) => ["Can't scan? On your phone, open", address, 'or type in the app:'],
    compare: ['The phone must show the same code.'],
    tooNarrow: (columns) =>
      `This terminal is too narrow for the QR code, which takes ${columns} columns. Type the code.`,
    waiting: 'Waiting for the phone',
    left: (time) => `${time} left`,
    scanned: (app) => `Scanned with ${app}. Confirm on the phone`,
    approved: (name) => `Signed in as ${name}`,
    denied: 'Declined on the phone. Nobody is signed in; to sign in, run this again.',
    expired: 'The code has expired before anybody confirmed. Run this again for a new one.',
    stopped: 'Stopped. Nobody is signed in.',
    unreachable: (broker) =>
      `There is no broker at ${broker}. Start the demo with \`npm start\`, or name another with --broker.`,
    failed: (reason) => `It was not possible (${reason}). Run this again later.`,
  },
};
