import type { ContactChannel, StartAnswer, UserCodeAlphabet, UserCodeAnswer } from '@saoma/protocol';
import { FRAME_MS } from '@saoma/protocol';
import { backoffMs, pageClock, pause } from './clock.js';
import { deliver } from './delivery.js';
import { Frames } from './frames.js';
import type { Live } from './live.js';
import { LoginProblem } from './login-problem.js';
import type { LoginClientOptions } from './login-client-options.js';
import { type Command, INITIAL_STATE, isOpen, type LoginState, showsCode } from './login-state.js';
import { type PageKey, pageKey } from './page-key.js';
import { type Action, reduce } from './reduce.js';
import type { Surroundings } from './request.js';
import { callerOf, cancelAtBroker, readMessage } from './session-call.js';
import { readStartAnswer, type Start } from './start.js';
import { waysTo } from './ways.js';

/** With less than this left, a code that is being looked at is extended, if the page wants that. */
const EXTEND_BELOW_MS = 15_000;
/** How long the broker gets to tell that time is over, before the page asks. */
const OVERDUE_MS = 1_500;
/** How much longer a message may take until somebody has taken it on. */
const SENDING_MS = 20_000;

/**
 * The waiting page without the page: starts a session, keeps its state, draws nothing. `subscribe` and `getSnapshot`
 * fit React's `useSyncExternalStore` and the like.
 */
export class LoginClient {
  readonly #start: Start;
  readonly #autoExtend: () => boolean;
  readonly #isWatched: () => boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #around: Surroundings;
  /** This page's key, made before there is a code. Who redeems here, for tokens bound to a key, proves it (RFC 9449 §5). */
  readonly key: () => Promise<PageKey | undefined>;
  readonly #listeners = new Set<() => void>();
  #state = INITIAL_STATE;
  /** Ends everything that is under way. */
  #run: AbortController | undefined;
  #live: Live | undefined;
  #callOffTick = (): void => undefined;
  /** Cuts the pause before the next try of a start short. */
  #hurry = (): void => undefined;

