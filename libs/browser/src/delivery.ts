import { backoffMs, type Clock, pause } from './clock.js';
import type { LineListener, Way } from './line.js';
import { LoginProblem } from './login-problem.js';
import type { Connection } from './login-state.js';

/** How long a way may take to stand: briefly as long as nothing carries and another way is left, else longer. */
const PATIENCE_MS = 2_500;
const STAND_MS = 8_000;
/** A line that lived this long was a good one: its loss is the first failure, not one more. */
const PROVEN_MS = 10_000;
/** There is less hurry to find something better than to find anything at all. */
const CLIMB_FACTOR = 4;

export interface DeliveryListener extends Pick<LineListener, 'onNews'> {
  /** `offline` comes with the reason: its status says whether anybody answered. */
  readonly onConnection: (connection: Connection, problem?: LoginProblem) => void;
  /** The broker will never have news again. */
  readonly onEnd: (problem: LoginProblem) => void;
}

/** A way that is being tried, or that carries. */
interface Line {
  readonly way: Way;
  readonly openedAtMs: number;
  /** Whether it came to stand, as soon as that is known. */
  readonly stands: Promise<boolean>;
  /** Why it was lost, once it is. */
  readonly lost: Promise<LoginProblem>;
  close(): void;
}

/**
 * Keeps one line to the broker, by the best way there is. From the best on down the ways are tried until one stands,
 * and that one carries. When it is lost, the next worse one is tried at once; and while a worse one carries, the better
 * ones are tried again from time to time. By which way a message came makes no difference: each has its revision.
 *
 * @param ways best first. What the broker tells the last one for good ends the delivery: the others may just be blocked.
 * The last one alone is kept back for as long as the broker asks for that.
 * @returns `resync`: tries everything anew at once. The page was hidden, asleep or offline, and what carries may be dead
 * although it seems to stand.
 */
export function deliver(
  ways: readonly Way[],
  clock: Clock,
  { onNews, onConnection, onEnd }: DeliveryListener,
  signal: AbortSignal,
): () => void {
  const last = ways.at(-1);
  let carrier: Line | undefined;
  let isDoubted = false;
  let failures = 0;
  /** Why the last way does not carry, and until when the broker wants it to be left alone. */
  let problem: LoginProblem | undefined;
  let quietUntilMs = -Infinity;
  let wake = (): void => undefined;
  signal.addEventListener('abort', () => {
    wake();
  });
  void keep();
  return () => {
    isDoubted = true;
    failures = 0;
    quietUntilMs = -Infinity;
    wake();
  };

  async function keep(): Promise<void> {
    let first = 0;
    while (!signal.aborted) {
      failures += 1;
      const isAnew = isDoubted || !carrier;
      isDoubted = false;
      const found = await descend(first, isAnew ? undefined : carrier?.way);
      if (signal.aborted) return;
      if (found || isAnew) {
        carrier?.close();
        carrier = found;
      }
      // What came to stand meanwhile stands in spite of what raised the doubt.
      if (found) isDoubted = false;
      if (carrier) onConnection(carrier.way.connection);
      else onConnection('offline', problem);
      const lost = await rest(carrier ? CLIMB_FACTOR * backoffMs(failures) : backoffMs(failures));
      first = 0;
      if (lost && carrier) {
        first = Math.min(ways.indexOf(carrier.way) + 1, ways.length - 1);
        if (clock.nowMs() - carrier.openedAtMs >= PROVEN_MS) failures = 0;
        carrier = undefined;
      }
    }
  }

  /** The first that stands, of these from `first` on that are better than what carries. */
  async function descend(first: number, carries: Way | undefined): Promise<Line | undefined> {
    for (const way of ways.slice(first)) {
      if (way === carries || signal.aborted || (way === last && clock.nowMs() < quietUntilMs)) break;
      const line = open(way, carries || way === last ? STAND_MS : PATIENCE_MS);
      if (await line.stands) return line;
      line.close();
      await line.lost;
    }
    return undefined;
  }

  /** Rests for so long, until there is doubt, or until what carries is lost: then it says so. */
  function rest(delayMs: number): Promise<unknown> {
    const nap = new AbortController();
    wake = () => {
      nap.abort();
    };
    if (isDoubted) wake();
    const lost = carrier ? [carrier.lost] : [];
    return Promise.race([...lost, pause(clock, delayMs, nap.signal)]).finally(wake);
  }

  function open(way: Way, patienceMs: number): Line {
    const own = new AbortController();
    const close = (): void => {
      own.abort();
    };
    signal.addEventListener('abort', close);
    let settle = (_: boolean): void => undefined;
    const stands = new Promise<boolean>((resolve) => (settle = resolve));
    const onStand = (): void => {
      settle(true);
    };
    const lost = way
      .open({ onNews, onStand }, own.signal)
      .catch((cause: unknown) => cause)
      .then((cause) => {
        const reason = cause instanceof LoginProblem ? cause : new LoginProblem('unreachable', { cause });
        if (way === last) {
          problem = reason;
          quietUntilMs = clock.nowMs() + reason.quietMs;
          // Who refuses without a word of the broker's stands between us and the broker: that passes.
          if (reason.retry !== 'same_request' && reason.code !== 'bad_answer') onEnd(reason);
        }
        close();
        signal.removeEventListener('abort', close);
        return reason;
      });
    void Promise.race([lost, pause(clock, patienceMs, own.signal)]).then(() => {
      settle(false);
    });
    return { way, openedAtMs: clock.nowMs(), stands, lost, close };
  }
}
