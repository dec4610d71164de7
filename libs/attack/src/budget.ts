/** An attack made more requests than it says it does. */
export class OverBudget extends Error {
  override readonly name = 'OverBudget';
}

/** Counts the requests of one attack, and lets none through beyond what it declares: whoever is attacked was told a number. */
export class Budget {
  #spent = 0;
  #exceeded: OverBudget | undefined;
  readonly #over = new AbortController();

  constructor(private readonly most: number) {}

  /** How many were made. */
  get spent(): number {
    return this.#spent;
  }

  /** Is aborted with the first request too many. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Before each request and each connection. @throws OverBudget in place of the one too many, and of all after it */
  spend(): void {
    if (this.#spent < this.most && !this.#exceeded) {
      this.#spent += 1;
      return;
    }
    this.#exceeded ??= new OverBudget(`it went beyond the ${this.most} requests that it says it makes at most`);
    this.#over.abort(this.#exceeded);
    throw this.#exceeded;
  }
}
