import { type Clock, pause } from './clock.js';
import type { LineListener } from './line.js';
import { LoginProblem } from './login-problem.js';
import type { SessionCall } from './session-call.js';

/** The most the broker allows. */
const LONGEST_WAIT_MS = 25_000;
const SHORTEST_WAIT_MS = 5_000;
/** Pace of asking where something on the way answers a long poll at once. */
const HURRIED_MS = 2_000;

/**
 * Asks over and over. The first question is answered at once: it says whether the broker can be reached at all.
 * @param rev the revision that is known at the moment
 */
export async function openPollLine(
  call: SessionCall,
  clock: Clock,
  rev: () => number,
  { onStand, onNews }: LineListener,
  signal: AbortSignal,
): Promise<void> {
  let longestMs = LONGEST_WAIT_MS;
  let waitMs = 0;
  while (!signal.aborted) {
    const known = rev();
    const hurriedUntilMs = waitMs && clock.nowMs() + HURRIED_MS;
    try {
      // A captive portal answers everything with a page of its own, and with 200.
      if (!onNews(await call(`?wait_ms=${waitMs}&rev=${known}`, { waitMs, signal }))) {
        throw new LoginProblem('unreachable');
      }
      onStand();
      waitMs = longestMs;
    } catch (problem) {
      // Perhaps only something on the way that cuts long requests: a brief one tells.
      if (!waitMs || (problem as LoginProblem).retryAfterMs) throw problem;
      longestMs = Math.max(SHORTEST_WAIT_MS, longestMs / 2);
      waitMs = 0;
    }
    if (rev() === known) await pause(clock, hurriedUntilMs - clock.nowMs(), signal);
  }
}
