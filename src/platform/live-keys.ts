import type { JWK } from 'jose';
import type { RingKey } from '../core/ports.js';
import { believed, type BrokerKeys, KeysMistake, type TimedKey } from './keys.js';

/** The keys that count at one moment, the current one of each kind first. */
export interface KeysNow {
  readonly ring: readonly RingKey[];
  readonly signing: readonly JWK[];
}

/**
 * The broker's keys by the clock: which is current and which are still believed changes at the times that the file names, and
 * with the file. All nodes that have read it change over together.
 */
export class LiveKeys {
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
    const { ring, signing } = this.#keys;
    const times = [...ring, ...signing].flatMap(({ fromS, untilS }: TimedKey<unknown>) => [fromS, untilS]);
    this.#changesAtS = Math.min(...times.filter((atS) => atS > nowS), Number.POSITIVE_INFINITY);
    this.#now = { ring: believed(ring, nowS), signing: believed(signing, nowS) };
    return this.#now;
  }

  /** From now on these. @throws KeysMistake, and nothing has changed */
  take(keys: BrokerKeys): void {
    if (Buffer.compare(keys.subjectKey, this.#keys.subjectKey) !== 0) {
      throw new KeysMistake('keys: subject_key must stay what it is: by what derives from it portals know people');
    }
    this.#keys = keys;
    this.#now = undefined;
  }
}
