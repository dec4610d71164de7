import type { LockEntry } from '../core/audit.js';
import type { PersonView, SessionTrail } from '../core/operator-broker.js';
import type { OperatorAct } from '../core/ports.js';
import type { DesktopAnswer, EndedAnswer, LockEntryAnswer, SubjectAnswer, TrailAnswer } from './operator.answers.js';

const at = (atMs: number): string => new Date(atMs).toISOString();

/** `act: {…}` where somebody did it. */
function by(act: OperatorAct | undefined): { act?: { operator: string; reason: string } } {
  return act ? { act: { operator: act.operatorId, reason: act.reason } } : {};
}

const lockEntryView = ({ event, outcome, atMs, act }: LockEntry): LockEntryAnswer => ({
  event,
  outcome: outcome ?? 'applied',
  at: at(atMs),
  ...by(act),
});

export function subjectView({ subject, standing, audit }: PersonView): SubjectAnswer {
  const { failures, factorLock, operatorLock } = standing;
  return {
    subject,
    locked: Boolean(factorLock ?? operatorLock),
    failures,
    ...(factorLock && { factor_lock: 'remainingMs' in factorLock ? { remaining_ms: factorLock.remainingMs } : {} }),
    ...(operatorLock && {
      operator_lock: { operator: operatorLock.operatorId, reason: operatorLock.reason, at: at(operatorLock.atMs) },
    }),
    audit: audit.map(lockEntryView),
  };
}

export function desktopView({ subject, standing, audit }: PersonView): DesktopAnswer {
  const { blockedMs, operatorLock } = standing;
  return {
    desktop: subject,
    blocked: (blockedMs ?? operatorLock) !== undefined,
    ...(blockedMs !== undefined && !operatorLock && { remaining_ms: blockedMs }),
    audit: audit.map(lockEntryView),
  };
}

export function trailView({ sessionId, state, snapshot, computer, receipts, audit }: SessionTrail): TrailAnswer {
  const record = snapshot?.record;
  const subject = record?.subject ?? audit.find((entry) => entry.subject !== undefined)?.subject;
  return {
    session_id: sessionId,
    state,
    ...(record?.reason !== undefined && { reason: record.reason }),
    client_id: record?.client_id ?? audit[0]?.clientId ?? '',
    ...(record && { purpose: record.purpose }),
    ...(subject !== undefined && { subject }),
    ...(record?.person !== undefined && { person: record.person }),
    receipts,
    ...(computer !== undefined && { desktop: computer }),
    audit: audit.map((entry) => ({
      event: entry.event,
      outcome: entry.outcome,
      from: entry.from,
      to: entry.to,
      at: at(entry.atMs),
      ...(entry.app !== undefined && { app: entry.app }),
      ...(entry.person !== undefined && { person: entry.person }),
      ...(entry.reason !== undefined && { reason: entry.reason }),
      ...(entry.facts && { facts: entry.facts }),
      ...by(entry.act),
    })),
  };
}

export function endedView({ record }: NonNullable<SessionTrail['snapshot']>): EndedAnswer {
  return {
    session_id: record.session_id,
    state: record.state,
    ...(record.reason !== undefined && { reason: record.reason }),
  };
}
