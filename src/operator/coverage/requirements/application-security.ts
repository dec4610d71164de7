import { always, inForce, type Judge, notApplicable, off, type RequirementSet, when } from '../requirement.js';
import { sentRequests } from './portal-ways.js';

const overTls: Judge = ({ deployment }) => when(deployment.https, 'PUBLIC_ORIGIN');

/** A ping to a portal has the token that the portal chose, and no signature (OpenID CIBA Core §10.2). */
const signedMessages: Judge = ({ portal }) =>
  portal.delivery === 'poll' ? always() : off('backchannel_token_delivery_mode: ping');

/** Whether people are asked again before what matters, as far as the portal asks. */
const confirmedAgain: Judge = ({ portal }) => {
  const acts = portal.purposes.filter((purpose) => purpose !== 'login');
  return when(acts.length > 0, `purposes${acts.length > 0 ? `: ${acts.join(', ')}` : ''}`);
};

/** What of OWASP's verification standard a broker of sign-ins is responsible for. */
export const APPLICATION_SECURITY: RequirementSet = {
  source: 'OWASP ASVS 5.0',
  title: { zh: '应用安全验证标准', en: 'Application security verification standard' },
  requirements: [
    {
      id: '1.3.6',
      title: {
        zh: '不会被诱使访问内部地址（SSRF）',
        en: 'Is not talked into calling addresses of its own network (SSRF)',
      },
      judge: always,
      shownBy: [
        'test/callbacks/poster.spec.ts: never reaches',
        'test/flows/key-addresses.spec.ts: nowhere else',
        'test/attack/attack.spec.ts: registered-address',
      ],
    },
    {
      id: '2.3.1',
      title: { zh: '步骤不能跳过或颠倒', en: 'Steps happen in order' },
      judge: always,
      shownBy: ['test/contract/redis.spec.ts: the table', 'test/contract/memory.spec.ts: the table'],
    },
    {
      id: '2.3.3',
      title: { zh: '要么全部生效，要么全不生效', en: 'All of a step or none of it' },
      judge: always,
      shownBy: ['test/contract/redis.spec.ts: Invariant', 'test/flows/outage.spec.ts'],
    },
    {
      id: '2.3.4',
      title: { zh: '同时发生也只有一个成功', en: 'Of many at once one succeeds' },
      judge: always,
      shownBy: ['test/conformance/once.spec.ts', 'test/contract/redis-cluster.spec.ts: Invariant'],
    },
    {
      id: '2.4.1',
      title: { zh: '防止自动化滥用', en: 'Anti-automation' },
      judge: always,
      shownBy: ['test/flows/limits.spec.ts'],
    },
    {
      id: '4.1.3',
      title: { zh: '代理头不能伪造', en: 'Headers of proxies cannot be forged' },
      judge: always,
      shownBy: ['test/flows/limits.spec.ts: trusted prox'],
    },
    {
      id: '4.1.5',
      title: { zh: '对其他服务发出的消息有签名', en: 'Messages to the services of others are signed' },
      judge: signedMessages,
      shownBy: [
        'test/callbacks/http-callbacks.spec.ts: is a signed token',
        'test/callbacks/http-callbacks.spec.ts: is a signed handle',
        'test/factors/webhook-sender.spec.ts: is signed as the standard says',
      ],
    },
    {
      id: '4.4.1',
      title: { zh: 'WebSocket 只走 TLS', en: 'WebSocket over TLS' },
      judge: overTls,
      shownBy: ['src/platform/env.spec.ts: production'],
    },
    {
      id: '4.4.2',
      title: { zh: 'WebSocket 检查 Origin', en: 'Origin is checked at the WebSocket' },
      judge: always,
      shownBy: [
        'test/attack/attack.spec.ts: foreign-origin-socket',
        'test/flows/bad-input.spec.ts: a page on an origin that nobody registered',
      ],
    },
    {
      id: '4.4.3',
      title: { zh: 'WebSocket 用专用令牌', en: 'Tokens of its own for the WebSocket' },
      judge: always,
      shownBy: [
        'test/flows/bad-input.spec.ts: as its token is refused',
        'test/flows/bad-input.spec.ts: a socket hears of the session whose token it sent',
        'test/flows/desktop-key.spec.ts: a proof that one socket sent opens no other',
      ],
    },
    {
      id: '4.4.4',
      title: {
        zh: 'WebSocket 的令牌事先经 HTTPS 取得',
        en: 'The token for the WebSocket was given out by HTTPS before',
      },
      judge: overTls,
      shownBy: [
        'src/platform/env.spec.ts: production',
        'test/flows/bad-input.spec.ts: a socket hears of the session whose token it sent',
      ],
    },
    {
      id: '6.3.5',
      title: { zh: '可疑的认证尝试会通知本人', en: 'People are told of suspicious tries' },
      // The view warns whoever scans, and the list shows what was signed in; but nobody is written to.
      judge: () => off('no setting; AUDIT_WEBHOOK_URL tells a service that may write to people'),
      shownBy: [],
    },
    {
      id: '6.3.8',
      title: { zh: '不透露账户是否存在', en: 'Nobody learns whether an account exists' },
      judge: always,
      shownBy: [
        'test/flows/ciba.spec.ts: a person who is there and one who is not are answered alike',
        'test/flows/bound.spec.ts: nobody else',
      ],
    },
    {
      id: '6.5.1',
      title: { zh: '带外请求只能使用一次', en: 'Out-of-band requests are used once' },
      judge: always,
      shownBy: ['test/conformance/once.spec.ts'],
    },
    {
      id: '6.5.2',
      title: { zh: '短秘密以带密钥的摘要保存', en: 'Short secrets lie under a keyed digest' },
      judge: always,
      shownBy: [
        'src/core/secrets.spec.ts: a one-time code has six digits',
        'src/core/secrets.spec.ts: a check code has six digits',
        'test/flows/logs.spec.ts',
      ],
    },
    {
      id: '6.5.3',
      title: { zh: '代码由密码学安全的随机数产生', en: 'Codes come from a cryptographically secure generator' },
      judge: always,
      shownBy: [
        'test/attack/attack.spec.ts: predictable-id',
        'test/house/randomness.spec.ts: draws no secret',
        'src/core/secret-strength.spec.ts: take every value alike',
      ],
    },
    {
      id: '6.5.4',
      title: {
        zh: '带外代码有 20 位熵，或六位随机数字（19.9 位，标准认为足够）',
        en: 'Out-of-band codes have 20 bits, or six random digits (19.9 bits, which the standard takes for enough)',
      },
      judge: always,
      shownBy: [
        'src/core/secret-strength.spec.ts: six digits',
        'src/core/secret-strength.spec.ts: a typed code',
        'src/core/secret-strength.spec.ts: a frame of the code',
      ],
    },
    {
      id: '6.5.5',
      title: { zh: '十分钟内有效', en: 'Ten minutes at most' },
      judge: always,
      shownBy: ['test/contract/redis.spec.ts: ends after ten minutes'],
    },
    {
      id: '6.5.6',
      title: { zh: '认证因素可以停用', en: 'A factor can be taken back' },
      judge: always,
      shownBy: ['test/flows/operator.spec.ts: locks a person'],
    },
    {
      id: '6.6.2',
      title: { zh: '与原请求绑定', en: 'Bound to the request that it came from' },
      judge: always,
      shownBy: [
        'test/flows/bound.spec.ts: worth nothing in another',
        'test/flows/receipts.spec.ts',
        'test/attack/attack.spec.ts: false-statement',
      ],
    },
    {
      id: '6.6.3',
      title: { zh: '限制尝试次数', en: 'Tries are limited' },
      judge: always,
      shownBy: [
        'test/flows/user-code.spec.ts: whoever guesses',
        'test/flows/one-time-code.spec.ts: guesses at once',
        'test/flows/check-code-misses.spec.ts: guesses at once',
      ],
    },
    {
      id: '6.6.4',
      title: { zh: '推送请求有频率限制', en: 'Pushed requests are limited' },
      judge: sentRequests,
      shownBy: ['test/flows/ciba.spec.ts: §15 sends one person five requests in ten minutes'],
    },
    {
      id: '6.7.2',
      title: { zh: '签名挑战至少 64 位且不重复', en: 'Challenges that keys sign have 64 bits and never come twice' },
      judge: always,
      shownBy: [
        'src/core/secret-strength.spec.ts: challenges',
        'src/phone/phone.nonces.spec.ts',
        'test/flows/receipts.spec.ts',
      ],
    },
    {
      id: '6.8.4',
      title: { zh: '核对 acr、amr 和认证时间', en: 'acr, amr and auth_time are checked' },
      judge: always,
      shownBy: ['test/flows/bound.spec.ts: RFC 9470', 'test/flows/bound.spec.ts: demands a level'],
    },
    {
      id: '7.2.3',
      title: { zh: '会话令牌至少 128 位', en: 'Session tokens have 128 bits' },
      judge: always,
      shownBy: [
        'test/flows/desktop-door.spec.ts: has a token of 128 random bits',
        'test/flows/token-life.spec.ts: have 128 random bits and more',
      ],
    },
    {
      id: '7.2.4',
      title: { zh: '登录和再次验证后换新会话令牌', en: 'A new session token at each sign-in, also at a repeated one' },
      judge: () => notApplicable('the portal’s own session: SECURITY.md'),
      shownBy: [],
    },
    {
      id: '7.4.1',
      title: { zh: '退出后令牌立即失效', en: 'Signed out is signed out' },
      judge: () => inForce('always, of what the broker gave'),
      shownBy: ['test/flows/logout.spec.ts', 'test/flows/token-life.spec.ts: revocation'],
    },
    {
      id: '7.5.2',
      title: { zh: '本人能看到并结束登录', en: 'People see and end what they signed in' },
      judge: always,
      shownBy: ['test/flows/desktops.spec.ts'],
    },
    {
      id: '7.5.3',
      title: { zh: '重要操作前再确认一次', en: 'Confirmed once more before what matters' },
      judge: confirmedAgain,
      shownBy: ['test/flows/bound.spec.ts'],
    },
    {
      id: '7.6.2',
      title: { zh: '只有本人动作才会登录', en: 'Nobody is signed in without doing something' },
      judge: always,
      shownBy: [
        'test/flows/plain-camera.spec.ts: approves nothing',
        'test/flows/bad-input.spec.ts: cannot approve what it did not scan',
      ],
    },
    {
      id: '10.4.2',
      title: { zh: '授权码只用一次，重放即撤销', en: 'A code is used once; sent again it revokes' },
      judge: always,
      shownBy: ['test/flows/portal-door.spec.ts: a code used twice', 'test/attack/attack.spec.ts: replayed-code'],
    },
    {
      id: '10.4.3',
      title: { zh: '授权码一分钟内有效', en: 'A code lives a minute' },
      judge: always,
      shownBy: ['test/flows/portal-door.spec.ts: whose minute is over'],
    },
    {
      id: '10.4.14',
      title: { zh: '访问令牌与密钥绑定', en: 'Access tokens are bound to a key' },
      judge: ({ portal }) => when(portal.dpopBound, 'dpop_bound_access_tokens'),
      shownBy: [
        'test/flows/token-life.spec.ts: RFC 9449 §7',
        'test/flows/hosted-login.spec.ts: RFC 9449: proof of possession',
      ],
    },
    {
      id: '16.2.5',
      title: { zh: '日志中没有令牌', en: 'No token in a log' },
      judge: always,
      shownBy: ['test/flows/logs.spec.ts'],
    },
    {
      id: '16.3.1',
      title: { zh: '所有认证事件都有记录，并送出保存', en: 'All authentication events are on record and handed on' },
      judge: ({ deployment: { auditSinks } }) =>
        auditSinks.length > 0 ? inForce(auditSinks.join(', ')) : off('AUDIT_FILE, AUDIT_WEBHOOK_URL'),
      shownBy: ['test/contract/redis.spec.ts: keeps a trail', 'test/flows/audit.spec.ts'],
    },
  ],
};
