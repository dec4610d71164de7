import type { ProblemCode } from '@saoma/protocol';
import { refused, type Refused } from './outcome.js';
import type { Refusal } from './step.js';

/**
 * How the store's reasons are told. They are richer than the codes on purpose: a probe that finds no session and
 * one that proves nothing get the same answer.
 */
const CODES: Record<Refusal['reason'], ProblemCode> = {
  missing: 'session_not_found',
  wrong_proof: 'session_not_found',
  stale_frame: 'qr_stale',
  terminal: 'session_over',
  expired: 'expired_token',
  claimed: 'claimed_by_another',
  untrusted: 'app_not_trusted',
  not_bound: 'not_for_you',
  already_counted: 'already_approved',
  not_alone: 'invalid_transition',
  insufficient: 'insufficient_user_authentication',
  identity: 'identity_required',
  risk: 'risk_refused',
  misused: 'expired_token',
  too_soon: 'slow_down',
  wrong_state: 'invalid_transition',
  too_often: 'invalid_transition',
  wrong_secret: 'check_code_wrong',
  exists: 'server_error',
};

/** A store's refusal as it is told to whoever asked. */
export function tell(refusal: Refusal): { readonly ok: false } & Refused {
  return refused(CODES[refusal.reason], {
    ...('state' in refusal && { state: refusal.state }),
    ...('triesLeft' in refusal && { triesLeft: refusal.triesLeft }),
    ...('waitMs' in refusal && { retryAfterMs: refusal.waitMs }),
  });
}
