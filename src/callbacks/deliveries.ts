import type { Answer, Message, Poster } from './poster.js';

/** Something to be told, as often as it takes. */
export interface Delivery {
  readonly url: string;
  /** Made anew for each attempt. */
  readonly message: () => Message | Promise<Message>;
  /** Pauses before the second attempt and any later one, in milliseconds, more or less. */
  readonly pausesMs: readonly number[];
  /** Whether this status is the service's last word, and no. */
  readonly isFinal: (status: number) => boolean;
}

/** Of one service so many wait at most: one that is down for long must not fill this process. */
const MOST_WAITING = 1_000;

/** Pauses differ by so much, that services which come back are not met by everything at once. */
const JITTER = 0.5;

/** What a process that ends still waits for. */
const LAST_CHANCE_MS = 3_000;

/** Everything that is on its way to others from this process. */
export class Deliveries {
  readonly #waiting = new Map<string, number>();
  readonly #open = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  /** @param lastChanceMs what {@link close} waits at most */
  constructor(
    private readonly poster: Poster,
    private readonly lastChanceMs = LAST_CHANCE_MS,
  ) {}

  /** Resolves to why it could not be delivered, one word for each attempt, or to `undefined`. Never rejects. */
  async deliver(delivery: Delivery): Promise<string | undefined> {
    const { origin } = new URL(delivery.url);
    const waiting = this.#waiting.get(origin) ?? 0;
    if (waiting >= MOST_WAITING) return 'too many wait already';
    this.#waiting.set(origin, waiting + 1);
    try {
      return await this.#keepTrying(delivery);
    } finally {
      const left = (this.#waiting.get(origin) ?? 1) - 1;
      if (left > 0) this.#waiting.set(origin, left);
      else this.#waiting.delete(origin);
    }
  }

  /** What goes on behind whoever began it, and is waited for at the end. */
  follow(work: Promise<unknown>): void {
    this.#open.add(work);
    void work.finally(() => this.#open.delete(work));
  }

  /** Everything that waits is tried once more, at once; then it is given up. */
  async close(): Promise<void> {
    this.#closing.abort();
    const giveUp = setTimeout(() => void this.poster.destroy(), this.lastChanceMs);
    await Promise.allSettled(this.#open);
    clearTimeout(giveUp);
    await this.poster.destroy();
  }

  async #keepTrying({ url, message, pausesMs, isFinal }: Delivery): Promise<string | undefined> {
    const reasons: string[] = [];
    for (const pauseMs of [0, ...pausesMs]) {
      await this.#pause(pauseMs);
      const isLast = this.#closing.signal.aborted;
      const answer = await this.poster.post(url, await message());
      if (isTaken(answer)) return undefined;
      reasons.push('status' in answer ? String(answer.status) : answer.failure);
      if (isLast || isHopeless(answer, isFinal)) break;
    }
    return reasons.join(', ');
  }

  /** Shorter when the process ends. */
  #pause(ms: number): Promise<void> {
    const { signal } = this.#closing;
    if (ms === 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms * (1 + JITTER * (Math.random() - 0.5)));
      signal.addEventListener('abort', done);
    });
  }
}

const isTaken = (answer: Answer): boolean => 'status' in answer && answer.status >= 200 && answer.status < 300;

/** An address that is not allowed is a mistake in the registry, and no weather. */
function isHopeless(answer: Answer, isFinal: (status: number) => boolean): boolean {
  return 'status' in answer ? isFinal(answer.status) : answer.failure === 'ADDRESS_NOT_ALLOWED';
}
