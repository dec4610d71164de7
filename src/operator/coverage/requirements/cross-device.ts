import type { PolicyAction, PolicyRule, Portal } from '../../../core/ports.js';
import {
  always,
  type Finding,
  inForce,
  type Judge,
  notApplicable,
  off,
  type RequirementSet,
  when,
} from '../requirement.js';

/** The first rule of the policy that leads to this. */
function ruleFor({ policy }: Portal, action: PolicyAction): Finding {
  const rule = policy.find(({ then }) => then === action);
  return rule ? inForce(`policy: ${described(rule)}`) : off('policy');
}

/** `nearness far, computer new → check` */
function described({ when: conditions, then }: PolicyRule): string {
  const names = Object.entries(conditions).map(
    ([name, values]) => `${name} ${('ranges' in values ? values.ranges : values).join(' ')}`,
  );
  return `${names.join(', ')} → ${then}`;
}

/** Whether who is not near is held up by any rule. Without a file that says where addresses are nobody is ever far. */
const nearness: Judge = ({ portal, deployment }) => {
  const rule = portal.policy.find(
    ({ when: { nearness: judged = [] }, then }) => then !== 'allow' && judged.some((verdict) => verdict !== 'near'),
  );
  if (!rule) return off('policy');
  const needsPlaces = !rule.when.nearness?.includes('unknown');
  return needsPlaces && !deployment.places ? off('GEOIP_FILE') : inForce(`policy: ${described(rule)}`);
};

const hasPage = ({ startedBy }: Portal): boolean =>
  startedBy.some((starter) => starter === 'page' || starter === 'backend' || starter === 'redirect');

/** Whether what a sign-in gives runs out soon. */
const briefTokens: Judge = ({ portal }) => {
  if (!portal.refreshTokens) return inForce('refresh_tokens: false');
  const limited = ruleFor(portal, 'limit');
  return limited.status === 'in_force' ? limited : off('refresh_tokens: true');
};

/** Whether phone and page, or the portal where there is no page, prove a key. */
const boundTokens: Judge = ({ portal, apps }) => {
  const bearer = apps.find(({ tokenType }) => tokenType === 'bearer');
  if (bearer) return off(`token_type of ${bearer.appId}: bearer`);
  return hasPage(portal)
    ? when(portal.desktopKey === 'required', `desktop_key: ${portal.desktopKey}`)
    : when(portal.dpopBound, `dpop_bound_access_tokens: ${String(portal.dpopBound)}`);
};

/** Whether the person compares something that both sides show. */
const boundRequest: Judge = ({ portal }) => {
  const starters = portal.startedBy.filter((starter) => starter === 'device' || starter === 'ciba');
  return starters.length > 0
    ? inForce(`started_by: ${starters.join(', ')} (user_code, binding_message)`)
    : off('started_by has neither device nor ciba');
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
      shownBy: ['test/flows/risk.spec.ts'],
    },
    {
      id: '6.1.2',
      title: { zh: '短时有效的代码', en: 'Short-lived, time-bound codes' },
      judge: ({ portal }) =>
        hasPage(portal) ? always() : inForce('always; the code of a device stands still for five minutes'),
      shownBy: [
        'test/contract/redis.spec.ts: ends after ten minutes',
        'test/attack/attack.spec.ts: screenshot-later',
        'test/flows/device-grant.spec.ts',
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
      shownBy: ['test/flows/desktops.spec.ts: not me', 'test/flows/logout.spec.ts'],
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
      judge: ({ portal }) => when(portal.networks !== undefined, 'networks'),
      shownBy: ['test/flows/risk.spec.ts: network'],
    },
    {
      id: '6.1.9',
      title: { zh: '缩小权限范围', en: 'Limited scopes' },
      judge: ({ portal }) => ruleFor(portal, 'limit'),
      shownBy: ['test/flows/risk.spec.ts: limit'],
    },
    {
      id: '6.1.10',
      title: { zh: '短时有效的令牌', en: 'Short-lived tokens' },
      judge: briefTokens,
      shownBy: ['test/flows/token-life.spec.ts'],
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
      shownBy: ['test/flows/desktop-key.spec.ts', 'src/phone/phone.guard.spec.ts: knows no way down'],
    },
    {
      id: '6.1.13',
      title: { zh: '告诉人们什么时候可以扫码', en: 'User education' },
      judge: always,
      shownBy: ['test/flows/plain-camera.spec.ts', 'test/browser/hosted-login.spec.ts'],
    },
    {
      id: '6.1.14',
      title: {
        zh: '同意之前看清是谁、为什么、会怎样；“取消”同样醒目',
        en: 'Who, why and what follows before consent; Cancel weighs as much',
      },
      judge: always,
      shownBy: ['test/browser/phone-accessibility.spec.ts'],
    },
    {
      id: '6.1.15',
      title: { zh: '先认证，再发起', en: 'Authenticate, then initiate' },
      judge: ({ portal }) => when(portal.purposes.includes('step_up'), 'purposes: step_up'),
      shownBy: ['test/flows/bound.spec.ts'],
    },
    {
      id: '6.1.16',
      title: { zh: '验证请求由本人发起（校验码）', en: 'Request initiation verification (check code)' },
      judge: ({ portal }) => (hasPage(portal) ? ruleFor(portal, 'check') : notApplicable('started_by has no page')),
      shownBy: ['test/flows/check-code.spec.ts'],
    },
    {
      id: '6.1.17',
      title: { zh: '用带外信息绑定请求', en: 'Request binding with out-of-band data' },
      judge: boundRequest,
      shownBy: ['test/flows/device-grant.spec.ts', 'test/flows/ciba.spec.ts'],
    },
  ],
};
