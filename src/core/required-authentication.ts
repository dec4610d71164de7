import type { AmrValue, RequiredAuthentication } from '@saoma/protocol';
import type { SessionRecord } from './session-record.js';

/** How the person must have been verified, where the portal demands anything. @see RFC 9470 §3 */
export function requiredBy({ required_amr, required_acr, max_age }: SessionRecord): RequiredAuthentication | undefined {
  if (required_amr === undefined && required_acr === undefined && max_age === undefined) return undefined;
  return {
    ...(required_amr !== undefined && { amr: required_amr.split(' ') as AmrValue[] }),
    ...(required_acr !== undefined && { acr: required_acr.split(' ') }),
    ...(max_age !== undefined && { max_age: Number(max_age) }),
  };
}
