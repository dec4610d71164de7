import { always, inForce, type Judge, notApplicable, off, type RequirementSet, when } from '../requirement.js';

/** Whether every app's tokens are bound to a key of its phone. */
const phoneKey: Judge = ({ apps }) => {
  const bearer = apps.filter(({ tokenType }) => tokenType === 'bearer').map(({ appId }) => appId);
  return bearer.length === 0 ? inForce('token_type: dpop') : off(`token_type: bearer (${bearer.join(', ')})`);
};

/** What NIST asks of a phone that approves what another device began. */
export const OUT_OF_BAND: RequirementSet = {
  source: 'NIST SP 800-63B-4 §3.1.3',
  title: { zh: '带外认证', en: 'Out-of-band authenticators' },
  requirements: [
    {
      id: '3.1.3 transfer',
      title: {
        zh: '秘密从屏幕传到手机（扫码或输入），不靠“比较后点同意”或选一个数字',
        en: 'A secret is carried from screen to phone, by scan or by hand; nobody approves by comparing or picks a number',
      },
      judge: always,
      shownBy: ['test/flows/sign-in.spec.ts', 'test/flows/bad-input.spec.ts: cannot approve what it did not scan'],
    },
    {
      id: '3.1.3.1 key',
      title: {
        zh: '手机用绑定时建立的密钥证明自己',
        en: 'The phone proves a key that was set up when it was bound',
      },
      judge: phoneKey,
      shownBy: [
        'src/phone/phone.guard.spec.ts: knows no way down from DPoP to Bearer',
        'src/phone/phone.guard.spec.ts',
      ],
    },
    {
      id: '3.1.3.1 channel',
      title: { zh: '通信经过加密的独立通道', en: 'Phone and verifier talk over an encrypted channel of their own' },
      judge: ({ deployment }) => when(deployment.https, 'PUBLIC_ORIGIN'),
      shownBy: ['src/platform/env.spec.ts: production'],
    },
    {
      id: '3.1.3.2 ten minutes',
      title: { zh: '十分钟内未完成即作废', en: 'Void unless completed within ten minutes' },
      judge: always,
      shownBy: [
        'test/contract/redis.spec.ts: ends after ten minutes',
        'test/contract/memory.spec.ts: ends after ten minutes',
      ],
    },
    {
      id: '3.1.3.2 once',
      title: { zh: '每个秘密只接受一次', en: 'A secret is accepted once' },
      judge: always,
      shownBy: [
        'test/contract/redis-cluster.spec.ts: Invariant: of 200 redemptions at once exactly one gets the session',
        'test/conformance/once.spec.ts',
      ],
    },
    {
      id: '3.1.3.2 throttled',
      title: {
        zh: '短秘密限制尝试次数，换新码不清零',
        en: 'Tries at short secrets are limited, and a new secret does not begin the count anew',
      },
      judge: always,
      shownBy: [
        'test/flows/user-code.spec.ts: whoever guesses typed codes',
        'test/flows/one-time-code.spec.ts: a new code does not begin the count anew',
      ],
    },
    {
      id: '3.1.3.2 requests',
      title: { zh: '推送请求有频率限制', en: 'Requests that are pushed to a person are limited' },
      judge: ({ portal }) =>
        portal.startedBy.includes('ciba') ? inForce('started_by: ciba') : notApplicable('started_by has no ciba'),
      shownBy: ['test/flows/ciba.spec.ts'],
    },
    {
      id: '3.2.2 failures',
      title: { zh: '连续失败最多一百次，之后停用', en: 'At most 100 failures in a row, then disabled' },
      judge: always,
      shownBy: ['test/contract/redis.spec.ts: keeps locks'],
    },
  ],
};
