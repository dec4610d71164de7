/** Time of the page. Never the date: a computer whose clock is wrong must behave like any other. */
export interface Clock {
  /** Milliseconds on a clock that only moves forward; its zero means nothing. */
  nowMs(): number;
  /** Calls back once; returns how to call it off. */
  after(delayMs: number, callback: () => void): () => void;
}

export const pageClock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves after so many milliseconds, or at once when called off. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || delayMs <= 0) {
      resolve();
      return;
    }
    const callOff = clock.after(delayMs, done);
    signal.addEventListener('abort', done);
    function done(): void {
      callOff();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15_000;

/**
 * How long to wait after so many failures in a row: twice as long each time, and anything from zero up to that,
 * so that thousands of pages that lost the same server do not come back in the same instant.
 */
export function backoffMs(failures: number): number {
  return Math.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
}
