/**
 * The first nonce of a run (RFC 9449 §8), kept until somebody wants an old one: while others are attacked it grows old for
 * nothing.
 */
export class FirstNonce {
  #value: string | undefined;
  #notedAtMs = 0;

  get value(): string | undefined {
    return this.#value;
  }

  /** Keeps what an answer told, if it is the first. */
  note(nonce: string | null): void {
    if (nonce === null || this.#value !== undefined) return;
    this.#value = nonce;
    this.#notedAtMs = performance.now();
  }

  /** How long until it is as old as this. */
  missingMs(ageMs: number): number {
    const oldMs = this.#value === undefined ? 0 : performance.now() - this.#notedAtMs;
    return Math.max(0, Math.ceil(ageMs - oldMs));
  }
}
