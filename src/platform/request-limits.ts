import type { Socket } from 'node:net';
import { problem } from '@saoma/protocol';
import type { FastifyInstance } from 'fastify';
import { RefusedError } from '../core/outcome.js';
import { demandShape } from './body-shape.js';
import { securityHeaders } from './security-headers.js';

/** What a client may send before anybody looks at it, and how long it may take. */
export interface RequestLimits {
  /** Request line and headers together; refused while they come. */
  readonly headerBytes: number;
  /** How long the headers may take, and with them the body. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often the server looks for those that take longer. */
  readonly lookMs: number;
  /** How long a connection is kept for the next request: longer than proxies keep theirs. */
  readonly keepAliveMs: number;
}

export const REQUEST_LIMITS: RequestLimits = {
  headerBytes: 16_384,
  headersMs: 10_000,
  requestMs: 15_000,
  lookMs: 2_000,
  keepAliveMs: 72_000,
};

/** Browsers send about twenty, and proxies add a few. */
const MOST_HEADERS = 100;

/** The longest is an authorization request that has an ID token with it. */
const LONGEST_ADDRESS = 8_192;

/** Refuses with `invalid_request` what arrived and is out of all proportion, before any door sees it. */
export function demandProportion(server: FastifyInstance): void {
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    const tooLong = (raw.url?.length ?? 0) > LONGEST_ADDRESS;
    const tooMany = raw.rawHeaders.length / 2 > MOST_HEADERS;
    if (tooLong) done(refusal(`the address must not be longer than ${String(LONGEST_ADDRESS)} characters`));
    else if (tooMany) done(refusal(`there must not be more than ${String(MOST_HEADERS)} headers`));
    else done();
  });
  server.addHook('preValidation', ({ body }, _reply, done) => {
    demandShape(body);
    done();
  });
}

function refusal(detail: string): RefusedError {
  return new RefusedError({ code: 'invalid_request', detail });
}

/**
 * Lets a node end, however its clients behave. Once a server closes, Node no longer looks for those that are late: a
 * connection on which nobody says anything, as browsers open them ahead of need, would hold it for ever, and with it
 * whatever is to be written away at the end.
 */
export function closeInTime(server: FastifyInstance, { requestMs }: Pick<RequestLimits, 'requestMs'>): void {
  const open = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  let late: NodeJS.Timeout | undefined;
  server.addHook('preClose', (done) => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    late = setTimeout(() => {
      for (const socket of open) socket.destroy();
    }, requestMs);
    done();
  });
  server.addHook('onClose', (_server, done) => {
    clearTimeout(late);
    done();
  });
}

/** Why the parser gave up, where it was no slip but a limit. */
const DETAILS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: `request line and headers must not be longer than ${String(REQUEST_LIMITS.headerBytes)} bytes`,
};

/** Answers what is no request of HTTP's, or never became one. Whoever took too long is told nothing but that. */
export function tellUnparsed(origin: string): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const headers = Object.entries({ ...securityHeaders(origin), connection: 'close' });
  return ({ code = '' }, socket) => {
    if (code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const isLate = code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const detail = DETAILS[code] ?? 'this is not a request of HTTP';
    const body = isLate ? '' : JSON.stringify(problem('invalid_request', origin, { detail }));
    const lines = [
      `HTTP/1.1 ${isLate ? '408 Request Timeout' : '400 Bad Request'}`,
      ...headers.map(([name, value]) => `${name}: ${value}`),
      ...(isLate ? [] : ['content-type: application/problem+json']),
      `content-length: ${String(Buffer.byteLength(body))}`,
    ];
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  };
}
