import type { Connection } from './login-state.js';

/** What a line tells while it lasts. */
export interface LineListener {
  /** Something of the broker's came through, so that news will as well. May be told more than once. */
  readonly onStand: () => void;
  /** Returns whether it was news of the session, and not somebody else's word. */
  readonly onNews: (news: unknown) => boolean;
}

/** One way for news to come. */
export interface Way {
  /** What a page may say while this carries. */
  readonly connection: Connection;
  /** Opens a line, which lasts as long as the promise: until it is lost, which may be a rejection, or called off. */
  readonly open: (listener: LineListener, signal: AbortSignal) => Promise<void>;
}
