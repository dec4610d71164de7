import type { AuditFeed, AuditRecord } from '../core/audit.js';
import type { AuditSink } from './sink.js';
import { sinkRecord } from './sink-record.js';

/** What the operator should know of a sink: that it takes nothing, said once, and that it takes again. */
export type SinkNews =
  | { readonly sink: string; readonly isTaking: false; readonly reason: string }
  | { readonly sink: string; readonly isTaking: true; readonly attempts: number };

export interface AuditorParts {
  readonly feed: AuditFeed;
  readonly sinks: readonly AuditSink[];
  readonly report: (news: SinkNews) => void;
  readonly pace?: Pace;
  /** Whatever else ends with it. */
  readonly end?: () => Promise<void>;
}

interface Pace {
  /** From one look at what was written here to the next: what comes together goes together. */
  readonly gatherMs: number;
  /** From one part of a round of everything to the next. */
  readonly sweepMs: number;
  /** Before a sink that took nothing is tried again: doubled each time, to the most. */
  readonly firstPauseMs: number;
  readonly mostPauseMs: number;
}

/** A round of 32 parts takes 16 s. */
const PACE: Pace = { gatherMs: 100, sweepMs: 500, firstPauseMs: 1_000, mostPauseMs: 30_000 };

/** In one call: about 60 kB, with receipts 150; what receivers do not take is halved. */
const MOST_AT_ONCE = 100;

/**
 * Hands what is on record to the sinks, in the order of each trail, and has it settled once all of them took it. What this
 * node has in its hands when it ends is still unsettled, and comes again at another.
 */
export class Auditor {
  readonly #pace: Pace;
  readonly #closing = new AbortController();
  #sweptAtMs = -Infinity;
  #sweeps = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: AuditorParts) {
    this.#pace = parts.pace ?? PACE;
  }

  /** Does nothing where there is no sink. */
  start(): void {
    if (this.parts.sinks.length > 0) this.#running = this.#run();
  }

  /** Hands over what was written here, if the sinks take it at once. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    if (this.parts.sinks.length > 0) await this.#drain().catch(() => undefined);
    await this.parts.end?.();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#drain();
        await this.#sweepIfDue();
      } catch {
        // The store is away: who waits for it is told elsewhere, and nothing is lost by waiting.
        await this.#pause(this.#pace.firstPauseMs);
      }
      await this.#pause(this.#pace.gatherMs);
    }
  }

  /** All that was written here. */
  async #drain(): Promise<void> {
    for (;;) {
      const records = await this.parts.feed.take();
      if (records.length === 0) return;
      if (!(await this.#deliver(records))) return;
    }
  }

  /** The first round goes through without a pause: whoever was here before may have left everything. */
  async #sweepIfDue(): Promise<void> {
    const { feed } = this.parts;
    const isFirstRound = this.#sweeps < feed.sweeps;
    if (!isFirstRound && performance.now() - this.#sweptAtMs < this.#pace.sweepMs) return;
    do {
      await this.#deliver(await feed.sweep());
      this.#sweeps += 1;
      this.#sweptAtMs = performance.now();
    } while (this.#sweeps < feed.sweeps && !this.#closing.signal.aborted);
  }

  /** Whether all of them are where they belong; not so only when this node ends. */
  async #deliver(records: readonly AuditRecord[]): Promise<boolean> {
    for (let at = 0; at < records.length; at += MOST_AT_ONCE) {
      const some = records.slice(at, at + MOST_AT_ONCE);
      for (const sink of this.parts.sinks) if (!(await this.#hand(sink, some))) return false;
      await this.#settle(some);
    }
    return true;
  }

  /** Until it takes them. */
  async #hand(sink: AuditSink, records: readonly AuditRecord[]): Promise<boolean> {
    const rendered = records.map(sinkRecord);
    for (let attempts = 1; ; attempts += 1) {
      const reason = await sink.take(rendered);
      if (reason === undefined) {
        if (attempts > 1) this.parts.report({ sink: sink.name, isTaking: true, attempts });
        return true;
      }
      if (attempts === 1) this.parts.report({ sink: sink.name, isTaking: false, reason });
      if (this.#closing.signal.aborted) return false;
      await this.#pause(Math.min(this.#pace.firstPauseMs * 2 ** (attempts - 1), this.#pace.mostPauseMs));
    }
  }

  /** What cannot be noted now comes again: better twice than never. */
  async #settle(records: readonly AuditRecord[]): Promise<void> {
    await this.parts.feed.settle(records).catch(() => undefined);
  }

  /** Shorter when this node ends. Holds no process open. */
  #pause(ms: number): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      timer.unref();
      signal.addEventListener('abort', done);
    });
  }
}
