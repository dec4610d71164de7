import type { ScanOutcome } from '@saoma/protocol';
import { stopIfAborted } from './aborted.js';
import { LOST } from './attempts.js';
import { pause } from './pause.js';
import { PhoneError } from './phone-error.js';
import type { PhoneErrorCode } from './tell.js';

/** Somebody is looking at the phone. A broker allows a phone sixty calls a minute. */
const WATCHED_MS = 2_000;

/** After the redemption hardly anything comes; the broker remembers the session for one more minute. */
const REDEEMED_MS = 10_000;

/** After these nobody knows how the session stands, so it is not over. */
const UNKNOWN: readonly PhoneErrorCode[] = [...LOST, 'server_error', 'unexpected_answer'];

/**
 * Reads until nothing new can come: the session ended for good, or the broker no longer knows it. Tells each state and
 * reason once. Rejects with what a read rejects with, when reading on cannot help, or with the signal's reason.
 */
export async function follow(
  read: () => Promise<ScanOutcome>,
  listener: (outcome: ScanOutcome) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let told: Pick<ScanOutcome, 'state' | 'reason'> | undefined;
  let pauseMs = WATCHED_MS;
  for (;;) {
    let retryAfterMs = 0;
    try {
      const outcome = await read();
      if (outcome.state !== told?.state || outcome.reason !== told.reason) listener(outcome);
      if (isOver(outcome)) return;
      told = outcome;
      pauseMs = outcome.state === 'redeemed' ? REDEEMED_MS : WATCHED_MS;
    } catch (error) {
      stopIfAborted(signal);
      if (!(error instanceof PhoneError)) throw error;
      if (error.code === 'session_not_found') return;
      if (!UNKNOWN.includes(error.code)) throw error;
      retryAfterMs = error.retryAfterMs ?? 0;
    }
    await pause(Math.max(pauseMs, retryAfterMs), signal);
    stopIfAborted(signal);
  }
}

/** A redeemed session may still lose its sign-in, and then has a reason. */
function isOver({ state, reason }: ScanOutcome): boolean {
  return reason !== undefined || state === 'denied' || state === 'cancelled' || state === 'expired';
}
