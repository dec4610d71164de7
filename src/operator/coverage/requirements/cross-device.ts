import type { PolicyAction, Portal } from '../../../core/ports.js';
import { always, inForce, type Judge, notApplicable, off, type RequirementSet, when } from '../requirement.js';
import { inWords, liveRules, ruledBy } from './policy-rules.js';
import { hasOtherWays, hasPage } from './portal-ways.js';

/**
 * Whether who is far is held up by any rule. Without a file that says where addresses are nobody is far but who scans late
 * again and again; a rule for what is not known then holds up all who are not seen to be near.
 */
const nearness: Judge = ({ portal, deployment }) => {
  const rules = liveRules(portal).filter(({ when: { nearness: judged = [] }, then }) => {
    return then !== 'allow' && judged.some((verdict) => verdict !== 'near');
  });
  const holdsUp = (verdict: 'far' | 'unknown'): boolean =>
    rules.some(({ when: { nearness: judged } }) => judged?.includes(verdict));
  if (!holdsUp('far')) return off('policy');
  const isMeasured = deployment.places || holdsUp('unknown');
  return inForce(isMeasured ? inWords(rules) : `${inWords(rules)}; without GEOIP_FILE by steady delay alone`);
};

/** What leads to a limit: where nobody can type digits, a check does. */
const limiting = (portal: Portal): readonly PolicyAction[] => (hasPage(portal) ? ['limit'] : ['limit', 'check']);

const limits: Judge = ({ portal }) => ruledBy(portal, limiting(portal));

/** Whether what a sign-in gives runs out soon. */
const briefTokens: Judge = ({ portal }) => {
  if (!portal.refreshTokens) return inForce('refresh_tokens: false');
  const limited = ruledBy(portal, limiting(portal));
  return limited.status === 'in_force' ? limited : off('refresh_tokens: true');
};

/** Whether phone and page, and the portal where it also begins without a page, prove a key. */
const boundTokens: Judge = ({ portal, apps }) => {
  const bearer = apps.find(({ tokenType }) => tokenType === 'bearer');
  if (bearer) return off(`token_type of ${bearer.appId}: bearer`);
  const page = when(portal.desktopKey === 'required', `desktop_key: ${portal.desktopKey}`);
  const rest = when(portal.dpopBound, `dpop_bound_access_tokens: ${String(portal.dpopBound)}`);
  if (!hasPage(portal)) return rest;
  return page.status === 'in_force' && hasOtherWays(portal) ? rest : page;
};

/** A request that is sent to a person has no browser whose network could be looked at. */
const networks: Judge = ({ portal }) => {
  if (portal.networks === undefined) return off('networks');
  return portal.startedBy.includes('ciba') ? off('started_by: ciba (networks do not reach it)') : inForce('networks');
};

/** Whether somebody who was authenticated begins: a backend names them for `step_up`, and nothing else. */
const authenticatedFirst: Judge = ({ portal: { purposes } }) => {
  if (!purposes.includes('step_up')) return off('purposes');
  const others = purposes.filter((purpose) => purpose !== 'step_up');
  return others.length === 0
    ? inForce('purposes: step_up')
    : off(`purposes: ${others.join(', ')} (only step_up begins so)`);
};

/**
 * Whether something that the person knows is typed where the request begins, and checked. What both sides only show, as a
 * device's `user_code` and a `binding_message`, is compared and not entered.
 */
const boundRequest: Judge = ({ portal: { startedBy, needsRequestCode } }) => {
  const isRequest = startedBy.includes('ciba');
  if (!isRequest) return off('started_by has no ciba');
  if (!needsRequestCode) return off('backchannel_user_code_parameter: false; binding_message is compared alone');
  const others = startedBy.filter((starter) => starter !== 'ciba');
  return others.length === 0
    ? inForce('backchannel_user_code_parameter')
    : off(`started_by: ${others.join(', ')}; backchannel_user_code_parameter is for requests alone`);
};

