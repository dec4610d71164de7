import { stopIfAborted } from './aborted.js';
import { pause } from './pause.js';
import { PhoneError } from './phone-error.js';
import type { PhoneErrorCode } from './tell.js';

/** A lost answer is asked for again at most so often; then the person decides. */
const ATTEMPTS = 4;

/** Before the second attempt; doubles from there. */
const FIRST_PAUSE_MS = 250;

/** Who asks for more patience than this is asked again by the person, not by the phone. */
const LONGEST_PAUSE_MS = 10_000;

/** After these nothing is known to have been decided, and the broker answers a repeat as it answered the first. */
export const LOST: readonly PhoneErrorCode[] = ['network', 'temporarily_unavailable', 'slow_down'];

/**
 * Makes attempts until one is answered. Every attempt is a new call of `attempt`, so that each carries a fresh proof.
 * Throws the last {@link PhoneError}, or the signal's reason once it is aborted.
 */
export async function answered<T>(attempt: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let made = 1; ; made += 1) {
    stopIfAborted(signal);
    try {
      return await attempt();
    } catch (error) {
      stopIfAborted(signal);
      if (made === ATTEMPTS || !(error instanceof PhoneError) || !LOST.includes(error.code)) throw error;
      const pauseMs = error.retryAfterMs ?? backoffMs(made);
      if (pauseMs > LONGEST_PAUSE_MS) throw error;
      await pause(pauseMs, signal);
    }
  }
}

/** Half of it is chance, so that phones that lost the same broker do not come back in step. */
function backoffMs(made: number): number {
  return FIRST_PAUSE_MS * 2 ** (made - 1) * (0.5 + Math.random());
}
