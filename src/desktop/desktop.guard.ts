import { type CanActivate, createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Computers } from '../core/computers.js';
import { DesktopBroker } from '../core/desktop-broker.js';
import { RefusedError } from '../core/outcome.js';
import type { DesktopTicket, Limits, Registry } from '../core/ports.js';
import { BROKER_ORIGIN, LIMITS, REGISTRY } from '../core/tokens.js';
import { demandOrigin } from './origin-rule.js';
import { PageProofs } from './page-proofs.js';

type DesktopRequest = FastifyRequest<{ Params: { session_id?: string } }> & { ticket?: DesktopTicket };

const BEARER = /^Bearer ([\w.-]+)$/i;

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1). */
export function bearerToken(authorization: string | undefined): string | undefined {
  return BEARER.exec(authorization ?? '')?.[1];
}

/**
 * Lets nobody in but the page that waits: its token, for the session in the path, from its portal's origin or our own page,
 * with a proof of its key where it has one, and not too often.
 */
@Injectable()
export class DesktopGuard implements CanActivate {
  constructor(
    @Inject(DesktopBroker) private readonly broker: DesktopBroker,
    @Inject(REGISTRY) private readonly registry: Registry,
    @Inject(BROKER_ORIGIN) private readonly origin: string,
    @Inject(PageProofs) private readonly proofs: PageProofs,
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(Computers) private readonly computers: Computers,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<DesktopRequest>();
    const token = bearerToken(request.headers.authorization);
    const ticket = token === undefined ? undefined : this.broker.ticket(token);
    if (token === undefined || !ticket)
      throw new RefusedError({ code: 'invalid_token', detail: 'a desktop token is needed' });
    if (ticket.sessionId !== request.params.session_id) throw new RefusedError({ code: 'session_not_found' });
    demandOrigin(this.registry, ticket.clientId, request.headers.origin, this.origin);
    const { sessionId, jkt } = ticket;
    const reply = http.getResponse<FastifyReply>();
    const spent = jkt === undefined ? undefined : await this.proofs.demand({ token, jkt }, request, reply);
    const retryAfterMs = await this.limits.take('calls_per_session', sessionId);
    if (retryAfterMs !== undefined) throw new RefusedError({ code: 'slow_down', retryAfterMs });
    if (jkt !== undefined && spent !== undefined) {
      // Behind the limit, because proofs are kept for minutes. Whoever polls waits as others do by their socket.
      await Promise.all([this.proofs.spend(spent), this.computers.attach(jkt, sessionId)]);
    }
    request.ticket = ticket;
    return true;
  }
}

/** The desktop token's content, proven by {@link DesktopGuard}. */
export const Ticket = createParamDecorator((_: unknown, context: ExecutionContext) => ticketOf(context));

/** The same for what stands behind the guard. */
export function ticketOf(context: ExecutionContext): DesktopTicket {
  const { ticket } = context.switchToHttp().getRequest<DesktopRequest>();
  if (!ticket) throw new TypeError('the route lacks its guard');
  return ticket;
}
