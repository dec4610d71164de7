import type { AuditEntry, AuditRecord, LockEntry } from '../core/audit.js';

/** A record as sinks get it: flat, in the words of the wire. docs/operate.md has a sample. */
export type SinkRecord = { readonly id: string } & Readonly<Record<string, string | number>>;

export function sinkRecord({ id, entry }: AuditRecord): SinkRecord {
  return { id, at: new Date(entry.atMs).toISOString(), ...('sessionId' in entry ? ofSession(entry) : ofPerson(entry)) };
}

function ofSession(entry: AuditEntry): Record<string, string | number> {
  const { sessionId, event, outcome, from, to, rev, clientId, app, person, subject, act, reason, facts } = entry;
  return {
    // First, so that no fact takes the place of what says who and what.
    ...facts,
    session_id: sessionId,
    event,
    outcome,
    ...(from !== '' && { from }),
    to,
    rev,
    ...(clientId !== '' && { client_id: clientId }),
    ...(app !== undefined && { app }),
    ...(person !== undefined && { person }),
    ...(subject !== undefined && { subject }),
    ...(reason !== undefined && { reason }),
    ...(act && { operator: act.operatorId, reason: act.reason }),
  };
}

function ofPerson({ subject, event, outcome, act }: LockEntry): Record<string, string> {
  return {
    event,
    outcome: outcome ?? 'applied',
    subject,
    ...(act && { operator: act.operatorId, reason: act.reason }),
  };
}
