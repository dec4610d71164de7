import type { StartAnswer } from '@saoma/protocol';
import { openEventLine } from './event-line.js';
import type { Way } from './line.js';
import { openPollLine } from './poll-line.js';
import type { Surroundings } from './request.js';
import type { SessionCall } from './session-call.js';
import { openSocketLine } from './socket-line.js';

/** The ways for a session's news to come, best first. `rev`: what is known already. */
export function waysTo(
  around: Surroundings,
  answer: StartAnswer,
  call: SessionCall,
  rev: () => number,
): readonly Way[] {
  return [
    { connection: 'live', open: (...line) => openSocketLine(around, answer, ...line) },
    { connection: 'live', open: (...line) => openEventLine(call, rev(), ...line) },
    { connection: 'polling', open: (...line) => openPollLine(call, around.clock, rev, ...line) },
  ];
}
