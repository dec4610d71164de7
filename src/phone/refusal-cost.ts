import { Inject, Injectable } from '@nestjs/common';
import { type Outcome, unwrap } from '../core/outcome.js';
import type { Limits } from '../core/ports.js';
import { Secrets } from '../core/secrets.js';
import { LIMITS } from '../core/tokens.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import { callsOf } from './phone.guard.js';

/** Added to the one that every call costs: who tries codes, nonces and ids runs dry three times as fast. */
const POINTS_OF_A_REFUSAL = 2;

/** Answers of the core on their way out: a value as it is, a refusal counted against phone and person and thrown. */
@Injectable()
export class RefusalCost {
  constructor(
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(Secrets) private readonly secrets: Secrets,
  ) {}

  async settle<T>(phone: VerifiedPhone, pending: Promise<Outcome<T>>): Promise<T> {
    const outcome = await pending;
    // What it comes to is told by the next call; this one has its answer.
    if (!outcome.ok) await this.#count(phone);
    return unwrap(outcome);
  }

  async #count(phone: VerifiedPhone): Promise<void> {
    const [[limit, key]] = callsOf(phone);
    await Promise.all([
      this.limits.take(limit, key, POINTS_OF_A_REFUSAL),
      this.limits.take('failures_per_person', this.secrets.person(phone.app.realm, phone.subject)),
    ]);
  }
}
