import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { RefusedError } from '../core/outcome.js';
import type { Limits } from '../core/ports.js';
import { LIMITS } from '../core/tokens.js';
import { ticketOf } from './desktop.guard.js';

/**
 * For what costs more than a look: commands, which are put on record, and pictures, which are drawn here. Behind
 * {@link DesktopGuard}. Refuses with `slow_down`.
 */
@Injectable()
export class SessionLimit implements CanActivate {
  constructor(@Inject(LIMITS) private readonly limits: Limits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const retryAfterMs = await this.limits.take('commands_per_session', ticketOf(context).sessionId);
    if (retryAfterMs !== undefined) throw new RefusedError({ code: 'slow_down', retryAfterMs });
    return true;
  }
}
