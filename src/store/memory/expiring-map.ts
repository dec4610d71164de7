interface Entry<V> {
  readonly value: V;
  readonly endsAtMs: number;
}

/** How many writes between two looks for what has ended. */
const WRITES_PER_SWEEP = 1_000;

/** A map whose entries end by themselves, as keys in Redis do. */
export class ExpiringMap<V> {
  readonly #entries = new Map<string, Entry<V>>();
  #writes = 0;

  constructor(private readonly nowMs: () => number) {}

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.endsAtMs > this.nowMs() ? entry.value : undefined;
  }

  set(key: string, value: V, lifeMs: number): void {
    this.#writes += 1;
    if (this.#writes % WRITES_PER_SWEEP === 0) this.#sweep();
    this.#entries.set(key, { value, endsAtMs: this.nowMs() + lifeMs });
  }

  /** Sets the value and leaves the life as it is where that is longer. */
  setAtLeast(key: string, value: V, lifeMs: number): void {
    const endsAtMs = this.#entries.get(key)?.endsAtMs ?? 0;
    this.set(key, value, Math.max(lifeMs, endsAtMs - this.nowMs()));
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  #sweep(): void {
    const nowMs = this.nowMs();
    for (const [key, { endsAtMs }] of this.#entries) if (endsAtMs <= nowMs) this.#entries.delete(key);
  }
}
