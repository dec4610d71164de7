import type { Clock } from './clock.js';
import type { PageKey } from './page-key.js';
import type { Start } from './start.js';

/** What a client of the waiting page is made of. All but `start` has a default. */
export interface LoginClientOptions {
  /** Where sessions come from: `startAt(url)`, `startDirectly(broker, request)`, or your own. */
  readonly start: Start;
  /** Asked shortly before a code ends: whether to extend it, up to the broker's ceiling. Default: never. */
  readonly autoExtend?: () => boolean;
  /** Asked before a start that nobody answered is tried again: a forgotten page asks nobody. Default: it is watched. */
  readonly isWatched?: () => boolean;
  /**
   * The key by which this page proves that it is the one that waits. Default: one that the browser keeps for the page's
   * origin and gives to no script.
   */
  readonly key?: () => Promise<PageKey | undefined>;
  /** Aborting it is `stop()`, for good. */
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
  readonly webSocket?: typeof WebSocket;
  readonly clock?: Clock;
}
