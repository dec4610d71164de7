import type { StartAnswer } from '@saoma/protocol';
import type { Frames } from './frames.js';
import type { SessionCall } from './session-call.js';

/** A session that is under way. A later one replaces it, and what still comes for it is ignored. */
export interface Live {
  readonly signal: AbortSignal;
  readonly answer: StartAnswer;
  readonly frames: Frames;
  readonly call: SessionCall;
  readonly onNews: (news: unknown) => void;
  readonly resync: () => void;
  /** Revision for which an extension, or the end, was already asked for: once each. */
  extendedRev: number;
  overdueRev: number;
}
