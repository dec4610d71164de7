import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Logger, pino } from 'pino';
import { printable } from './printable.js';

interface Lines {
  readonly write: (line: string) => unknown;
}

/**
 * One JSON line an entry, to standard output. JSON escapes what would end a line; what else steers a terminal or turns the
 * writing around is escaped here, so that a line looks like what it is wherever it is shown.
 */
export function makeLogger(level: string, lines: Lines = pino.destination(1)): Logger {
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // Nothing of a request is ever logged whole: its headers carry tokens, its path may carry a code.
    serializers: { req: () => ({}), res: () => ({}) },
  };
  return pino(settings, { write: (line) => lines.write(printable(line)) });
}

/** Nest's own messages, through the same lines. */
export function nestLogger(logger: Logger): LoggerService {
  const at =
    (level: 'info' | 'warn' | 'error' | 'debug' | 'trace') =>
    (message: unknown, ...rest: unknown[]): void => {
      logger[level]({ context: rest.at(-1) }, String(message));
    };
  return { log: at('debug'), warn: at('warn'), error: at('error'), debug: at('debug'), verbose: at('trace') };
}

const REQUEST_ID = /^[\w-]{8,64}$/;

/** The proxy's request id where there is a proxy and it sent a sound one, else a new one. */
export function requestIds(hasProxy: boolean): (request: { headers: IncomingHttpHeaders }) => string {
  return ({ headers }) => {
    const given = hasProxy ? headers['x-request-id'] : undefined;
    return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  };
}

/** One line an answer: method, the route's pattern (never the address, which may carry a code), status, time. */
export function logAnswer(request: FastifyRequest, reply: FastifyReply): void {
  request.log.info(
    {
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    },
    'answered',
  );
}
