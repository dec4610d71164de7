import { type AuditEntry, factsOf } from '../../core/audit.js';
import type { SessionRecord } from '../../core/session-record.js';
import type { Refusal, StepInput, StepReply } from '../../core/step.js';
import type { Transition } from '../../core/transition.js';

/** Whoever is told these proved nothing: answered, and not put on record. */
const UNPROVEN: readonly Refusal['reason'][] = ['missing', 'wrong_proof', 'exists', 'not_alone'];

/** What a step puts on record, if anything. A repeat was on record the first time. */
export function auditEntry(
  row: Transition,
  input: StepInput,
  before: SessionRecord | undefined,
  reply: StepReply,
  after: SessionRecord | undefined,
  atMs: number,
): AuditEntry | undefined {
  if (reply.outcome === 'repeated') return undefined;
  if (reply.outcome === 'refused' && UNPROVEN.includes(reply.reason)) return undefined;
  const record = after ?? before;
  if (!record) return undefined;
  const { sessionId, claim, act, set } = input;
  const app = claim?.app ?? record.app;
  const person = claim?.person ?? record.person;
  const isApplied = reply.outcome === 'applied';
  const facts = isApplied ? factsOf(row, input, record) : {};
  return {
    sessionId,
    event: row.event,
    outcome: reply.outcome === 'refused' ? reply.reason : reply.outcome,
    from: before?.state ?? '',
    to: record.state,
    rev: Number(record.rev),
    atMs,
    clientId: record.client_id,
    ...(app !== undefined && { app }),
    ...(person !== undefined && { person }),
    ...(record.subject !== undefined && { subject: record.subject }),
    ...(act && { act }),
    ...(!act && isApplied && set?.reason !== undefined && { reason: set.reason }),
    ...(Object.keys(facts).length > 0 && { facts }),
  };
}
