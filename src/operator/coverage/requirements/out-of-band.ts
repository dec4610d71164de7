import { always, inForce, type Judge, notApplicable, off, type RequirementSet, when } from '../requirement.js';
import { codeChannels, contactsBy, sentRequests } from './portal-ways.js';

/** Who sends a request carries nothing to the phone: the person compares a message and says yes. */
const transfer: Judge = ({ portal }) => (portal.startedBy.includes('ciba') ? off('started_by: ciba') : always());

/** Whether every app's tokens are bound to a key of its phone, and nothing stands in for the phone. */
const phoneKey: Judge = (facts) => {
  const bearer = facts.apps.filter(({ tokenType }) => tokenType === 'bearer').map(({ appId }) => appId);
  if (bearer.length > 0) return off(`token_type: bearer (${bearer.join(', ')})`);
  const channels = codeChannels(facts);
  return channels.length > 0 ? off(contactsBy(channels)) : inForce('token_type: dpop');
};

const noMail: Judge = (facts) => {
  const channels = codeChannels(facts);
  if (channels.length === 0) return notApplicable('contacts: none, so that no code is sent');
  return channels.includes('email') ? off(contactsBy(['email'])) : inForce('SMTP_URL is not set');
};

const oneTimeCodes: Judge = (facts) =>
  codeChannels(facts).length > 0
    ? inForce('always, for one-time codes')
    : notApplicable('contacts: none, so that no code is sent');

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
      judge: transfer,
      shownBy: [
        'test/flows/sign-in.spec.ts: takes the page home once the phone approved',
        'test/flows/user-code.spec.ts: claims the session as a scan does',
        'test/flows/bad-input.spec.ts: cannot approve what it did not scan',
      ],
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
        'src/phone/phone.nonces.spec.ts',
      ],
    },
    {
      id: '3.1.3.1 channel',
      title: { zh: '通信经过加密的独立通道', en: 'Phone and verifier talk over an encrypted channel of their own' },
      judge: ({ deployment }) => when(deployment.https, 'PUBLIC_ORIGIN'),
      shownBy: ['src/platform/env.spec.ts: production'],
    },
    {
      id: '3.1.3.1 e-mail',
      title: { zh: '不用电子邮件作为带外通道', en: 'E-mail is no channel for codes' },
      judge: noMail,
      shownBy: ['test/flows/one-time-code.spec.ts: by a channel that nobody set up'],
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
        zh: '短秘密（输入码、校验码、验证码、请求码）限制尝试次数，换新码不清零',
        en: 'Tries at short secrets (typed, check, one-time and request codes) are limited, and a new one does not begin the count anew',
      },
      judge: always,
      shownBy: [
        'test/flows/user-code.spec.ts: is not let off by a new session',
        'test/flows/check-code-misses.spec.ts: a new session does not begin the person’s count anew',
        'test/flows/one-time-code.spec.ts: a new code does not begin the count anew',
        'test/flows/ciba.spec.ts: five wrong codes for one person in ten minutes and no more',
      ],
    },
    {
      id: '3.1.3.2 requests',
      title: { zh: '推送请求有频率限制', en: 'Requests that are pushed to a person are limited' },
      judge: sentRequests,
      shownBy: ['test/flows/ciba.spec.ts: §15 sends one person five requests in ten minutes'],
    },
    {
      id: '3.1.3.4',
      title: {
        zh: '作为多因素使用时，每次都要单独激活，不同于解锁手机',
        en: 'Where it counts as two factors: an activation factor at each use, apart from unlocking the phone',
      },
      judge: () => notApplicable('the app’s; a portal demands it of a session by required_amr'),
      shownBy: ['test/flows/bound.spec.ts: an approval without the required factor'],
    },
    {
      id: '3.2.2 failures',
      title: {
        zh: '验证码连续失败最多一百次，之后停用',
        en: 'At most 100 wrong one-time codes in a row, then disabled',
      },
      judge: oneTimeCodes,
      shownBy: ['test/contract/redis.spec.ts: keeps locks', 'test/contract/memory.spec.ts: keeps locks'],
    },
  ],
};
