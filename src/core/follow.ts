import { type EndReason, isTerminal } from '@saoma/protocol';
import type { Clock, SessionStore } from './ports.js';
import type { Snapshot } from './step.js';

/** Whether the session's time had run out at the snapshot's moment. */
export function isExpired({ record, nowMs }: Snapshot): boolean {
  return !isTerminal(record.state) && nowMs >= Number(record.expires_at);
}

/** Milliseconds the session still has; 0 once it has ended. */
export function remainingMs({ record, nowMs }: Snapshot): number {
  return isTerminal(record.state) ? 0 : Math.max(0, Number(record.expires_at) - nowMs);
}

/** Why the session ended as it did, where there is more to say than the state. */
export function endReason(snapshot: Snapshot): EndReason | undefined {
  const { state, reason } = snapshot.record;
  return reason ?? (state === 'approved' && isExpired(snapshot) ? 'not_completed' : undefined);
}

/** Hears a newer state; or nothing, once, when the session is remembered no more. */
export type Listener = (snapshot: Snapshot | undefined) => void;

/**
 * Tells a listener every newer state of a session: first the one it has, then each as it comes, and at the end of
 * its time that it expired. Subscribes before it reads, so that nothing falls between; pushes are hints that may
 * come twice or late, so whatever is not newer is dropped.
 *
 * @returns how to stop; or `undefined` when there is no such session.
 * @throws StoreUnavailable
 */
export async function follow(
  sessions: SessionStore,
  clock: Clock,
  sessionId: string,
  listener: Listener,
): Promise<(() => void) | undefined> {
  const follower = new Follower(sessions, clock, sessionId, listener);
  return follower.begin();
}

/** Redis drops a key on its own clock's tick; looking a moment later sees the end and not its eve. */
const AFTER_THE_END_MS = 5;

/** Looks again this long after the store could not be read at the end of a session. */
const LOOK_AGAIN_MS = 1_000;

class Follower {
  #rev = 0;
  #over = false;
  #unwatch: (() => void) | undefined;
  #callOff: (() => void) | undefined;

  constructor(
    private readonly sessions: SessionStore,
    private readonly clock: Clock,
    private readonly sessionId: string,
    private readonly listener: Listener,
  ) {}

  async begin(): Promise<(() => void) | undefined> {
    this.#unwatch = await this.sessions.watch(this.sessionId, (snapshot) => {
      this.#hear(snapshot);
    });
    try {
      const snapshot = await this.sessions.read(this.sessionId);
      if (!snapshot) {
        this.#stop();
        return undefined;
      }
      this.#hear(snapshot);
      return () => {
        this.#stop();
      };
    } catch (error) {
      this.#stop();
      throw error;
    }
  }

  #hear(snapshot: Snapshot): void {
    if (this.#over) return;
    const rev = Number(snapshot.record.rev);
    const expired = isExpired(snapshot);
    if (rev > this.#rev || expired) {
      this.#rev = rev;
      if (expired || isTerminal(snapshot.record.state)) this.#stop();
      this.listener(snapshot);
    }
    if (!this.#over) this.#lookAgainIn(remainingMs(snapshot) + AFTER_THE_END_MS);
  }

  /** Nothing fires by itself in the store, so whoever holds the listener looks when the time is up. */
  #lookAgainIn(delayMs: number): void {
    this.#callOff?.();
    this.#callOff = this.clock.after(delayMs, () => {
      this.sessions
        .read(this.sessionId)
        .then((snapshot) => {
          if (snapshot) this.#hear(snapshot);
          else this.#lose();
        })
        .catch(() => {
          if (!this.#over) this.#lookAgainIn(LOOK_AGAIN_MS);
        });
    });
  }

  /** The record went while the store was out of reach. */
  #lose(): void {
    if (this.#over) return;
    this.#stop();
    this.listener(undefined);
  }

  #stop(): void {
    this.#over = true;
    this.#callOff?.();
    this.#unwatch?.();
  }
}
