import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LiveProvider } from './live-provider.js';
import { ROUTES } from './provider.js';
import type { Visitors } from './visitors.js';

/** Where the library answers. */
const PATHS = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  ...Object.values(ROUTES),
];

/**
 * What a portal may also have a browser send as a form (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2). The library
 * would take it only with cookies that every site's requests carry; so it is shown the link that the form stands for. The
 * browser is not: what a form keeps out of addresses and logs stays out of them.
 */
const FORMS: readonly string[] = [ROUTES.authorization, ROUTES.end_session];

/** Puts the library on its paths, with the body left for it to read and the configured origin for its addresses. */
export async function mountProvider(
  fastify: FastifyInstance,
  provider: LiveProvider,
  visitors: Visitors,
): Promise<void> {
  const { host, protocol } = new URL(provider.current.issuer);
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    const { raw } = request;
    visitors.note(raw, request.ip);
    raw.headers.host = host;
    raw.headers['x-forwarded-host'] = host;
    raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    await provider.handle(raw, reply.raw);
  };
  for (const path of FORMS) {
    fastify.post(path, async (request, reply) => {
      const fields = Object.entries((request.body ?? {}) as Record<string, string | string[]>);
      const query = new URLSearchParams(fields.flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
      Object.assign(request.raw, { method: 'GET', url: `${path}?${query.toString()}` });
      await answer(request, reply);
    });
  }
  await fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => {
      parsed(null);
    });
    for (const path of PATHS) {
      const method = FORMS.includes(path) ? ['GET'] : scope.supportedMethods;
      scope.route({ method, url: path, handler: answer, exposeHeadRoute: false });
    }
    done();
  });
}
