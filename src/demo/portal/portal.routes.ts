import type { FastifyInstance, FastifyReply } from 'fastify';
import { ClientError, ResponseBodyError } from 'openid-client';
import { cookie, setCookie } from '../web/cookies.js';
import { serveFiles } from '../web/files.js';
import { guardPages } from '../web/guard.js';
import { LANGUAGE_TAGS, languageOf } from '../web/language.js';
import { isSameOrigin } from '../web/same-origin.js';
import { BrokerClient } from './broker-client.js';
import { busyPage, failedPage, homePage, loginPage } from './pages.js';
import { isId, randomId, SignIns, type Visitor, Visits } from './sign-ins.js';

/** Where the portal is, below the public origin. */
export const PORTAL_PATH = '/demo/etax';

/** Known to the browser while it waits; finds the attempt again at the callback. */
const BROWSER_COOKIE = 'etax_browser';
/** Known to the browser while somebody is signed in. */
const VISIT_COOKIE = 'etax_visit';

/** The portal: a site that knows nobody's password and asks the broker who is there. */
export async function portalRoutes(
  server: FastifyInstance,
  { publicOrigin, clientId, clientSecret }: { publicOrigin: string; clientId: string; clientSecret: string },
): Promise<void> {
  const redirectUri = `${publicOrigin}${PORTAL_PATH}/callback`;
  const broker = new BrokerClient({ issuer: publicOrigin, clientId, clientSecret, redirectUri });
  const signIns = new SignIns();
  const visits = new Visits();
  const cookies = { path: PORTAL_PATH, secure: publicOrigin.startsWith('https:') };
  const login = `${PORTAL_PATH}/`;
  const home = `${PORTAL_PATH}/home`;
  const page = (reply: FastifyReply, status: number, markup: string): FastifyReply =>
    reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(markup);

  guardPages(server, publicOrigin);
  // Our forms and calls carry nothing: what they mean is in the cookie.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { bodyLimit: 1_024, parseAs: 'string' }, (_request, _body, done) => done(null));
  await serveFiles(server, {
    [`${PORTAL_PATH}/etax.css`]: new URL('./static/etax.css', import.meta.url),
    [`${PORTAL_PATH}/emblem.svg`]: new URL('./static/emblem.svg', import.meta.url),
    [`${PORTAL_PATH}/saoma-login.js`]: new URL(import.meta.resolve('@saoma/browser/saoma-login.js')),
  });

  server.get(PORTAL_PATH, (_request, reply) => reply.redirect(login, 308));

  server.get(login, (request, reply) => {
    const language = languageOf(request, reply);
    if (visits.get(cookie(request, VISIT_COOKIE) ?? '')) return reply.redirect(home, 303);
    return page(reply, 200, loginPage(language, { signedOut: Object.hasOwn(request.query as object, 'signed-out') }));
  });

  server.post(`${PORTAL_PATH}/session`, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    if (!isSameOrigin(request, publicOrigin)) return problem(reply, 403, 'origin_not_allowed');
    const known = cookie(request, BROWSER_COOKIE);
    const browserId = isId(known) ? known : randomId();
    setCookie(reply, BROWSER_COOKIE, browserId, cookies);
    try {
      const answer = await broker.startSession(signIns.begin(browserId), {
        userAgent: request.headers['user-agent'],
        address: request.ip,
        languageTag: LANGUAGE_TAGS[languageOf(request, reply)],
      });
      const retryAfter = answer.headers.get('retry-after');
      if (retryAfter) void reply.header('retry-after', retryAfter);
      return await reply
        .code(answer.status)
        .type(answer.headers.get('content-type') ?? 'application/json')
        .send(await answer.text());
    } catch (error) {
      request.log.warn({ reason: reasonOf(error) }, 'the portal could not start a session');
      return problem(reply.header('retry-after', '2'), 503, 'temporarily_unavailable');
    }
  });

  server.get(`${PORTAL_PATH}/callback`, async (request, reply) => {
    const language = languageOf(request, reply);
    const callback = new URL(request.url, publicOrigin);
    const browserId = cookie(request, BROWSER_COOKIE);
    const signIn = signIns.take(browserId, callback.searchParams.get('state'));
    if (!browserId || !signIn) return page(reply, 400, failedPage(language));
    try {
      const claims = await broker.redeem(callback, signIn);
      const visitId = randomId();
      visits.set(visitId, visitorOf(claims));
      setCookie(reply, VISIT_COOKIE, visitId, cookies);
      return await reply.header('cache-control', 'no-store').redirect(home, 303);
    } catch (error) {
      request.log.warn({ reason: reasonOf(error) }, 'the portal could not redeem a code');
      if (!isTemporary(error)) return page(reply, 400, failedPage(language));
      signIns.keep(browserId, signIn);
      return page(reply.header('retry-after', '2'), 503, busyPage(language));
    }
  });

  server.get(home, (request, reply) => {
    const language = languageOf(request, reply);
    const visitor = visits.get(cookie(request, VISIT_COOKIE) ?? '');
    return visitor ? page(reply, 200, homePage(language, visitor)) : reply.redirect(login, 303);
  });

  server.post(`${PORTAL_PATH}/sign-out`, (request, reply) => {
    if (!isSameOrigin(request, publicOrigin)) return problem(reply, 403, 'origin_not_allowed');
    visits.take(cookie(request, VISIT_COOKIE) ?? '');
    setCookie(reply, VISIT_COOKIE, '', { ...cookies, lifeSeconds: 0 });
    return reply.redirect(`${login}?signed-out`, 303);
  });
}

function problem(reply: FastifyReply, status: number, code: string): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', status, code }));
}

/** What the ID token says, as far as a page can show it. */
function visitorOf(claims: Readonly<Record<string, unknown>>): Visitor {
  const { name, auth_time: authTime, amr, acr } = claims;
  return {
    name: typeof name === 'string' ? name : undefined,
    verifiedAt: typeof authTime === 'number' ? authTime : undefined,
    amr: Array.isArray(amr) ? amr.filter((factor) => typeof factor === 'string') : [],
    acr: typeof acr === 'string' ? acr : undefined,
  };
}

/** Nobody answered, or somebody said "later": then the code is still good. A refusal is final. */
function isTemporary(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status >= 500;
  if (error instanceof ClientError && error.cause instanceof Response) return error.cause.status >= 500;
  if (error instanceof ClientError) return error.code === 'OAUTH_TIMEOUT';
  // What fetch rejects with when nobody answers; the library's own complaints about arguments carry a code.
  return error instanceof TypeError && !('code' in error);
}

/** For the log: what kind of failure, never what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
