import { Lockouts } from '../accounts/lockouts.js';
import { PEOPLE } from '../people.js';

/** Cards are long numbers of which much can be read off a receipt: few tries, and then none for a day. */
const LOCKS = { failures: 3, lockMs: [24 * 60 * 60_000] } as const;

export type CardCheck = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs?: number };

/**
 * The site's own way to know somebody: the bank is asked whether a card and a phone number are those of the holder of an
 * ID number. Here the bank is simulated; it knows the cards of the demo's people.
 */
export class CardChecks {
  readonly #lockouts = new Lockouts(LOCKS, new Set(PEOPLE.map(({ id }) => id)));

  /**
   * Tries count by whom it is about, whoever makes them.
   * @param subject of the person, who need not exist
   */
  check(subject: string, card: string, phone: string): CardCheck {
    const lockedMs = this.#lockouts.remainingMs(subject);
    if (lockedMs > 0) return { ok: false, retryAfterMs: lockedMs };
    this.#lockouts.count(subject);
    if (bankConfirms(subject, digitsOf(card), digitsOf(phone))) {
      this.#lockouts.clear(subject);
      return { ok: true };
    }
    const retryAfterMs = this.#lockouts.remainingMs(subject);
    return retryAfterMs > 0 ? { ok: false, retryAfterMs } : { ok: false };
  }
}

function bankConfirms(subject: string, card: string, phone: string): boolean {
  const person = PEOPLE.find(({ id }) => id === subject);
  return person?.bankCard === card && person.phone === `+86${phone.replace(/^86/, '')}`;
}

/** People type numbers in groups. */
const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');
