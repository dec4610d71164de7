import { type CanActivate, createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RefusedError } from '../core/outcome.js';
import type { Operator, Registry } from '../core/ports.js';
import { REGISTRY } from '../core/tokens.js';
import { operatorOf } from './operator-token.js';

type OperatorRequest = FastifyRequest<{ Params: Readonly<Record<string, string>> }> & { operator?: Operator };

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/** A session's id or a person's word. Whatever else somebody puts into an address is not for the log. */
const OPAQUE = /^(?:[A-Z2-7]{26}|[\w-]{43})$/;

/**
 * Lets nobody in but an operator who is in the registry at this moment. What opens any other door is told `invalid_token`
 * like anything else. Every call is logged: who, what and about whom or which session, never why.
 */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(@Inject(REGISTRY) private readonly registry: Registry) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<OperatorRequest>();
    const reply = http.getResponse<FastifyReply>();
    // Here and not on the routes, because refusals are not to be kept either.
    reply.header('cache-control', 'no-store');
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const operator = token === undefined ? undefined : operatorOf(this.registry, token);
    const call = `${request.method} ${request.routeOptions.url ?? ''}`;
    if (!operator) {
      request.log.warn({ call, token: token === undefined ? 'none' : 'wrong' }, 'no operator');
      // Who sent nothing is told no error, only what to send (RFC 6750 §3.1).
      if (token === undefined) reply.header('www-authenticate', 'Bearer');
      throw new RefusedError({ code: 'invalid_token', detail: 'an operator’s token is needed' });
    }
    const on = Object.values(request.params).find((param) => OPAQUE.test(param));
    request.log.info({ operator: operator.operatorId, call, on }, 'an operator calls');
    request.operator = operator;
    return true;
  }
}

/** Who acts, proven by {@link OperatorGuard}. */
export const ActingOperator = createParamDecorator((_: unknown, context: ExecutionContext): Operator => {
  const { operator } = context.switchToHttp().getRequest<OperatorRequest>();
  if (!operator) throw new TypeError('the route lacks its guard');
  return operator;
});
