/** A clock that runs as time does, and that a test makes leap. */
export interface LeapingClock {
  nowMs(): number;
  after(delayMs: number, callback: () => void): () => void;
  /** So much time passes at once; what is due by then happens now, in its order. */
  leap(ms: number): void;
}

export function leapingClock(): LeapingClock {
  const waiting = new Set<{ readonly dueMs: number; readonly ring: () => void }>();
  let leaptMs = 0;
  const nowMs = (): number => performance.now() + leaptMs;
  return {
    nowMs,
    after(delayMs, callback) {
      const callOff = (): void => {
        clearTimeout(timer);
        waiting.delete(alarm);
      };
      const ring = (): void => {
        callOff();
        callback();
      };
      const timer = setTimeout(ring, delayMs);
      const alarm = { dueMs: nowMs() + delayMs, ring };
      waiting.add(alarm);
      return callOff;
    },
    leap(ms) {
      leaptMs += ms;
      const due = [...waiting].filter(({ dueMs }) => dueMs <= nowMs()).sort((one, other) => one.dueMs - other.dueMs);
      for (const alarm of due) if (waiting.has(alarm)) alarm.ring();
    },
  };
}
