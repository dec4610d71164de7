import { Inject, Injectable } from '@nestjs/common';
import { parseUserCode } from '@saoma/protocol';
import { type Outcome, RefusedError } from '../core/outcome.js';
import { PhoneBroker, type Scanned } from '../core/phone-broker.js';
import type { LimitName, Limits } from '../core/ports.js';
import { Secrets } from '../core/secrets.js';
import { LIMITS } from '../core/tokens.js';
import type { VerifiedPhone } from '../core/verified-phone.js';

/**
 * Typed codes are short, so wrong ones are counted: per code, per person and per app (RFC 8628 §5.1). Each try is
 * counted before it is looked at, so that many at once count as many, and taken back when it was right.
 */
@Injectable()
export class UserCodeTries {
  constructor(
    @Inject(PhoneBroker) private readonly broker: PhoneBroker,
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(Secrets) private readonly secrets: Secrets,
  ) {}

  /** Claims the session whose code was typed. Refuses as the broker does, and with `slow_down` after too many. */
  async enter(phone: VerifiedPhone, typed: string): Promise<Outcome<Scanned>> {
    const userCode = parseUserCode(typed);
    if (userCode === undefined) throw new RefusedError({ code: 'user_code_wrong' });
    const counts: readonly (readonly [LimitName, string])[] = [
      ['user_code_misses_per_person', this.secrets.person(phone.app.realm, phone.subject)],
      ['user_code_misses_per_code', this.secrets.userCodeHash(this.secrets.currentKid, userCode)],
      ['user_code_misses_per_app', phone.app.issuer],
    ];
    const retryAfterMs = await this.limits.takeAll(...counts);
    if (retryAfterMs !== undefined) throw new RefusedError({ code: 'slow_down', retryAfterMs });
    const scanned = await this.broker.enter(phone, userCode);
    if (scanned.ok) await Promise.all(counts.map(([limit, key]) => this.limits.giveBack(limit, key)));
    return scanned;
  }
}
