import { Inject, Injectable } from '@nestjs/common';
import { OneTimeCodes } from '../core/one-time-codes.js';
import { type Outcome, RefusedError } from '../core/outcome.js';
import type { DesktopTicket, LimitName, Limits } from '../core/ports.js';
import type { Snapshot } from '../core/step.js';
import { LIMITS } from '../core/tokens.js';
import { addressPrefix } from './address-prefix.js';

/**
 * Wrong one-time codes are counted per session and person by the broker; here where they come from, so that nobody tries a
 * few at each of many accounts. Each try is counted before it is looked at, and given back unless it was wrong.
 */
@Injectable()
export class OneTimeCodeTries {
  constructor(
    @Inject(OneTimeCodes) private readonly codes: OneTimeCodes,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  /** Approves by the code that was typed. Refuses as {@link OneTimeCodes.prove} does, and with `slow_down`. */
  async prove(ticket: DesktopTicket, typed: string, address: string): Promise<Outcome<Snapshot>> {
    const counts: readonly (readonly [LimitName, string])[] = [
      ['one_time_code_misses_per_prefix', `${ticket.clientId} ${addressPrefix(address)}`],
      ['one_time_code_misses_per_portal', ticket.clientId],
    ];
    const retryAfterMs = await this.limits.takeAll(...counts);
    if (retryAfterMs !== undefined) throw new RefusedError({ code: 'slow_down', retryAfterMs });
    const giveBack = (): Promise<unknown> =>
      Promise.all(counts.map(([limit, key]) => this.limits.giveBack(limit, key)));
    try {
      const proved = await this.codes.prove(ticket, bare(typed));
      if (proved.ok || proved.code !== 'one_time_code_wrong') await giveBack();
      return proved;
    } catch (error) {
      await giveBack().catch(() => undefined);
      throw error;
    }
  }
}

/** As people type and phones paste: full-width digits, spaces and dashes. */
const bare = (typed: string): string => typed.normalize('NFKC').replace(/[\s\p{Pd}]/gu, '');
