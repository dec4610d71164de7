/** The states a session is stored in. `expired` is computed from time, never stored. */
export const STATES = ['pending', 'scanned', 'checking', 'approved', 'redeemed', 'denied', 'cancelled'] as const;
export type State = (typeof STATES)[number];

/** A session in one of these has ended and never moves again. */
export const TERMINAL_STATES = ['redeemed', 'denied', 'cancelled'] as const satisfies readonly State[];
export type TerminalState = (typeof TERMINAL_STATES)[number];

/** What a device is told: a stored state, or that time ran out. */
export const VISIBLE_STATES = [...STATES, 'expired'] as const;
export type VisibleState = (typeof VISIBLE_STATES)[number];

/** What an approval is for. A code for one purpose is useless for another. */
export const PURPOSES = ['login', 'step_up', 'verify'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Whether nothing moves the session any more. `expired` is none: the store has no such state, it is seen. */
export function isTerminal(state: VisibleState): state is TerminalState {
  return (TERMINAL_STATES as readonly string[]).includes(state);
}

/**
 * What waits for the result: a page that shows a code (`code`, RFC 6749 §4.1), a device that polls (`device`, RFC 8628), a
 * portal's backend that knows whom it asks (`ciba`, OpenID CIBA Core).
 */
export const FLOWS = ['code', 'device', 'ciba'] as const;
export type Flow = (typeof FLOWS)[number];
