import type { FastifyInstance } from 'fastify';
import { PROJECT_ROOT, serveFiles } from '../web/files.js';
import { guardPages } from '../web/guard.js';
import { languageOf } from '../web/language.js';
import { isSameOrigin } from '../web/same-origin.js';
import type { TokenIssuer } from './issuer.js';
import { phonePage } from './page.js';
import { PEOPLE } from './people.js';

/** Where the app is, below the public origin. Its issuer is there too. */
export const APP_PATH = '/demo/app';

/** BASE64URL of a SHA-256 (RFC 7638). */
const THUMBPRINT = /^[\w-]{43}$/;

/** The phone: one page, and the app's own backend, which knows its people and issues their tokens. */
export async function appRoutes(
  server: FastifyInstance,
  { publicOrigin, issuer }: { publicOrigin: string; issuer: TokenIssuer },
): Promise<void> {
  const built = (name: string): URL => new URL(`dist/demo/app/bundle/${name}`, PROJECT_ROOT);

  guardPages(server, publicOrigin, { scripts: ` 'wasm-unsafe-eval'` });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { bodyLimit: 1_024, parseAs: 'string' },
    server.getDefaultJsonParser('error', 'error'),
  );
  await serveFiles(server, {
    [`${APP_PATH}/app.css`]: new URL('./static/app.css', import.meta.url),
    [`${APP_PATH}/icon.svg`]: new URL('./static/icon.svg', import.meta.url),
    [`${APP_PATH}/phone.js`]: built('phone.js'),
    [`${APP_PATH}/reader.js`]: built('reader.js'),
    [`${APP_PATH}/zxing_reader.wasm`]: built('zxing_reader.wasm'),
  });

  server.get(APP_PATH, (_request, reply) => reply.redirect(`${APP_PATH}/`, 308));

  server.get(`${APP_PATH}/`, (request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(phonePage(languageOf(request, reply), PEOPLE)),
  );

  server.get(`${APP_PATH}/jwks`, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(issuer.jwks),
  );

  server.post(`${APP_PATH}/token`, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    if (!isSameOrigin(request, publicOrigin)) return reply.code(403).send({ error: 'access_denied' });
    const { person: personId, jkt } = (request.body ?? {}) as Record<string, unknown>;
    const person = PEOPLE.find(({ id }) => id === personId);
    if (!person || typeof jkt !== 'string' || !THUMBPRINT.test(jkt)) {
      return reply.code(400).send({ error: 'invalid_request' });
    }
    const { token, lifeSeconds } = await issuer.issue(person, jkt);
    return reply.send({ access_token: token, token_type: 'DPoP', expires_in: lifeSeconds });
  });
}
