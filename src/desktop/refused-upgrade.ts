import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { problem, type ProblemCode, PROBLEMS } from '@saoma/protocol';
import { securityHeaders } from '../platform/security-headers.js';

/**
 * Answers a WebSocket handshake that is not let in as any other request, with the problem (RFC 9457), so that a load balancer and
 * whoever reads logs can tell why; the connection ends with it. `done` is called when it is on its way.
 */
export function refuseUpgrade(
  socket: Duplex,
  { code, retryAfterMs }: { readonly code: ProblemCode; readonly retryAfterMs?: number },
  origin: string,
  done: () => void,
): void {
  const { status } = PROBLEMS[code];
  const body = JSON.stringify(
    problem(code, origin, { ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }) }),
  );
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...(retryAfterMs === undefined ? [] : [`Retry-After: ${Math.ceil(retryAfterMs / 1_000)}`]),
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(securityHeaders(origin)).map((header) => header.join(': ')),
    'Connection: close',
    '',
    body,
  ];
  socket.end(lines.join('\r\n'), done);
}
