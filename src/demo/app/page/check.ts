import { type PhoneClient, PhoneError } from '@saoma/mobile';
import type { Consent, Decision, ScanOutcome } from '@saoma/protocol';
import { askRescan, type CheckWish, showDigits } from './check.screen.js';
import { checkTexts } from './check.texts.js';
import { failureOf } from './failure.js';
import { showWorking } from './result.screen.js';
import { type Passed, scanPicture } from './scan.screen.js';

/** How a decision stands, once nothing is to be typed any more. */
export type Standing = Pick<ScanOutcome, 'state' | 'reason'>;

/**
 * While the computer asks for the digits, shows them, or scans its code once more for who cannot type; answers what came of
 * it. Anything else is answered as it is.
 *
 * @param view what was decided on. With it the approval can be taken back.
 */
export async function passCheck(
  phone: PhoneClient,
  decision: Decision | ScanOutcome,
  view: Consent,
): Promise<Standing> {
  const { session_id: sessionId, check_code: digits } = decision;
  if (decision.state !== 'checking' || digits === undefined) return decision;
  const left = new AbortController();
  const elsewhere = outcomeOf(phone, sessionId, left.signal);
  try {
    return await Promise.race([elsewhere, ask(phone, sessionId, digits, view, left.signal)]);
  } finally {
    left.abort();
  }
}

/** What became of it on the computer. */
async function outcomeOf(phone: PhoneClient, sessionId: string, signal: AbortSignal): Promise<Standing> {
  return new Promise((resolve, reject) => {
    const tell = (outcome: Standing): void => {
      if (outcome.state !== 'checking') resolve(outcome);
    };
    // What the broker no longer remembers ran out of time.
    phone.follow(sessionId, tell, { signal }).then(() => resolve({ state: 'expired' }), reject);
  });
}

async function ask(
  phone: PhoneClient,
  sessionId: string,
  digits: string,
  view: Consent,
  signal: AbortSignal,
): Promise<Standing> {
  let isScanning = false;
  let remark: string | undefined;
  let passed: Passed | undefined;
  for (;;) {
    const wish: CheckWish = await (isScanning ? askRescan(remark) : showDigits(digits));
    remark = undefined;
    isScanning = wish.kind !== 'digits';
    if (wish.kind === 'rescan' || wish.kind === 'digits') continue;
    try {
      if (wish.kind === 'deny') {
        showWorking();
        const { state } = await phone.deny(view, wish.reason);
        return { state, reason: wish.reason };
      }
      for (let isLooking = true; isLooking;) {
        const seen = await codeOf(wish, phone, passed, signal);
        if (seen === undefined || 'notice' in seen) {
          remark = seen?.notice;
          break;
        }
        showWorking();
        isLooking = false;
        try {
          return await phone.checkByScan(sessionId, seen.text, { signal });
        } catch (error) {
          if (!(error instanceof PhoneError) || error.code !== 'qr_stale') throw error;
          // The camera goes on looking until the page shows the next one.
          passed = { text: seen.text, remark: checkTexts.stale };
          remark = checkTexts.stale;
          isLooking = wish.kind !== 'text';
        }
      }
    } catch (error) {
      if (signal.aborted) return await new Promise<never>(() => undefined);
      const { code, text } = failureOf(error);
      remark = code === 'qr_unknown' ? checkTexts.otherComputer : text;
    }
  }
}

function codeOf(
  wish: CheckWish,
  phone: PhoneClient,
  passed: Passed | undefined,
  signal: AbortSignal,
): ReturnType<typeof scanPicture> {
  if (wish.kind === 'text') return Promise.resolve({ text: wish.text });
  return scanPicture(wish.kind === 'screen' ? 'screen' : 'camera', phone, { passed, signal });
}
