import { type PhoneClient, PhoneError } from '@saoma/mobile';
import type { Consent, Decision, ScanOutcome } from '@saoma/protocol';
import type { Account } from './account.js';
import { passCheck } from './check.js';
import { choiceMade, type Decided, forgetChoice, rememberChoice } from './choice.js';
import { askConsent } from './consent.screen.js';
import { endingOf } from './ending.js';
import { type Next, tellOutcome } from './outcome.js';
import { showWorking } from './result.screen.js';
import { askVerification } from './verify.screen.js';

/**
 * Asks, unless the person has said already; sends what they said; tells what came of it. Answers what the person wants to
 * see next.
 */
export async function settle(phone: PhoneClient, account: Account, view: Consent): Promise<Next> {
  const made = choiceMade();
  const choice = made?.view.session_id === view.session_id ? made.choice : await askConsent(view, account.person);
  if (choice === 'expired') return tellOutcome(phone, { ending: 'expired', view });
  const decision = await carryOut(phone, account, { choice, view });
  const { approvals } = decision;
  const { state, reason } = await passCheck(phone, decision, view);
  const ending = endingOf(state, reason ?? (choice.kind === 'deny' ? choice.reason : undefined));
  const next = await tellOutcome(phone, { ending, approvals, view });
  forgetChoice();
  return next;
}

/** Tells what came of a decision that was made before a reload. */
export async function tellDecided(phone: PhoneClient, outcome: ScanOutcome, { view }: Decided): Promise<Next> {
  const { state, reason } = await passCheck(phone, outcome, view);
  const next = await tellOutcome(phone, { ending: endingOf(state, reason), view });
  forgetChoice();
  return next;
}

/**
 * Sends what the person said. Where the portal wants them verified more strongly or more freshly than they are, verifies
 * them and sends it again, with a token that tells of it (RFC 9470 §4). Who does not want to be verified has declined.
 */
async function carryOut(phone: PhoneClient, account: Account, decided: Decided): Promise<Decision> {
  rememberChoice(decided);
  showWorking();
  try {
    return await send(phone, decided);
  } catch (error) {
    if (!(error instanceof PhoneError) || error.code !== 'insufficient_user_authentication') throw error;
  }
  if (!(await askVerification(account))) {
    return carryOut(phone, account, { ...decided, choice: { kind: 'deny', reason: 'declined' } });
  }
  showWorking();
  return send(phone, decided);
}

function send(phone: PhoneClient, { view, choice }: Decided): Promise<Decision> {
  if (choice.kind === 'deny') return phone.deny(view, choice.reason);
  return phone.approve(view, { identity: choice.identity });
}
