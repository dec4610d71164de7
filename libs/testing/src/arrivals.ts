interface Wait {
  readonly check: () => void;
}

/** Things that arrive, to look at and to wait for. */
export class Arrivals<T> {
  readonly #all: T[] = [];
  readonly #waits = new Set<Wait>();

  constructor(private readonly what: string) {}

  /** All that has arrived, in order. */
  get all(): readonly T[] {
    return this.#all;
  }

  note(one: T): void {
    this.#all.push(one);
    for (const { check } of this.#waits) check();
  }

  /** Resolves once so many have arrived. Rejects at the deadline, telling how many did. */
  until(count: number, deadlineMs: number): Promise<readonly T[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waits.delete(wait);
        reject(new Error(`${this.#all.length} of ${count} ${this.what} arrived within ${deadlineMs} ms`));
      }, deadlineMs);
      const wait: Wait = {
        check: () => {
          if (this.#all.length < count) return;
          clearTimeout(timer);
          this.#waits.delete(wait);
          resolve(this.#all);
        },
      };
      this.#waits.add(wait);
      wait.check();
    });
  }
}
