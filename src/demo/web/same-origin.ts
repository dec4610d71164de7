import type { FastifyRequest } from 'fastify';

/**
 * Whether a request that changes something comes from our own page. A browser too old to say where from says at
 * least its origin; who says neither is refused.
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isSameOrigin(request: FastifyRequest, origin: string): boolean {
  const site = request.headers['sec-fetch-site'];
  return site === undefined ? request.headers.origin === origin : site === 'same-origin';
}
