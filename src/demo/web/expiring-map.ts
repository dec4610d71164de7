/** Keeps things for a fixed time and never more than so many: what strangers can make us store must have a bound. */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly endsAtMs: number }>();
  readonly #lifeMs: number;
  readonly #most: number;

  constructor(lifeMs: number, most: number) {
    this.#lifeMs = lifeMs;
    this.#most = most;
  }

  /** Keeps a value from now on. When there is no room, the oldest goes. */
  set(key: string, value: Value): void {
    const nowMs = performance.now();
    this.#entries.delete(key);
    // All live equally long, so the map's own order is the order in which they end.
    for (const [oldest, { endsAtMs }] of this.#entries) {
      if (endsAtMs > nowMs && this.#entries.size < this.#most) break;
      this.#entries.delete(oldest);
    }
    this.#entries.set(key, { value, endsAtMs: nowMs + this.#lifeMs });
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.endsAtMs > performance.now() ? entry.value : undefined;
  }

  /** Hands the value out once. */
  take(key: string): Value | undefined {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }

  /** What has not ended, the oldest first. */
  values(): readonly Value[] {
    const nowMs = performance.now();
    return [...this.#entries.values()].flatMap(({ value, endsAtMs }) => (endsAtMs > nowMs ? [value] : []));
  }

  deleteWhere(isOver: (value: Value, key: string) => boolean): void {
    for (const [key, { value }] of this.#entries) if (isOver(value, key)) this.#entries.delete(key);
  }
}
