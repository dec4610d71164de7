import { PhoneClient, PhoneError, type PhoneErrorCode } from '@saoma/mobile';
import type { Consent, Decision, ScanOutcome } from '@saoma/protocol';
import { Account } from './account.js';
import { forgetAttempt, rememberAttempt, unfinishedAttempt } from './attempt.js';
import { askConsent } from './consent.screen.js';
import { askWish } from './home.screen.js';
import { showWorking, tellEnding, tellProblem } from './result.screen.js';
import { scanPicture } from './scan.screen.js';
import { askPerson } from './sign-in.screen.js';
import { type Ending, inLanguage, texts } from './texts.js';

/** After these the attempt may still be alive, and the same call may be made again. */
const UNSETTLED: readonly PhoneErrorCode[] = [
  'network',
  'temporarily_unavailable',
  'slow_down',
  'server_error',
  'unexpected_answer',
];
/** After these the broker knows how the attempt ended, which reads better than a refusal. */
const ENDED: readonly PhoneErrorCode[] = ['session_over', 'expired_token'];
/** The app's token or key is no longer accepted. */
const SIGNED_OUT: readonly PhoneErrorCode[] = ['invalid_token', 'invalid_dpop_proof'];

/** What the home screen must say about the way that was tried last. */
let notice: string | undefined;

for (;;) await round();

/** From wherever the person stands to the end of one attempt, or of one step towards it. */
async function round(): Promise<void> {
  const account = await Account.restore();
  if (!account) return signIn();
  const phone = new PhoneClient({
    broker: location.origin,
    fetch: (url, request) => fetch(url, request),
    accessToken: () => account.accessToken(),
    proof: (method, url, token) => account.proof(method, url, token),
  });
  try {
    const view = (await resume(phone)) ?? (await scan(phone, account));
    if (view) await settle(phone, account, view);
  } catch (error) {
    await mend(error, account);
  }
}

async function signIn(): Promise<void> {
  const person = await askPerson();
  try {
    await Account.signIn(person);
  } catch {
    await tellProblem(texts.backendFailed, 'backend', false);
  }
}

/** An attempt that was under way before a reload or a lost answer. */
async function resume(phone: PhoneClient): Promise<Consent | ScanOutcome | undefined> {
  const attempt = unfinishedAttempt();
  if (!attempt) return undefined;
  showWorking();
  return phone.read(attempt.sessionId);
}

async function scan(phone: PhoneClient, account: Account): Promise<Consent | undefined> {
  const wish = await askWish(account.person, notice);
  notice = undefined;
  if (wish.kind === 'sign_out') {
    await account.signOut();
    return undefined;
  }
  const found = wish.kind === 'text' ? wish : await scanPicture(wish.kind, phone);
  if (!found) return undefined;
  if ('notice' in found) {
    notice = found.notice;
    return undefined;
  }
  showWorking();
  const consent = await phone.scan(found.text);
  rememberAttempt({ sessionId: consent.session_id });
  return consent;
}

/** Asks, unless the person has said already; sends what they said; tells what came of it. */
async function settle(phone: PhoneClient, account: Account, view: Consent | ScanOutcome): Promise<void> {
  let outcome: ScanOutcome | Decision = view;
  if ('consent_nonce' in view) {
    const choice = unfinishedAttempt()?.choice ?? (await askConsent(view, account.person));
    if (choice === 'expired') return end('expired');
    rememberAttempt({ sessionId: view.session_id, choice });
    showWorking();
    outcome = await (choice === 'approve' ? phone.approve(view) : phone.deny(view, choice));
  }
  return end(
    endingOf(outcome, unfinishedAttempt()?.choice),
    'portal' in view ? inLanguage(view.portal.names) : undefined,
  );
}

async function end(ending: Ending, portalName?: string): Promise<void> {
  forgetAttempt();
  await tellEnding(ending, portalName);
}

function endingOf({ state, ...rest }: ScanOutcome | Decision, choice: string | undefined): Ending {
  switch (state) {
    case 'approved':
    case 'redeemed':
      return 'approved';
    case 'denied':
      return choice === 'not_me' || ('reason' in rest && rest.reason === 'not_me') ? 'not_me' : 'declined';
    case 'cancelled':
      return 'cancelled';
    case 'expired':
      return 'expired';
    case 'pending':
    case 'scanned':
    case 'checking':
      return 'elsewhere';
  }
}

/** Tells what went wrong, and leaves everything so that the next round begins in the right place. */
async function mend(error: unknown, account: Account): Promise<void> {
  const code = error instanceof PhoneError ? error.code : 'backend';
  if (code !== 'backend' && ENDED.includes(code) && unfinishedAttempt()) return;
  const text = error instanceof PhoneError ? inLanguage(error.tell) : texts.backendFailed;
  const unsettled = code === 'backend' || UNSETTLED.includes(code);
  if (!unsettled) forgetAttempt();
  await tellProblem(text, code, unfinishedAttempt() !== undefined);
  if (code !== 'backend' && SIGNED_OUT.includes(code)) await account.signOut();
}
