import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type Provider from 'oidc-provider';
import { ROUTES } from './provider.js';
import type { Visitors } from './visitors.js';

/** Where the library answers. */
const PATHS = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  ...Object.values(ROUTES),
];

/** Puts the library on its paths, with the body left for it to read and the configured origin for its addresses. */
export async function mountProvider(fastify: FastifyInstance, provider: Provider, visitors: Visitors): Promise<void> {
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
        visitors.note(raw, request.ip);
        raw.headers.host = host;
        raw.headers['x-forwarded-host'] = host;
        raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
        await handle(raw, reply.raw);
      });
    }
    done();
  });
}
