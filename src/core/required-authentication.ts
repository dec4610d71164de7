import type { AmrValue, RequiredAuthentication } from '@saoma/protocol';
import { type Outcome, refused } from './outcome.js';
import type { SessionStore } from './ports.js';
import type { SessionRecord } from './session-record.js';
import type { StepInput } from './step.js';
import { TRANSITIONS } from './transitions.js';

/** How the person must have been verified, where the portal demands anything. @see RFC 9470 §3 */
export function requiredBy({ required_amr, required_acr, max_age }: SessionRecord): RequiredAuthentication | undefined {
  if (required_amr === undefined && required_acr === undefined && max_age === undefined) return undefined;
  return {
    ...(required_amr !== undefined && { amr: required_amr.split(' ') as AmrValue[] }),
    ...(required_acr !== undefined && { acr: required_acr.split(' ') }),
    ...(max_age !== undefined && { max_age: Number(max_age) }),
  };
}

/**
 * An approval without the factor that is demanded: gives the person time to be verified, lets the desktop know what it waits
 * for, and refuses with `insufficient_user_authentication`.
 * @see RFC 9470 §3
 */
export async function fallShort(
  sessions: Pick<SessionStore, 'apply' | 'read'>,
  approval: Pick<StepInput, 'sessionId' | 'claim' | 'proof'>,
): Promise<Outcome<never>> {
  const refusal = 'insufficient_user_authentication';
  const reply = await sessions.apply(TRANSITIONS.fall_short, { ...approval, set: { refused: refusal } });
  const snapshot = reply.outcome === 'refused' ? await sessions.read(approval.sessionId) : reply;
  return refused(refusal, snapshot ? { required: requiredBy(snapshot.record) ?? {} } : {});
}
