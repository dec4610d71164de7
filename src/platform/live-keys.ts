import type { JWK } from 'jose';
import type { LastingKeys, RingKey } from '../core/ports.js';
import { believed, type BrokerKeys, KeysMistake, succession, type TimedKey } from './keys.js';

/** The keys that count at one moment, the current one of each kind first. */
export interface KeysNow {
  readonly ring: readonly RingKey[];
  readonly sealing: readonly RingKey[];
  readonly pairwise: readonly RingKey[];
  readonly signing: readonly JWK[];
}

/**
 * The broker's keys by the clock: which is current and which are still believed changes at the times that the file names, and
 * with the file. All nodes that have read it change over together.
 */
export class LiveKeys implements LastingKeys {
  #keys: BrokerKeys;
  #now: KeysNow | undefined;
  #changesAtS = 0;

  /** @param nowMs time of this node */
  constructor(
    keys: BrokerKeys,
    private readonly nowMs: () => number,
  ) {
    this.#keys = keys;
  }

  get subjectKey(): Uint8Array {
    return this.#keys.subjectKey;
  }

  /** The same object as long as nothing has changed. */
  now(): KeysNow {
    const nowS = this.nowMs() / 1_000;
    if (this.#now && nowS < this.#changesAtS) return this.#now;
    const { ring, sealing, pairwise, signing } = this.#keys;
    const times = [...ring, ...sealing, ...pairwise, ...signing].flatMap(({ fromS, untilS }: TimedKey<unknown>) => [
      fromS,
      untilS,
    ]);
    this.#changesAtS = Math.min(...times.filter((atS) => atS > nowS), Number.POSITIVE_INFINITY);
    this.#now = {
      ring: believed(ring, nowS),
      sealing: believed(sealing, nowS),
      pairwise: believed(pairwise, nowS),
      signing: believed(signing, nowS),
    };
    return this.#now;
  }

  sealing(): readonly RingKey[] {
    return this.now().sealing;
  }

  pairwise(): readonly RingKey[] {
    return this.now().pairwise;
  }

  pairwiseAt(atMs: number): readonly RingKey[] {
    const known = succession(this.#keys.pairwise, atMs / 1_000, this.nowMs() / 1_000);
    // The key of that moment is over only where somebody ended it by hand.
    return known.length > 0 ? known : this.now().pairwise.slice(0, 1);
  }

  /** From now on these. @throws KeysMistake, and nothing has changed */
  take(keys: BrokerKeys): void {
    if (Buffer.compare(keys.subjectKey, this.#keys.subjectKey) !== 0) {
      throw new KeysMistake('keys: subject_key must stay what it is: by what derives from it people are known');
    }
    // One that has not begun may be taken back: nothing was made with it.
    const inUse = this.#keys.pairwise.filter(
      ({ fromS, untilS }) => fromS * 1_000 <= this.nowMs() && untilS === Infinity,
    );
    if (!inUse.every((one) => hasSecretOf(one, keys.pairwise))) {
      throw new KeysMistake(
        'keys: pairwise must keep the key that has no end: portals know people by it; "rotate --pairwise" gives it one',
      );
    }
    this.#keys = keys;
    this.#now = undefined;
  }
}

function hasSecretOf({ key }: TimedKey<RingKey>, keys: readonly TimedKey<RingKey>[]): boolean {
  return keys.some((other) => Buffer.compare(other.key.secret, key.secret) === 0);
}
