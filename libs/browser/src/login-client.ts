import { FRAME_MS, type StartAnswer } from '@saoma/protocol';
import { backoffMs, type Clock, pageClock, pause } from './clock.js';
import { Delivery } from './delivery.js';
import { Frames } from './frames.js';
import { LoginProblem } from './login-problem.js';
import { INITIAL_STATE, isOpen, type LoginState } from './login-state.js';
import { type Action, reduce } from './reduce.js';
import type { Surroundings } from './request.js';
import { SessionCalls } from './session-calls.js';
import { readStartAnswer, type Start } from './start.js';

/** With less than this left, a code that is being looked at is extended, if the page wants that. */
const EXTEND_BELOW_MS = 15_000;
/** How long the broker gets to tell that time is over, before the page asks. */
const OVERDUE_MS = 1_500;
const CANCEL_TRIES = 3;

export interface LoginClientOptions {
  /** Where sessions come from: `startAt(url)`, `startDirectly(broker, request)`, or your own. */
  readonly start: Start;
  /** Asked shortly before a code ends: whether to extend it, up to the broker's ceiling. Default: never. */
  readonly autoExtend?: () => boolean;
  /** Aborting it is `stop()`. */
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
  readonly webSocket?: typeof WebSocket;
  readonly clock?: Clock;
}

/** One session from its start to its end. A later one replaces it, and what is still under way for it is ignored. */
interface Run {
  readonly controller: AbortController;
  live?: { readonly frames: Frames; readonly calls: SessionCalls; readonly delivery: Delivery };
  callOffTick: () => void;
  /** Revision for which an extension, or the end, was already asked for: once each. */
  extendedRev: number;
  overdueRev: number;
}

/**
 * The waiting page without the page: starts a session, keeps its state, draws nothing. `subscribe` and `getSnapshot`
 * fit React's `useSyncExternalStore` and the like.
 */
export class LoginClient {
  readonly #start: Start;
  readonly #autoExtend: () => boolean;
  readonly #around: Surroundings;
  readonly #listeners = new Set<() => void>();
  #state = INITIAL_STATE;
  #run: Run | undefined;