  constructor(options: LoginClientOptions) {
    this.#start = options.start;
    this.#autoExtend = options.autoExtend ?? (() => false);
    this.#isWatched = options.isWatched ?? (() => true);
    this.#signal = options.signal;
    this.#around = {
      // Browsers refuse a `fetch` that is called as somebody else's method.
      fetch: options.fetch ?? ((...request) => fetch(...request)),
      webSocket: options.webSocket ?? globalThis.WebSocket,
      clock: options.clock ?? pageClock,
    };
    this.key = options.key ?? pageKey;
    options.signal?.addEventListener('abort', () => {
      this.stop();
    });
  }

  /** Calls back after every change. Returns how to end that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** The state as it is: the same object until the next change. */
  readonly getSnapshot = (): LoginState => this.#state;

  /** Starts a session, unless one is already under way. How that goes is told by the state. */
  start(): void {
    if (!this.#run) void this.#begin();
  }

  /** Throws the session away, at the broker too, and starts another: a stranger's scan of the old one is worth nothing. */
  restart(): void {
    this.#abandon();
    void this.#begin();
  }

  /** Ends the session for good on both devices. */
  cancel(): void {
    this.#abandon();
    this.#dispatch({ type: 'cancelled' });
  }

  /** Lets go of network and timers, and leaves the session at the broker to its time. `start()` begins anew. */
  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#live = undefined;
    this.#callOffTick();
    this.#hurry();
  }

  /**
   * What the start of another client answers to go on with this session, as a page does that is loaded anew;
   * `undefined` when there is nothing to wait for any more. Also while `approved`, since nobody may have gone on yet:
   * whether the page has is known to the page. It proves to be the waiting page: keep it where that page alone can read
   * it.
   */
  handOver(): StartAnswer | undefined {
    const { beganAtMs, endsAtMs } = this.#state;
    const answer = this.#live?.answer;
    if (!answer) return undefined;
    const nowMs = this.#around.clock.nowMs();
    return { ...answer, expires_in_ms: endsAtMs - nowMs, qr: { ...answer.qr, elapsed_ms: nowMs - beganAtMs } };
  }

  /** Asks for more time for the code. */
  extend(): void {
    void this.#command('extend');
  }

  /** Sends the digits that the phone shows, as they were typed. Resolves once that is answered; the state tells how. */
  check(digits: string): Promise<void> {
    return this.#command('check', { check_code: digits });
  }

  /** Asks for a code to type, for those who cannot scan. Another alphabet than before replaces it. */
  askUserCode(alphabet?: UserCodeAlphabet): void {
    void this.#command('user-code', { alphabet });
  }

  /** Has a one-time code sent to that contact. Resolves once that is answered; the state tells how. */
  sendCode(channel: ContactChannel): Promise<void> {
    return this.#command('one-time-code', { channel }, SENDING_MS);
  }

  /**
   * Proves the person by the one-time code that they typed; resolves likewise. Where the answer was lost the same may be
   * sent again: a right one counts once.
   */
  prove(code: string): Promise<void> {
    return this.#command('prove', { one_time_code: code });
  }

  /** Asks the broker for the truth now. Call when the page comes back: `online`, `visibilitychange`, `pageshow`. */
  resync(): void {
    this.#hurry();
    this.#live?.resync();
    this.#tick();
  }

  async #begin(): Promise<void> {
    this.stop();
    if (this.#signal?.aborted) return;
    const { signal } = (this.#run = new AbortController());
    const { clock } = this.#around;
    this.#dispatch({ type: 'starting' });
    for (let failures = 1; ; failures += 1) {
      try {
        const around = { ...this.#around, key: await this.key() };
        const answer = readStartAnswer(await this.#start(around, signal));
        if (!signal.aborted) this.#follow(answer, answer.desktop_jkt ? around : this.#around, signal);
        return;
      } catch (cause) {
        if (signal.aborted) return;
        const problem = cause instanceof LoginProblem ? cause : new LoginProblem('bad_answer', { cause });
        if (problem.retry !== 'same_request') {
          this.#end(problem);
          return;
        }
        this.#dispatch({ type: 'connection', connection: 'offline', problem });
        const rest = new AbortController();
        this.#hurry = () => {
          failures = 0;
          rest.abort();
        };
        do await pause(clock, problem.quietMs + backoffMs(failures), rest.signal);
        while (!rest.signal.aborted && !this.#isWatched());
        if (signal.aborted) return;
      }
    }
  }

  #follow(answer: StartAnswer, around: Surroundings, signal: AbortSignal): void {
    const { clock } = around;
    const frames = new Frames(answer.qr);
    const call = callerOf(around, answer);
    const onNews = (news: unknown): boolean => {
      const message = readMessage(news, answer.session_id);
      if (message && !signal.aborted) {
        this.#dispatch({ type: 'message', message, nowMs: clock.nowMs() });
        this.#tick();
      }
      return message !== undefined;
    };
    this.#dispatch({ type: 'started', answer, nowMs: clock.nowMs() });
    const resync = deliver(
      waysTo(around, answer, call, () => this.#state.rev),
      clock,
      {
        onNews,
        onConnection: (connection, problem) => {
          this.#dispatch({ type: 'connection', connection, problem });
        },
        onEnd: (problem) => {
          if (!signal.aborted) this.#end(problem);
        },
      },
      signal,
    );
    this.#live = { signal, answer, frames, call, onNews, resync, extendedRev: -1, overdueRev: -1 };
    this.#tick();
  }

  /** What time brings: the countdown, the next frame, an extension, the end. */
  #tick(): void {
    const live = this.#live;
    if (!live) return;
    const { clock } = this.#around;
    const nowMs = clock.nowMs();
    this.#callOffTick();
    this.#dispatch({ type: 'tick', nowMs });
    if (live.signal.aborted) return;
    if (!isOpen(this.#state)) {
      this.stop();
      return;
    }
    const { rev, remainingMs, endsAtMs, beganAtMs, extendable } = this.#state;
    if (showsCode(this.#state)) void this.#draw(live, nowMs - beganAtMs);
    const isEnding = extendable && remainingMs > 0 && remainingMs < EXTEND_BELOW_MS;
    if (isEnding && live.extendedRev !== rev && this.#autoExtend()) {
      live.extendedRev = rev;
      this.extend();
    }
    if (nowMs > endsAtMs + OVERDUE_MS && live.overdueRev !== rev) {
      live.overdueRev = rev;
      live.resync();
    }
    // On the next full second of what remains, or on the next frame, whichever is first.
    const toSecondMs = (((endsAtMs - nowMs) % 1_000) + 1_000) % 1_000 || 1_000;
    const toFrameMs = FRAME_MS - ((nowMs - beganAtMs) % FRAME_MS);
    this.#callOffTick = clock.after(Math.min(toSecondMs, toFrameMs), () => {
      this.#tick();
    });
  }

  async #draw({ frames, signal }: Live, elapsedMs: number): Promise<void> {
    try {
      const qrText = await frames.textAt(elapsedMs);
      if (!signal.aborted) this.#dispatch({ type: 'drawn', qrText });
    } catch (cause) {
      if (!signal.aborted) this.#end(new LoginProblem('bad_answer', { cause }));
    }
  }

  async #command(command: Command, body: object = {}, waitMs = 0): Promise<void> {
    const live = this.#live;
    if (!live) return;
    const { call, signal, onNews, resync } = live;
    this.#dispatch({ type: 'sent', command });
    try {
      const answer = await call(`/${command}`, { body, signal, waitMs });
      if (signal.aborted) return;
      const { user_code: text, link } = (answer ?? {}) as Partial<UserCodeAnswer>;
      if (text && link) this.#dispatch({ type: 'userCode', userCode: { text, link } });
      else onNews(answer);
    } catch (problem) {
      if (signal.aborted || !(problem instanceof LoginProblem)) return;
      this.#dispatch({ type: 'refused', command, problem, nowMs: this.#around.clock.nowMs() });
      // A refused command means that the session is not where this page thinks it is; wrong digits do not but the last.
      if (!problem.triesLeft) resync();
    }
  }

  /** Leaves the session at once, and tells the broker so behind the scenes: a dead network must not hold the person. */
  #abandon(): void {
    const call = isOpen(this.#state) ? this.#live?.call : undefined;
    this.stop();
    if (call) void cancelAtBroker(call, this.#around.clock);
  }

  #end(problem: LoginProblem): void {
    this.stop();
    this.#dispatch({ type: 'ended', problem });
  }

  #dispatch(action: Action): void {
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}
