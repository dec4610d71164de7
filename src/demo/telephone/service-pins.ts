import { randomInt, timingSafeEqual } from 'node:crypto';
import { Lockouts } from '../accounts/lockouts.js';

export const PIN_DIGITS = 6;
const MINUTE_MS = 60_000;

/** The digits by which the service line knows that the phone is in its owner's hand, by person. Made now, kept nowhere. */
export function makeServicePins(people: readonly { readonly id: string }[]): ReadonlyMap<string, string> {
  return new Map(people.map(({ id }) => [id, String(randomInt(10 ** PIN_DIGITS)).padStart(PIN_DIGITS, '0')]));
}

export type PinCheck = 'right' | 'wrong' | { readonly lockedMs: number };

/** Compares PINs, and counts: wrong ones in a row lock a number for a while, whoever calls from it and however often. */
export class PinGuard {
  readonly #pins: ReadonlyMap<string, string>;
  readonly #lockouts = new Lockouts({ failures: 5, lockMs: [15 * MINUTE_MS, 60 * MINUTE_MS, 24 * 60 * MINUTE_MS] });

  constructor(pins: ReadonlyMap<string, string>) {
    this.#pins = pins;
  }

  check(personId: string, typed: string): PinCheck {
    // While it is locked nothing is compared: a guess must not learn that it would have been right.
    const lockedMs = this.#lockouts.remainingMs(personId);
    if (lockedMs > 0) return { lockedMs };
    if (isSame(this.#pins.get(personId) ?? '', typed)) {
      this.#lockouts.clear(personId);
      return 'right';
    }
    this.#lockouts.count(personId);
    const locksMs = this.#lockouts.remainingMs(personId);
    return locksMs > 0 ? { lockedMs: locksMs } : 'wrong';
  }
}

function isSame(pin: string, typed: string): boolean {
  const [one, other] = [Buffer.from(pin), Buffer.from(typed)];
  return one.length === PIN_DIGITS && one.length === other.length && timingSafeEqual(one, other);
}
