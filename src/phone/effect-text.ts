import type { Flow, LocalizedText } from '@saoma/protocol';
import { isLimited, LIMITED_MS } from '../core/limited.js';
import type { Portal } from '../core/ports.js';
import type { SessionRecord } from '../core/session-record.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What is signed in. */
const WAITS: Readonly<Record<Flow, LocalizedText>> = {
  code: { zh: '那台电脑', en: 'that computer' },
  device: { zh: '那台设备', en: 'that device' },
  ciba: { zh: '您提出请求的地方', en: 'where you asked for this' },
};

/** What an approval leads to, in words: where, what, and for how long. */
export function effectText(record: SessionRecord, { names, signedInMs }: Portal): LocalizedText {
  switch (record.purpose) {
    case 'login': {
      const what = WAITS[record.flow ?? 'code'];
      const lifeMs = isLimited(record) ? Math.min(LIMITED_MS, signedInMs) : signedInMs;
      return {
        zh: `同意后，${what.zh}将登录“${names.zh}”，最长 ${duration(lifeMs).zh}。${isLimited(record) ? '只能做有限的操作。' : ''}`,
        en: `Once you approve, ${what.en} is signed in at ${names.en} for up to ${duration(lifeMs).en}.${isLimited(record) ? ' Only little can be done there.' : ''}`,
      };
    }
    case 'step_up':
      return {
        zh: `同意后，“${names.zh}”会继续正在办理的操作。不会登录其他电脑。`,
        en: `Once you approve, ${names.en} goes on with what was begun there. No other computer is signed in.`,
      };
    case 'verify':
      return {
        zh: `同意后，“${names.zh}”会得知是您本人，仅用于这一项业务。不会登录任何账户。`,
        en: `Once you approve, ${names.en} knows that it is you, for this one task. Nobody is signed in.`,
      };
  }
}

function duration(ms: number): LocalizedText {
  if (ms < HOUR_MS) return { zh: `${ms / MINUTE_MS} 分钟`, en: `${ms / MINUTE_MS} minutes` };
  const hours = Math.round(ms / HOUR_MS);
  return { zh: `${hours} 小时`, en: hours === 1 ? '1 hour' : `${hours} hours` };
}
