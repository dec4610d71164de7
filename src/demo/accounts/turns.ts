/** Lets costly things happen a few at a time, in the order in which they were asked for. */
export class Turns {
  readonly #atOnce: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  async take<Result>(act: () => Promise<Result>): Promise<Result> {
    if (this.#running === this.#atOnce) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#running += 1;
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      // Whoever is next has the place that is left: nobody comes in between.
      if (next) next();
      else this.#running -= 1;
    }
  }
}
