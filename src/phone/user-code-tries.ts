import { Inject, Injectable } from '@nestjs/common';
import { parseUserCode, type UserCodeAlphabet, userCodeAlphabet } from '@saoma/protocol';
import { countedGuess } from '../core/counted-guess.js';
import { type Outcome, RefusedError } from '../core/outcome.js';
import { PhoneBroker } from '../core/phone-broker.js';
import type { Scanned } from '../core/scanned.js';
import type { Count, LimitName, Limits, Registry } from '../core/ports.js';
import { Secrets } from '../core/secrets.js';
import { LIMITS, REGISTRY } from '../core/tokens.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import type { Arrival } from '../core/weighing.js';

/** Guesses at letters never hit digits: each has counts of its own. */
const BY_ALPHABET: Readonly<Record<UserCodeAlphabet, { readonly perApp: LimitName; readonly ofAll: LimitName }>> = {
  letters: { perApp: 'user_code_misses_of_letters_per_app', ofAll: 'user_code_misses_of_letters' },
  digits: { perApp: 'user_code_misses_of_digits_per_app', ofAll: 'user_code_misses_of_digits' },
};

/**
 * Typed codes are short, so wrong ones are counted: per code, per person, per app and of everybody (RFC 8628 §5.1). Each try
 * is counted before it is looked at, so that many at once count as many, and given back unless it was wrong.
 */
@Injectable()
export class UserCodeTries {
  constructor(
    @Inject(PhoneBroker) private readonly broker: PhoneBroker,
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(REGISTRY) private readonly registry: Registry,
  ) {}

  /** Claims the session whose code was typed. Refuses as the broker does, and with `slow_down` after too many. */
  async enter(phone: VerifiedPhone, typed: string, arrival: Arrival): Promise<Outcome<Scanned>> {
    const userCode = parseUserCode(typed);
    // What its check character shows to be a slip guesses at nobody's code.
    if (userCode === undefined) throw new RefusedError({ code: 'user_code_wrong' });
    const counts = this.#countsOf(phone, userCode);
    const entered = await countedGuess(this.limits, counts, 'user_code_wrong', () =>
      // Whoever knows a code has not guessed, whatever it is refused for.
      this.broker.enter(phone, userCode, arrival),
    );
    // As every limit is told: who is kept waiting has done nothing wrong by it.
    if (!entered.ok && entered.code === 'slow_down') throw new RefusedError(entered);
    return entered;
  }

  /**
   * An app may miss as often as everybody together, but each miss weighs as much as there are apps: so each has an equal
   * part for itself, and nobody's people use up what is left to another app's.
   */
  #countsOf({ app, subject }: VerifiedPhone, userCode: string): readonly Count[] {
    const { perApp, ofAll } = BY_ALPHABET[userCodeAlphabet(userCode)];
    return [
      ['user_code_misses_per_person', this.secrets.person(app.realm, subject)],
      ['user_code_misses_per_code', this.secrets.userCodeHash(this.secrets.currentKid, userCode)],
      [perApp, app.issuer, this.registry.apps().length],
      [ofAll, 'everybody'],
    ];
  }
}
