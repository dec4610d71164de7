import type { Life, Transition } from './transition.js';

/** How far the clock of an app may be off. */
const APP_CLOCK_TOLERANCE_MS = 30_000;

export const CLAIM = ['app', 'person', 'phone_key'] as const;
/** What a claim was weighed to be. */
export const VERDICT = ['nearness', 'risk', 'risk_reasons', 'check', 'limited', 'confirm'] as const;
export const OVER: Life = { from: 'over', ms: 0 };

/** The first scan owns the session, however the phone came to it. */
export const CLAIMING = {
  from: ['pending'],
  to: 'scanned',
  repeat: { done: 'did_scan', by: CLAIM },
  claim: CLAIM,
  within: [
    { field: 'app', list: 'trusted_apps', reason: 'untrusted' },
    { field: 'known_as', list: 'bound_to', reason: 'not_bound' },
  ],
  once: { field: 'person', list: 'approvers' },
  // A claim that was not weighed, or that the policy refuses, comes without it.
  demands: [{ given: 'client_id', list: 'client_id', reason: 'risk' }],
  // Of an approver before: it stands with what they brought.
  clears: ['refused', 'receipt'],
  life: { from: 'now', ms: 120_000 },
  durable: true,
} as const satisfies Partial<Transition>;

/** What an approval must bring, of one person or of each of several. */
export const APPROVING = {
  from: ['scanned'],
  claim: CLAIM,
  once: { field: 'person', list: 'approvers' },
  demands: [
    { given: 'identity_type', list: 'identity_types', reason: 'identity' },
    { given: 'amr', list: 'required_amr', reason: 'insufficient' },
    { given: 'acr', list: 'required_acr', reason: 'insufficient' },
  ],
  fresh: { given: 'auth_time', maxAge: 'max_age', toleranceMs: APP_CLOCK_TOLERANCE_MS },
  durable: true,
} as const satisfies Partial<Transition>;
