import { isIP } from 'node:net';
import type { Kit } from '@saoma/attack';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const LOOPBACK = /^(?:127(?:\.\d+){3}|::1|::ffff:127(?:\.\d+){3})$/;

/**
 * Gives what `npm run attack` attacks this world with to whoever sits at the same machine. Its portals are nobody's, and its
 * apps vouch for nobody at any other.
 */
export async function attackKitRoutes(
  server: FastifyInstance,
  { publicOrigin, kit }: { readonly publicOrigin: string; readonly kit: Kit },
): Promise<void> {
  const { host } = new URL(publicOrigin);
  server.get('/demo/attack-kit', async (request, reply) => {
    if (!isFromHere(request, host)) return reply.code(404).send();
    return reply.header('cache-control', 'no-store').send(kit);
  });
}

/** No proxy between, and no page of the web whose name leads here for a moment. */
function isFromHere({ raw, headers }: FastifyRequest, host: string): boolean {
  const address = raw.socket.remoteAddress ?? '';
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return isIP(address) > 0 && LOOPBACK.test(address) && headers.host === host && !isForwarded;
}
