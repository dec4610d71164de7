import type { FastifyInstance } from 'fastify';
import { PROJECT_ROOT, serveFiles } from '../web/files.js';
import { guardPages } from '../web/guard.js';
import { languageOf, LANGUAGES } from '../web/language.js';
import { isSameOrigin } from '../web/same-origin.js';
import type { DemoApp } from './apps.js';
import type { TokenIssuer } from './issuer.js';
import { manifestOf } from './manifest.js';
import { phonePage } from './page.js';
import { Phones, readPhone } from './phones.js';
import { unlockRoutes } from './unlock/unlock.routes.js';

const TOKEN_SECONDS = 600;

/** A phone: the page of one app, and that app's own backend, which knows its people and issues their tokens. */
export async function appRoutes(
  server: FastifyInstance,
  { publicOrigin, app, issuer }: { publicOrigin: string; app: DemoApp; issuer: TokenIssuer },
): Promise<void> {
  const { id, path } = app;
  const phones = new Phones();
  const built = (name: string): URL => new URL(`dist/demo/app/bundle/${name}`, PROJECT_ROOT);

  guardPages(server, publicOrigin, { scripts: ` 'wasm-unsafe-eval'` });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { bodyLimit: 1_024, parseAs: 'string' },
    server.getDefaultJsonParser('error', 'error'),
  );
  await serveFiles(server, {
    [`${path}/app.css`]: new URL('./static/app.css', import.meta.url),
    [`${path}/look.css`]: new URL(`./static/${id}.css`, import.meta.url),
    [`${path}/icon.svg`]: new URL(`./static/${id}.svg`, import.meta.url),
    [`${path}/phone.js`]: built('phone.js'),
    [`${path}/reader.js`]: built('reader.js'),
    [`${path}/service-worker.js`]: built('service-worker.js'),
    [`${path}/zxing_reader.wasm`]: built('zxing_reader.wasm'),
  });

  server.get(path, (_request, reply) => reply.redirect(`${path}/`, 308));

  server.get(`${path}/`, (request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .header('vary', 'accept-language, cookie')
      .type('text/html; charset=utf-8')
      .send(phonePage(app, languageOf(request, reply))),
  );

  for (const language of LANGUAGES) {
    server.get(`${path}/${language}.webmanifest`, (_request, reply) =>
      reply
        .header('cache-control', 'no-cache')
        .type('application/manifest+json')
        .send(JSON.stringify(manifestOf(app, language))),
    );
  }

  server.get(`${path}/jwks`, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(issuer.jwks),
  );

  server.post(`${path}/token`, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    if (!isSameOrigin(request, publicOrigin)) return reply.code(403).send({ error: 'access_denied' });
    const phone = readPhone(request.body, app.people);
    if (!phone) return reply.code(400).send({ error: 'invalid_request' });
    if (phones.credential(phone)) return reply.code(401).send({ error: 'unlock_required' });
    const verification = { acr: 'aal1', amr: ['pwd'], atSeconds: phones.signIn(phone).verifiedAtSeconds };
    const token = await issuer.issue(phone.person, phone.jkt, verification, TOKEN_SECONDS);
    return reply.send({ access_token: token, token_type: 'DPoP', expires_in: TOKEN_SECONDS });
  });

  unlockRoutes(server, { publicOrigin, app, issuer, phones });
}
