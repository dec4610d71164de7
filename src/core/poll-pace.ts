import type { SessionRecord } from './session-record.js';

/** Seconds between two polls where nobody was told otherwise, and what each early one adds (RFC 8628 §3.2, §3.5). */
export const POLL_INTERVAL_S = 5;

/** Networks and timers jitter: so much of the interval must have passed. */
const PATIENCE = 0.8;

/** More sessions than wait for a poll on one node at one time. */
const MOST_REMEMBERED = 100_000;

/** Seconds that must lie between two polls of this session. */
export function pollIntervalS({ slow_downs: slowDowns }: SessionRecord): number {
  return POLL_INTERVAL_S * (1 + Number(slowDowns ?? 0));
}

/**
 * When each session was last polled here. That is a matter of this process, so that a poll which comes in time writes
 * nothing; what an early poll leads to is in the record, and counts on every node.
 */
export class PollPace {
  readonly #polledAtMs = new Map<string, number>();

  /** @param nowMs of a clock that only goes forward. */
  constructor(private readonly nowMs: () => number) {}

  /** Whether a poll comes in time. One that does not leaves the clock where it is (RFC 8628 §5.2 warns of endless waits). */
  admits(sessionId: string, intervalS: number): boolean {
    const nowMs = this.nowMs();
    const lastMs = this.#polledAtMs.get(sessionId);
    if (lastMs !== undefined && nowMs - lastMs < intervalS * 1_000 * PATIENCE) return false;
    this.#polledAtMs.delete(sessionId);
    const [oldest] = this.#polledAtMs.size >= MOST_REMEMBERED ? this.#polledAtMs.keys() : [];
    if (oldest !== undefined) this.#polledAtMs.delete(oldest);
    this.#polledAtMs.set(sessionId, nowMs);
    return true;
  }

  /** It is over, and nobody polls any more. */
  forget(sessionId: string): void {
    this.#polledAtMs.delete(sessionId);
  }
}
