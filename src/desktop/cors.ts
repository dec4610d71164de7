import type { Registry } from '../core/ports.js';

/** The paths that pages on portals' origins call. */
const PAGES_CALL = /^\/v1\/sessions(\/|\?|$)/;

/** One hour: browsers cap it at two. */
const PREFLIGHT_LIFE_S = 3_600;

/** What `@fastify/cors` takes for one request. */
interface CorsAnswer {
  readonly origin: string | false;
  readonly methods: string[];
  readonly allowedHeaders: string[];
  readonly exposedHeaders: string[];
  readonly maxAge: number;
}

interface CorsRequest {
  readonly url: string;
  readonly headers: { readonly origin?: string | undefined };
}

/**
 * Which origins a browser lets talk to us: those of registered portals, on the desktop door's paths, never `*` and
 * never `null`. Whether an origin is the right one for a session is looked at again with the token.
 * @see Fetch Standard §3.3
 */
export function desktopCors(registry: Registry): (request: CorsRequest) => CorsAnswer {
  return ({ url, headers }: CorsRequest) => ({
    origin:
      headers.origin !== undefined && PAGES_CALL.test(url) && registry.hasOrigin(headers.origin)
        ? headers.origin
        : false,
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'dpop', 'last-event-id'],
    exposedHeaders: ['retry-after', 'dpop-nonce'],
    maxAge: PREFLIGHT_LIFE_S,
  });
}
