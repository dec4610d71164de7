import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type Provider from 'oidc-provider';

/** Where the library answers. `/authorize` is a page of ours until there is a hosted login. */
const PATHS = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/jwks',
  '/token',
  '/introspect',
] as const;

/** Puts the library on its paths, with the body left for it to read and the configured origin for its addresses. */
export async function mountProvider(fastify: FastifyInstance, provider: Provider): Promise<void> {
  const { host, protocol } = new URL(provider.issuer);
  const handle = provider.callback() as (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  await fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => {
      parsed(null);
    });
    for (const path of PATHS) {
      scope.all(path, async (request, reply) => {
        reply.hijack();
        for (const [name, value] of Object.entries(reply.getHeaders())) {
          if (value !== undefined) reply.raw.setHeader(name, value);
        }
        const { raw } = request;
        raw.headers.host = host;
        raw.headers['x-forwarded-host'] = host;
        raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
        await handle(raw, reply.raw);
      });
    }
    done();
  });
}
