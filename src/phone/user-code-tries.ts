import { Inject, Injectable } from '@nestjs/common';
import { type Channel, parseUserCode } from '@saoma/protocol';
import { type Outcome, RefusedError } from '../core/outcome.js';
import { PhoneBroker } from '../core/phone-broker.js';
import type { Scanned } from '../core/scanned.js';
import type { LimitName, Limits } from '../core/ports.js';
import { Secrets } from '../core/secrets.js';
import { LIMITS } from '../core/tokens.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import type { Arrival } from '../core/weighing.js';

/** A telephone line has fewer people at a time, and nothing but typed codes. */
const PER_APP: Readonly<Record<Channel, LimitName>> = {
  app: 'user_code_misses_per_app',
  mini_program: 'user_code_misses_per_app',
  phone_line: 'user_code_misses_per_phone_line',
};

/**
 * Typed codes are short, so wrong ones are counted: per code, per person and per app (RFC 8628 §5.1). Each try is
 * counted before it is looked at, so that many at once count as many, and given back unless it was wrong.
 */
@Injectable()
export class UserCodeTries {
  constructor(
    @Inject(PhoneBroker) private readonly broker: PhoneBroker,
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(Secrets) private readonly secrets: Secrets,
  ) {}

  /** Claims the session whose code was typed. Refuses as the broker does, and with `slow_down` after too many. */
  async enter(phone: VerifiedPhone, typed: string, arrival: Arrival): Promise<Outcome<Scanned>> {
    const userCode = parseUserCode(typed);
    if (userCode === undefined) throw new RefusedError({ code: 'user_code_wrong' });
    const counts: readonly (readonly [LimitName, string])[] = [
      ['user_code_misses_per_person', this.secrets.person(phone.app.realm, phone.subject)],
      ['user_code_misses_per_code', this.secrets.userCodeHash(this.secrets.currentKid, userCode)],
      [PER_APP[phone.app.channel], phone.app.issuer],
    ];
    const retryAfterMs = await this.limits.takeAll(...counts);
    if (retryAfterMs !== undefined) throw new RefusedError({ code: 'slow_down', retryAfterMs });
    const giveBack = (): Promise<unknown> =>
      Promise.all(counts.map(([limit, key]) => this.limits.giveBack(limit, key)));
    try {
      const scanned = await this.broker.enter(phone, userCode, arrival);
      // Whoever knows a code has not guessed, whatever it is refused for.
      if (scanned.ok || scanned.code !== 'user_code_wrong') await giveBack();
      return scanned;
    } catch (error) {
      // Nothing was found out, and the same code will be sent again.
      await giveBack().catch(() => undefined);
      throw error;
    }
  }
}
