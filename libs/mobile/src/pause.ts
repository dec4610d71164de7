import { onAbort } from './aborted.js';

/** Resolves after so long, or as soon as the caller gives up. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    const forget = onAbort(signal, done);
    function done(): void {
      clearTimeout(timer);
      forget();
      resolve();
    }
  });
}
