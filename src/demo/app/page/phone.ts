import { PhoneClient, PhoneError } from '@saoma/mobile';
import type { Consent, PendingRequests, ScanOutcome } from '@saoma/protocol';
import { Account, Locked } from './account.js';
import { startOverOnArrival, takeArrival } from './arrival.js';
import { choiceMade, type Decided, forgetChoice } from './choice.js';
import { lookAtDesktops } from './desktops.js';
import { failureOf } from './failure.js';
import { askWish, type Notice, type Wish } from './home.screen.js';
import type { Next } from './outcome.js';
import { forgetPushes } from './pushes.js';
import { askRequestCode } from './request-code.screen.js';
import { requestTexts } from './requests.texts.js';
import { showWorking, tellProblem } from './result.screen.js';
import { scanPicture } from './scan.screen.js';
import { settle, tellDecided } from './settle.js';
import { installShell } from './shell.js';
import { askPerson } from './sign-in.screen.js';
import { texts } from './texts.js';
import { askUnlock } from './unlock.screen.js';

/** The code to claim next: what the app was opened with, or what the person gave it; kept until that has succeeded. */
let wanted = takeArrival();
/** A request that was sent to the person, to open next. */
let sentId: string | undefined;
/** Where the person is while nothing is asked of them. */
let place: Next | 'request-code' = 'home';
/** What must be said there about what was tried last. */
let notice: Notice | undefined;

const PLACES = { desktops, 'request-code': requestCode } as const;

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
    proof: (...about) => account.proof(...about),
    signer: account.signer,
  });
  try {
    if (wanted !== undefined || sentId !== undefined) {
      const view = await (sentId === undefined ? claim(phone, wanted ?? '') : openSent(phone, sentId));
      if (view) place = await settle(phone, account, view);
      return;
    }
    const made = choiceMade();
    const outcome = made && (await decided(phone, made));
    if (outcome && !('consent_nonce' in outcome)) {
      place = await tellDecided(phone, outcome, made);
      return;
    }
    if (!outcome && place !== 'home') {
      await PLACES[place](phone, account);
      return;
    }
    const { requests, sent } = outcome ? { requests: [outcome], sent: [] } : await pending(phone);
    const [view] = requests;
    if (view) place = await settle(phone, account, view);
    else await askForCode(phone, account, sent);
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

/** Claims what was sent to the person; nothing if they did not want to wait for it. */
async function openSent(phone: PhoneClient, sessionId: string): Promise<Consent | undefined> {
  const left = new AbortController();
  showWorking(() => left.abort());
  try {
    return await phone.open(sessionId, { signal: left.signal });
  } catch (error) {
    if (!left.signal.aborted) throw error;
    return undefined;
  } finally {
    sentId = undefined;
  }
}

/** What became of what the person has decided already, when a reload or a lost answer came between. */
async function decided(phone: PhoneClient, { view }: Decided): Promise<Consent | ScanOutcome | undefined> {
  showWorking();
  try {
    return await phone.read(view.session_id);
  } catch (error) {
    if (!(error instanceof PhoneError && error.code === 'session_not_found')) throw error;
    // Over for so long that the broker has forgotten it, and so may the phone.
    forgetChoice();
    return undefined;
  }
}

/** What this phone has claimed and nobody has decided, also when the app was closed in between; and what was sent. */
async function pending(phone: PhoneClient): Promise<PendingRequests> {
  showWorking();
  try {
    return await phone.requests();
  } catch (error) {
    const { remedy, text, code } = failureOf(error);
    if (remedy === 'sign_in' || error instanceof Locked) throw error;
    notice ??= { text, isOffline: code === 'network' };
    return { requests: [], sent: [] };
  }
}

/** Shows the computers that are signed in until the person leaves them. */
async function desktops(phone: PhoneClient, account: Account): Promise<void> {
  const told = notice && 'done' in notice ? notice.done : undefined;
  notice = undefined;
  const looked = await lookAtDesktops(phone, told, account.whenLocked());
  if (looked === 'left') place = 'home';
  else if (looked.notice !== undefined) notice = { done: looked.notice };
}

/** Has the person choose the code without which certain sites send no requests. */
async function requestCode(phone: PhoneClient, account: Account): Promise<void> {
  const wish = await Promise.race([askRequestCode(), account.whenLocked()]);
  if (wish) {
    showWorking();
    await phone.chooseRequestCode(wish.code);
    notice = { done: wish.code === null ? requestTexts.cleared : requestTexts.saved };
  }
  place = 'home';
}

async function askForCode(phone: PhoneClient, account: Account, sent: PendingRequests['sent']): Promise<void> {
  const locked = account.whenLocked().then((): Wish => ({ kind: 'again' }));
  const wish = await Promise.race([askWish(account, phone, { notice, sent }), locked]);
  notice = undefined;
  switch (wish.kind) {
    case 'again':
      return;
    case 'sign_out':
      showWorking();
      await forgetPushes(phone);
      return account.signOut();
    case 'desktops':
      place = 'desktops';
      return;
    case 'request_code':
      place = 'request-code';
      return;
    case 'open':
      sentId = wish.sessionId;
      return;
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
  const isUnderWay = wanted !== undefined || isDecided || place === 'desktops';
  const goesOn = await tellProblem(failure, failure.remedy === 'again' && isUnderWay);
  if (!goesOn) {
    wanted = undefined;
    place = 'home';
    forgetChoice();
  }
  if (failure.remedy === 'sign_in') await account.signOut();
}
