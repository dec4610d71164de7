import { PhoneClient, PhoneError } from '@saoma/mobile';
import type { Consent, ScanOutcome } from '@saoma/protocol';
import { Account, Locked } from './account.js';
import { startOverOnArrival, takeArrival } from './arrival.js';
import { choiceMade, type Decided, forgetChoice } from './choice.js';
import { failureOf } from './failure.js';
import { askWish, type Notice, type Wish } from './home.screen.js';
import { showWorking, tellProblem } from './result.screen.js';
import { scanPicture } from './scan.screen.js';
import { settle, tellDecided } from './settle.js';
import { installShell } from './shell.js';
import { askPerson } from './sign-in.screen.js';
import { texts } from './texts.js';
import { askUnlock } from './unlock.screen.js';

/** The code to claim next: what the app was opened with, or what the person gave it; kept until that has succeeded. */
let wanted = takeArrival();
/** What the home screen must say about the way that was tried last. */
let notice: Notice | undefined;

startOverOnArrival();
installShell();
for (;;) await round();

/** From wherever the person stands to the end of one attempt, or of one step towards it. */
async function round(): Promise<void> {
  const account = await Account.restore();
  if (!account) return signIn();
  if (account.isLocked) return askUnlock(account);
  const phone = new PhoneClient({
    broker: location.origin,
    fetch: (url, request) => fetch(url, request),
    accessToken: () => account.accessToken(),
    proof: (method, url, token) => account.proof(method, url, token),
  });
  try {
    if (wanted !== undefined) {
      const view = await claim(phone, wanted);
      if (view) await settle(phone, account, view);
      return;
    }
    const made = choiceMade();
    const outcome = made && (await decided(phone, made));
    if (outcome && !('consent_nonce' in outcome)) {
      await tellDecided(phone, outcome, made);
      return;
    }
    const view = outcome ?? (await undecided(phone));
    if (view) await settle(phone, account, view);
    else await askForCode(phone, account);
  } catch (error) {
    await mend(error, account);
  }
}

async function signIn(): Promise<void> {
  const person = await askPerson();
  try {
    await Account.signIn(person);
  } catch (error) {
    await tellProblem(failureOf(error), false);
  }
}

/** Claims what the code stands for; nothing if the person did not want to wait for it, or has to type it anew. */
async function claim(phone: PhoneClient, text: string): Promise<Consent | undefined> {
  const left = new AbortController();
  showWorking(() => left.abort());
  try {
    const consent = await phone.scan(text, { signal: left.signal });
    wanted = undefined;
    return consent;
  } catch (error) {
    const { remedy, code, text: complaint } = failureOf(error);
    const isToCorrect = phone.parse(text).kind === 'user_code' && (remedy === 'correct' || code === 'slow_down');
    if (!left.signal.aborted && !isToCorrect) throw error;
    if (isToCorrect) notice = { complaint, typed: text };
    wanted = undefined;
    return undefined;
  }
}

/** What became of what the person has decided already, when a reload or a lost answer came between. */
async function decided(phone: PhoneClient, { sessionId }: Decided): Promise<Consent | ScanOutcome | undefined> {
  showWorking();
  try {
    return await phone.read(sessionId);
  } catch (error) {
    if (!(error instanceof PhoneError && error.code === 'session_not_found')) throw error;
    // Over for so long that the broker has forgotten it, and so may the phone.
    forgetChoice();
    return undefined;
  }
}

/** What this phone has claimed and nobody has decided, also when the app was closed in between. */
async function undecided(phone: PhoneClient): Promise<Consent | undefined> {
  showWorking();
  try {
    return (await phone.requests())[0];
  } catch (error) {
    const { remedy, text, code } = failureOf(error);
    if (remedy === 'sign_in' || error instanceof Locked) throw error;
    notice ??= { text, isOffline: code === 'network' };
    return undefined;
  }
}

async function askForCode(phone: PhoneClient, account: Account): Promise<void> {
  const locked = account.whenLocked().then((): Wish => ({ kind: 'again' }));
  const wish = await Promise.race([askWish(account, phone, notice), locked]);
  notice = undefined;
  switch (wish.kind) {
    case 'again':
      return;
    case 'sign_out':
      return account.signOut();
    case 'turn_on_quick_unlock':
      showWorking();
      if ((await account.turnOnQuickUnlock()) !== 'unlocked') notice = { text: texts.quickUnlockIsOff };
      return;
    case 'text':
      wanted = wish.text;
      return;
    case 'camera':
    case 'screen': {
      const seen = await scanPicture(wish.kind, phone);
      if (seen && 'notice' in seen) notice = { text: seen.notice };
      else wanted = seen?.text;
    }
  }
}

/** Tells what went wrong, and leaves everything so that the next round begins in the right place. */
async function mend(error: unknown, account: Account): Promise<void> {
  if (error instanceof Locked) return;
  const failure = failureOf(error);
  const isDecided = choiceMade() !== undefined;
  if (failure.remedy === 'read' && isDecided && wanted === undefined) return;
  const isUnderWay = wanted !== undefined || isDecided;
  const goesOn = await tellProblem(failure, failure.remedy === 'again' && isUnderWay);
  if (!goesOn) {
    wanted = undefined;
    forgetChoice();
  }
  if (failure.remedy === 'sign_in') await account.signOut();
}
