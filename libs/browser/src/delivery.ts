import { SESSION_EVENT, type SessionMessage, type StartAnswer } from '@saoma/protocol';
import { backoffMs, pause } from './clock.js';
import { LoginProblem } from './login-problem.js';
import type { Connection } from './login-state.js';
import type { Surroundings } from './request.js';
import { readMessage, type SessionCalls } from './session-calls.js';
import { openSocketLine, type SocketLine } from './socket-line.js';

/** How long a first socket may take before the page asks by itself as well. */
const PATIENCE_MS = 2_500;
/** The most the broker allows. */
const LONGEST_WAIT_MS = 25_000;
const SHORTEST_WAIT_MS = 5_000;
/** A socket that lived this long was a good one: its loss is the first failure, not one more. */
const PROVEN_MS = 10_000;
/** Pace of asking where something on the way answers a long poll at once. */
const HURRIED_MS = 2_000;

export interface DeliveryListener {
  /** The revision that is already known. */
  rev(): number;
  onMessage(message: SessionMessage): void;
  onConnection(connection: Connection): void;
  /** The broker will never have news again. Nothing is told after this. */
  onEnd(problem: LoginProblem): void;
}

/**
 * Brings the news of one session: by socket, and by long poll for as long as no socket stands. Which of the two
 * carries a message makes no difference, since both answer from the same record and every message has its revision.
 */
export class Delivery {
  readonly #around: Surroundings;
  readonly #session: StartAnswer;
  readonly #calls: SessionCalls;
  readonly #listener: DeliveryListener;
  readonly #over = new AbortController();
  #line: SocketLine | undefined;
  #standsSinceMs: number | undefined;
  #failures = 0;
  #polling: AbortController | undefined;
  #isProbing = false;
  /** Until then the broker asked to be left alone. */
  #quietUntilMs = -Infinity;
  #callOffRetry = (): void => undefined;

  constructor(around: Surroundings, session: StartAnswer, calls: SessionCalls, listener: DeliveryListener) {
    this.#around = around;
    this.#session = session;
    this.#calls = calls;
    this.#listener = listener;
    this.#connect();
    const callOff = around.clock.after(PATIENCE_MS, () => {
      if (this.#standsSinceMs === undefined) this.#startPolling();
    });
    this.#over.signal.addEventListener('abort', callOff);
  }

  stop(): void {
    this.#over.abort();
    this.#callOffRetry();
    this.#line?.close();
    this.#stopPolling();
  }

  /** Asks now: the page was hidden, asleep or offline, and timers and sockets may be older than they seem. */
  resync(): void {
    if (this.#over.signal.aborted) return;
    if (!this.#line) this.#connect();
    if (this.#standsSinceMs !== undefined) void this.#probe();
    else this.#startPolling();
  }

  #connect(): void {
    this.#callOffRetry();
    const { socket, desktop_token, session_id } = this.#session;
    this.#line = openSocketLine(this.#around, socket, desktop_token, {
      onStand: () => {
        this.#standsSinceMs = this.#around.clock.nowMs();
        this.#stopPolling();
        this.#listener.onConnection('live');
      },
      onEvent: (name, data) => {
        const message = name === SESSION_EVENT ? readMessage(data, session_id) : undefined;
        if (message) this.#listener.onMessage(message);
      },
      onEnd: () => {
        this.#fall();
      },
    });
  }

  /** The socket is gone: ask at once, and try for another. */
  #fall(): void {
    const { clock } = this.#around;
    const stoodMs = this.#standsSinceMs === undefined ? 0 : clock.nowMs() - this.#standsSinceMs;
    this.#failures = stoodMs >= PROVEN_MS ? 1 : this.#failures + 1;
    this.#standsSinceMs = undefined;
    this.#line = undefined;
    // Already asking, perhaps after a pause that the broker wanted: another socket that failed is no reason to hurry.
    if (!this.#polling) this.#startPolling();
    this.#callOffRetry = clock.after(backoffMs(this.#failures), () => {
      this.#connect();
    });
  }

  #startPolling(): void {
    this.#stopPolling();
    this.#polling = new AbortController();
    void this.#poll(this.#polling.signal);
  }

  #stopPolling(): void {
    this.#polling?.abort();
    this.#polling = undefined;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { clock } = this.#around;
    let longestMs = LONGEST_WAIT_MS;
    let failures = 0;
    // The first question is answered at once: it says whether the broker can be reached at all.
    let waitMs = 0;
    for (;;) {
      await pause(clock, this.#quietUntilMs - clock.nowMs(), signal);
      if (signal.aborted) return;
      const askedAtMs = clock.nowMs();
      const answer = await this.#read(waitMs, signal);
      if (signal.aborted) return;
      if (!(answer instanceof LoginProblem)) {
        this.#listener.onConnection('polling');
        // Back from a failure: the socket need not wait for its turn.
        if (failures > 0 && !this.#line) this.#connect();
        failures = 0;
        const isNews = answer.rev > this.#listener.rev();
        this.#listener.onMessage(answer);
        const isHurried = waitMs > 0 && !isNews && clock.nowMs() - askedAtMs < HURRIED_MS;
        waitMs = longestMs;
        if (isHurried) await pause(clock, HURRIED_MS, signal);
      } else if (answer.retry !== 'same_request') {
        this.#end(answer);
        return;
      } else if (waitMs > 0 && answer.retryAfterMs === 0) {
        // Perhaps only something on the way that cuts long requests: ask briefly before calling it a failure.
        longestMs = Math.max(SHORTEST_WAIT_MS, longestMs / 2);
        waitMs = 0;
      } else {
        failures += 1;
        this.#listener.onConnection('offline');
        waitMs = 0;
        await pause(clock, backoffMs(failures), signal);
      }
    }
  }

  /** Asks beside a socket that stands, and gives the socket up when the broker cannot be reached. */
  async #probe(): Promise<void> {
    if (this.#isProbing || this.#around.clock.nowMs() < this.#quietUntilMs) return;
    this.#isProbing = true;
    const answer = await this.#read(0, this.#over.signal);
    this.#isProbing = false;
    if (this.#over.signal.aborted) return;
    if (!(answer instanceof LoginProblem)) this.#listener.onMessage(answer);
    else if (answer.retry !== 'same_request') this.#end(answer);
    else if (answer.code === 'unreachable' && this.#line) {
      this.#line.close();
      this.#fall();
    }
  }

  async #read(waitMs: number, signal: AbortSignal): Promise<SessionMessage | LoginProblem> {
    try {
      return await this.#calls.read(waitMs, this.#listener.rev(), signal);
    } catch (cause) {
      const problem = cause instanceof LoginProblem ? cause : new LoginProblem('bad_answer', { cause });
      if (problem.retryAfterMs > 0) this.#quietUntilMs = this.#around.clock.nowMs() + problem.retryAfterMs;
      return problem;
    }
  }

  #end(problem: LoginProblem): void {
    this.stop();
    this.#listener.onEnd(problem);
  }
}
