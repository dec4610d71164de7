import type {
  ApprovingApp,
  Consent,
  LocalizedText,
  Purpose,
  RiskReason,
  ScanOutcome,
  SentRequest,
} from '@saoma/protocol';
import { approvalsOf } from '../core/approvals.js';
import { endReason, remainingMs } from '../core/follow.js';
import type { Scanned } from '../core/scanned.js';
import type { App, Portal } from '../core/ports.js';
import { requiredBy } from '../core/required-authentication.js';
import type { Sent } from '../core/sent-requests.js';
import { describeDesktop } from './desktop-summary.js';
import { effectText } from './effect-text.js';

/** What an approval would do, in words. The phone shows it next to the portal's name and domain. */
const PURPOSE_TEXTS: Readonly<Record<Purpose, LocalizedText>> = {
  login: { zh: '登录网站', en: 'Sign in to a website' },
  step_up: { zh: '再次确认是您本人操作', en: 'Confirm once more that it is you' },
  verify: { zh: '为办理一项业务核实身份，不会登录', en: 'Prove who you are for one task, without signing in' },
};

/** What the person sees before deciding. Who asks and where it leads comes from the registry, never from the request. */
export function consentView(scanned: Scanned): Consent {
  const { snapshot, portal, sub, app, identities, consentNonce, computer, place, userCode, state, rev } = scanned;
  const { record, nowMs } = snapshot;
  const required = requiredBy(record);
  const approvals = approvalsOf(record);
  return {
    session_id: record.session_id,
    rev,
    state,
    client_id: portal.clientId,
    portal: describePortal(portal),
    sub,
    purpose: record.purpose,
    purpose_text: PURPOSE_TEXTS[record.purpose],
    ...(record.text !== undefined && { text: record.text }),
    app: describeApp(app),
    ...(required && { required }),
    identities,
    ...(approvals && { approvals }),
    via: record.via ?? 'qr',
    flow: record.flow ?? 'code',
    ...(userCode !== undefined && { user_code: userCode }),
    ...(record.binding_message !== undefined && { binding_message: record.binding_message }),
    desktop: {
      ...describeDesktop(record),
      ...(place && { place }),
      known: computer,
      started_ms_ago: Math.max(0, nowMs - Number(record.created_at)),
    },
    nearness: {
      verdict: record.nearness ?? 'unknown',
      reasons: (record.risk_reasons?.split(' ') ?? []) as readonly RiskReason[],
    },
    ...(record.scan_age_ms !== undefined && { scan_age_ms: Number(record.scan_age_ms) }),
    effect_text: effectText(record, portal),
    consent_nonce: consentNonce,
    expires_in_ms: remainingMs(snapshot),
  };
}

/** What a portal sent, before the person opens it: who asks and for what, and nothing to decide with. */
export function sentView({ snapshot, portal }: Sent): SentRequest {
  const { session_id, purpose, binding_message } = snapshot.record;
  return {
    session_id,
    portal: describePortal(portal),
    purpose,
    purpose_text: PURPOSE_TEXTS[purpose],
    ...(binding_message !== undefined && { binding_message }),
    expires_in_ms: remainingMs(snapshot),
  };
}

/** What became of it, once there is nothing left to decide. */
export function outcomeView({ snapshot, state, rev, checkCode }: Scanned): ScanOutcome {
  const reason = endReason(snapshot);
  return {
    session_id: snapshot.record.session_id,
    rev,
    state,
    expires_in_ms: remainingMs(snapshot),
    ...(checkCode !== undefined && { check_code: checkCode }),
    ...(reason !== undefined && { reason }),
  };
}

export function describePortal({ names, logo, domain }: Portal): Consent['portal'] {
  return { names, domain, ...(logo !== undefined && { logo }) };
}

function describeApp({ names, channel, host }: App): ApprovingApp {
  return { names, channel, ...(host && { host }) };
}