  constructor(options: LoginClientOptions) {
    this.#start = options.start;
    this.#autoExtend = options.autoExtend ?? (() => false);
    this.#around = {
      // Browsers refuse a `fetch` that is called as somebody else's method.
      fetch: options.fetch ?? ((...request) => fetch(...request)),
      webSocket: options.webSocket ?? globalThis.WebSocket,
      clock: options.clock ?? pageClock,
    };
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
    this.#run?.controller.abort();
    this.#run?.live?.delivery.stop();
    this.#run?.callOffTick();
    this.#run = undefined;
  }

  /** Asks for more time for the code. */
  extend(): void {
    void this.#command('extend');
  }

  /** Sends the digits that the phone shows. */
  check(digits: string): void {
    void this.#command('check', { check_code: digits });
  }

  /** Asks the broker for the truth now. Call when the page comes back: `online`, `visibilitychange`, `pageshow`. */
  resync(): void {
    this.#run?.live?.delivery.resync();
    if (this.#run?.live) this.#tick(this.#run);
  }

  async #begin(): Promise<void> {
    this.stop();
    const run: Run = {
      controller: new AbortController(),
      callOffTick: () => undefined,
      extendedRev: -1,
      overdueRev: -1,
    };
    this.#run = run;
    this.#dispatch({ type: 'starting' });
    const { signal } = run.controller;
    const { clock } = this.#around;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const answer = readStartAnswer(await this.#start(this.#around, signal));
        if (!signal.aborted) this.#follow(run, answer, clock.nowMs());
        return;
      } catch (cause) {
        if (signal.aborted) return;
        const problem = cause instanceof LoginProblem ? cause : new LoginProblem('bad_answer', { cause });
        if (problem.retry !== 'same_request') {
          this.#end(problem);
          return;
        }
        this.#dispatch({ type: 'connection', connection: 'offline' });
        this.#dispatch({ type: 'problem', problem });
        await pause(clock, Math.max(problem.retryAfterMs, backoffMs(failures)), signal);
      }
    }
  }

  #follow(run: Run, answer: StartAnswer, nowMs: number): void {
    const frames = new Frames(answer.qr);
    const calls = new SessionCalls(this.#around, answer);
    this.#dispatch({ type: 'started', answer, nowMs });
    const delivery = new Delivery(this.#around, answer, calls, {
      rev: () => this.#state.rev,
      onMessage: (message) => {
        if (this.#run !== run) return;
        this.#dispatch({ type: 'message', message, nowMs: this.#around.clock.nowMs() });
        this.#tick(run);
      },
      onConnection: (connection) => {
        if (this.#run === run) this.#dispatch({ type: 'connection', connection });
      },
      onEnd: (problem) => {
        if (this.#run === run) this.#end(problem);
      },
    });
    run.live = { frames, calls, delivery };
    this.#tick(run);
  }

  /** What time brings: the countdown, the next frame, an extension, the end. */
  #tick(run: Run): void {
    const { clock } = this.#around;
    run.callOffTick();
    this.#dispatch({ type: 'tick', nowMs: clock.nowMs() });
    if (this.#run !== run || !run.live) return;
    if (!isOpen(this.#state)) {
      this.stop();
      return;
    }
    const { phase, rev, remainingMs, endsAtMs, beganAtMs, extendable } = this.#state;
    const nowMs = clock.nowMs();
    if (phase === 'waiting') void this.#draw(run, run.live.frames, nowMs - beganAtMs);
    if (
      extendable &&
      remainingMs > 0 &&
      remainingMs < EXTEND_BELOW_MS &&
      run.extendedRev !== rev &&
      this.#autoExtend()
    ) {
      run.extendedRev = rev;
      this.extend();
    }
    if (nowMs > endsAtMs + OVERDUE_MS && run.overdueRev !== rev) {
      run.overdueRev = rev;
      run.live.delivery.resync();
    }
    // On the next full second of what remains, or on the next frame, whichever is first.
    const toSecondMs = (((endsAtMs - nowMs) % 1_000) + 1_000) % 1_000 || 1_000;
    const toFrameMs = FRAME_MS - ((nowMs - beganAtMs) % FRAME_MS);
    run.callOffTick = clock.after(Math.min(toSecondMs, toFrameMs), () => {
      this.#tick(run);
    });
  }

  async #draw(run: Run, frames: Frames, elapsedMs: number): Promise<void> {
    try {
      const qrText = await frames.textAt(elapsedMs);
      if (this.#run === run) this.#dispatch({ type: 'drawn', qrText });
    } catch (cause) {
      if (this.#run === run) this.#end(new LoginProblem('bad_answer', { cause }));
    }
  }

  async #command(command: 'extend' | 'check', body?: object): Promise<void> {
    const run = this.#run;
    if (!run?.live) return;
    const { calls, delivery } = run.live;
    try {
      const message = await calls.send(command, run.controller.signal, body);
      if (this.#run !== run || !message) return;
      this.#dispatch({ type: 'message', message, nowMs: this.#around.clock.nowMs() });
      this.#tick(run);
    } catch (problem) {
      if (this.#run !== run || !(problem instanceof LoginProblem)) return;
      this.#dispatch({ type: 'problem', problem });
      // A refused command means that the session is not where this page thinks it is.
      delivery.resync();
    }
  }

  /** Leaves the session at once, and tells the broker so behind the scenes: a dead network must not hold the person. */
  #abandon(): void {
    const calls = isOpen(this.#state) ? this.#run?.live?.calls : undefined;
    this.stop();
    if (calls) void this.#cancelAtBroker(calls);
  }

  async #cancelAtBroker(calls: SessionCalls): Promise<void> {
    const { signal } = new AbortController();
    for (let tries = 1; tries <= CANCEL_TRIES; tries += 1) {
      try {
        await calls.send('cancel', signal);
        return;
      } catch (problem) {
        if (!(problem instanceof LoginProblem) || problem.retry !== 'same_request') return;
        await pause(this.#around.clock, Math.max(problem.retryAfterMs, backoffMs(tries)), signal);
      }
    }
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
