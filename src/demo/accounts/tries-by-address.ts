import { ExpiringMap } from '../web/expiring-map.js';

const WINDOW_MS = 10 * 60_000;
/** An office behind one address has many people who mistype; nobody guesses a password with so few. */
const MOST_FAILURES = 100;
const MOST_ADDRESSES = 100_000;

interface Window {
  failures: number;
  readonly endsAtMs: number;
}

/** How many passwords one address may get wrong in a while, at whichever accounts: it may try each of many only once. */
export class TriesByAddress {
  readonly #windows = new ExpiringMap<Window>(WINDOW_MS, MOST_ADDRESSES);

  /** How long no password is taken from there; 0: the next one is. */
  remainingMs(address: string): number {
    const { failures = 0, endsAtMs = 0 } = this.#windows.get(address) ?? {};
    return failures < MOST_FAILURES ? 0 : Math.max(0, endsAtMs - performance.now());
  }

  /** Counts a try before its outcome is known, so that many at once count as many. */
  count(address: string): void {
    const window = this.#windows.get(address);
    if (window) window.failures += 1;
    else this.#windows.set(address, { failures: 1, endsAtMs: performance.now() + WINDOW_MS });
  }

  /** The try was right: it does not count, but those before it do. */
  discount(address: string): void {
    const window = this.#windows.get(address);
    if (window) window.failures -= 1;
  }
}