/** The seventeen mitigations of the best current practice for cross-device flows. */
export const CROSS_DEVICE: RequirementSet = {
  source: 'RFC 10027 §6.1',
  title: { zh: '跨设备流程的防护措施', en: 'Mitigations of cross-device flows' },
  requirements: [
    {
      id: '6.1.1',
      title: { zh: '判断两台设备是否在一处', en: 'Establish proximity' },
      judge: nearness,
      shownBy: [
        'test/flows/risk.spec.ts: a victim in another country is refused',
        'test/flows/risk.spec.ts: a relay is late again and again',
        'src/risk/risk-judge.spec.ts: A policy',
      ],
    },
    {
      id: '6.1.2',
      title: { zh: '短时有效的代码', en: 'Short-lived, time-bound codes' },
      judge: ({ portal }) =>
        portal.startedBy.includes('device')
          ? inForce('always; the code of a device stands still for five minutes')
          : always(),
      shownBy: [
        'test/contract/redis.spec.ts: ends after ten minutes',
        'test/attack/attack.spec.ts: screenshot-later',
        'test/flows/device-grant.spec.ts: §3.2 shows a code that stands still',
      ],
    },
    {
      id: '6.1.3',
      title: { zh: '只能使用一次的代码', en: 'One-time codes' },
      judge: always,
      shownBy: ['test/conformance/once.spec.ts', 'test/attack/attack.spec.ts: double-scan'],
    },
    {
      id: '6.1.4',
      title: { zh: '不重复的代码', en: 'Unique codes' },
      judge: always,
      shownBy: ['test/attack/attack.spec.ts: predictable-id', 'test/attack/attack.spec.ts: client-chosen-id'],
    },
    {
      id: '6.1.5',
      title: { zh: '便于邮件和消息系统过滤', en: 'Content that filters can know' },
      judge: always,
      shownBy: ['test/house/security-page.spec.ts: filter'],
    },
    {
      id: '6.1.6',
      title: { zh: '发现之后能够补救', en: 'Detect and remediate' },
      judge: ({ portal }) => when(portal.backchannelLogoutUri !== undefined, 'backchannel_logout_uri'),
      shownBy: [
        'test/flows/desktops.spec.ts: not me',
        'test/flows/logout.spec.ts: on the phone',
        'test/attack/attack.spec.ts: blocked-key',
      ],
    },
    {
      id: '6.1.7',
      title: { zh: '只允许可信的设备发起', en: 'Trusted devices' },
      judge: ({ portal }) => when(portal.trustedDesktops.length > 0, 'trusted_desktops'),
      shownBy: ['test/flows/desktop-key.spec.ts: trusts certain computers'],
    },
    {
      id: '6.1.8',
      title: { zh: '只允许从可信的网络发起', en: 'Trusted networks' },
      judge: networks,
      shownBy: ['test/flows/risk.spec.ts: keeps to its networks'],
    },
    {
      id: '6.1.9',
      title: { zh: '缩小权限范围', en: 'Limited scopes' },
      judge: limits,
      shownBy: ['test/flows/risk.spec.ts: what the policy limits', 'src/risk/risk-judge.spec.ts: A policy'],
    },
    {
      id: '6.1.10',
      title: { zh: '短时有效的令牌', en: 'Short-lived tokens' },
      judge: briefTokens,
      shownBy: [
        'test/flows/token-life.spec.ts: dead after ten minutes',
        'test/flows/token-life.spec.ts: are for portals that registered for them',
        'test/flows/risk.spec.ts: what the policy limits',
      ],
    },
    {
      id: '6.1.11',
      title: { zh: '频率限制', en: 'Rate limits' },
      judge: always,
      shownBy: ['test/flows/limits.spec.ts', 'test/attack/attack.spec.ts: poll-flood'],
    },
    {
      id: '6.1.12',
      title: { zh: '与密钥绑定的令牌', en: 'Sender-constrained tokens' },
      judge: boundTokens,
      shownBy: [
        'test/flows/desktop-key.spec.ts: is proved with every call',
        'test/flows/desktop-key.spec.ts: binds the result',
        'test/flows/device-grant.spec.ts: RFC 9449 §5',
        'src/phone/phone.guard.spec.ts: knows no way down',
        'test/attack/attack.spec.ts: stolen-desktop-token',
        'test/attack/attack.spec.ts: replayed-page-proof',
        'test/attack/attack.spec.ts: stale-nonce',
      ],
    },
    {
      id: '6.1.13',
      title: { zh: '告诉人们什么时候可以扫码', en: 'User education' },
      judge: always,
      shownBy: ['test/flows/plain-camera.spec.ts: says which app to use'],
    },
    {
      id: '6.1.14',
      title: {
        zh: '没有取得“是谁、为什么、会怎样”的说明就不能同意',
        en: 'No consent without the view of who, why and what follows',
      },
      judge: () => inForce('always; how it is shown is the app’s'),
      shownBy: [
        'test/flows/bad-input.spec.ts: cannot approve what it did not scan',
        'test/flows/receipts.spec.ts: of somebody who was not shown the view',
        'test/flows/risk.spec.ts: the person is told where the computer is',
      ],
    },
    {
      id: '6.1.15',
      title: { zh: '先认证，再发起', en: 'Authenticate, then initiate' },
      judge: authenticatedFirst,
      shownBy: [
        'test/flows/bound.spec.ts: for nobody else',
        'test/flows/bound.spec.ts: is started by nobody but a backend',
      ],
    },
    {
      id: '6.1.16',
      title: { zh: '验证请求由本人发起（校验码）', en: 'Request initiation verification (check code)' },
      judge: ({ portal }) => (hasPage(portal) ? ruledBy(portal, ['check']) : notApplicable('started_by has no page')),
      shownBy: [
        'test/flows/check-code.spec.ts',
        'test/flows/check-code-misses.spec.ts',
        'test/flows/risk.spec.ts: must be told the digits',
        'test/attack/attack.spec.ts: check-code-guessing',
      ],
    },
    {
      id: '6.1.17',
      title: { zh: '用带外信息绑定请求', en: 'Request binding with out-of-band data' },
      judge: boundRequest,
      shownBy: [
        'test/flows/ciba.spec.ts: must know the person’s code',
        'test/flows/ciba.spec.ts: five wrong codes for one person',
      ],
    },
  ],
};
