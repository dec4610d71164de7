import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { problem, type ProblemCode, PROBLEMS } from '@saoma/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Refused, RefusedError } from '../core/outcome.js';
import { StoreUnavailable } from '../core/ports.js';

/** How long to stay away when the store is: it is back, or failed over, within seconds. */
const STORE_RETRY_AFTER_MS = 1_000;

/** Framework errors by status: what is wrong before any door is reached. */
const BY_STATUS: Record<number, ProblemCode> = {
  400: 'invalid_request',
  404: 'not_found',
  405: 'not_found',
  413: 'payload_too_large',
  414: 'not_found',
  415: 'unsupported_media_type',
};

/** Every error of our own endpoints leaves here, as RFC 9457 says. What nobody expected is logged, and told as nothing but 500. */
@Catch()
export class ProblemsFilter implements ExceptionFilter {
  readonly #logger = new Logger('problems');

  constructor(private readonly origin: string) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const context = host.switchToHttp();
    this.tell(error, context.getRequest<FastifyRequest>(), context.getResponse<FastifyReply>());
  }

  /** Answers with the problem. The server calls it too, for what fails before Nest sees the request. */
  tell(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { code, detail, state, triesLeft, retryAfterMs, required } = this.#refusalOf(error, request);
    const { status } = PROBLEMS[code];
    if (reply.sent) return;
    if (retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterMs / 1_000)));
    if (status === 401 && !reply.hasHeader('www-authenticate')) {
      // The phone's door has said its own, with the algorithms of its proofs.
      reply.header('www-authenticate', challenge(request, code, required));
    }
    void reply
      .status(status)
      .header('cache-control', 'no-store')
      .type('application/problem+json')
      .send(
        problem(code, this.origin, {
          ...(detail !== undefined && { detail }),
          ...(state !== undefined && { state }),
          ...(triesLeft !== undefined && { tries_left: triesLeft }),
          ...(retryAfterMs !== undefined && { retry_after_ms: Math.ceil(retryAfterMs) }),
          ...(required?.amr && { required_amr: required.amr }),
          ...(required?.acr && { required_acr: required.acr }),
          ...(required?.max_age !== undefined && { max_age: required.max_age }),
          instance: `urn:request:${request.id}`,
        }),
      );
  }

  #refusalOf(error: unknown, request: FastifyRequest): Refused {
    if (error instanceof RefusedError) {
      request.log.info({ code: error.refused.code, detail: error.refused.detail }, 'refused');
      return error.refused;
    }
    if (error instanceof StoreUnavailable) {
      request.log.warn({ reason: error.message }, 'the store is away');
      return { code: 'temporarily_unavailable', retryAfterMs: STORE_RETRY_AFTER_MS };
    }
    const code = BY_STATUS[statusOf(error)];
    if (code) return { code, detail: PROBLEMS[code].advice };
    this.#logger.error(error instanceof Error ? error.stack : 'something that is no error was thrown');
    return { code: 'server_error' };
  }
}

/** What to come back with. @see RFC 6750 §3, RFC 9470 §3 */
function challenge({ headers }: FastifyRequest, code: ProblemCode, required: Refused['required']): string {
  const scheme = /^dpop /i.test(headers.authorization ?? '') ? 'DPoP' : 'Bearer';
  return [
    `${scheme} error="${code}"`,
    ...(required?.acr ? [`acr_values="${required.acr.join(' ')}"`] : []),
    ...(required?.max_age === undefined ? [] : [`max_age="${required.max_age}"`]),
  ].join(', ');
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}
