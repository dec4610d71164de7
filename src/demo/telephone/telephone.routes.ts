import { PhoneClient } from '@saoma/mobile';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { MEMBERS } from '../app/apps.js';
import type { TokenIssuer } from '../app/issuer.js';
import { cookie, setCookie } from '../web/cookies.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { PROJECT_ROOT, serveFiles } from '../web/files.js';
import { guardPages } from '../web/guard.js';
import { languageOf } from '../web/language.js';
import { randomId } from '../web/random-id.js';
import { isSameOrigin } from '../web/same-origin.js';
import { Call, type Caller, type Turn } from './call.js';
import { HOUSING_FUND_LINE } from './line.js';
import { telephonePage } from './page.js';
import { PinGuard } from './service-pins.js';

const COOKIE = 'telephone_call';
/** Who presses nothing for so long has hung up. */
const SILENCE_MS = 3 * 60_000;
const MOST_CALLS = 1_000;
/** A token is made for one errand of a call, and asked for anew with each. */
const TOKEN_SECONDS = 60;

/** A telephone, and the service line at its other end: a backend that the broker trusts as it trusts an app. */
export async function telephoneRoutes(
  server: FastifyInstance,
  {
    publicOrigin,
    issuer,
    servicePins,
  }: { publicOrigin: string; issuer: TokenIssuer; servicePins: ReadonlyMap<string, string> },
): Promise<void> {
  const { path, acr, amr } = HOUSING_FUND_LINE;
  const pins = new PinGuard(servicePins);
  const calls = new ExpiringMap<Call>(SILENCE_MS, MOST_CALLS);
  const cookies = { path, secure: publicOrigin.startsWith('https:') };

  const connect = ({ person, verifiedAtSeconds }: Caller): PhoneClient =>
    new PhoneClient({
      broker: publicOrigin,
      fetch: (url, request) => fetch(url, request),
      accessToken: () => issuer.issue(person, undefined, { acr, amr, atSeconds: verifiedAtSeconds }, TOKEN_SECONDS),
    });
  const sendTurn = (reply: FastifyReply, id: string, call: Call, turn: Turn): FastifyReply => {
    if (turn.keys) calls.set(id, call);
    return reply.send(turn);
  };

  guardPages(server, publicOrigin);
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST') return undefined;
    void reply.header('cache-control', 'no-store');
    return isSameOrigin(request, publicOrigin) ? undefined : reply.code(403).send({ error: 'access_denied' });
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { bodyLimit: 256, parseAs: 'string' },
    server.getDefaultJsonParser('error', 'error'),
  );
  await serveFiles(server, {
    [`${path}/telephone.css`]: new URL('./static/telephone.css', import.meta.url),
    [`${path}/icon.svg`]: new URL('./static/icon.svg', import.meta.url),
    [`${path}/keypad.js`]: new URL('dist/demo/telephone/page/keypad.js', PROJECT_ROOT),
  });

  server.get(path, (_request, reply) => reply.redirect(`${path}/`, 308));

  server.get(`${path}/`, (request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .header('vary', 'accept-language, cookie')
      .type('text/html; charset=utf-8')
      .send(telephonePage(languageOf(request, reply), MEMBERS)),
  );

  server.get(`${path}/jwks`, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(issuer.jwks),
  );

  server.post(`${path}/calls`, (request, reply) => {
    const owner = MEMBERS.find(({ id }) => id === memberOf(request.body, 'owner'));
    if (!owner) return reply.code(400).send({ error: 'invalid_request' });
    const call = new Call({ owner, language: languageOf(request, reply), pins, connect });
    const id = randomId();
    setCookie(reply, COOKIE, id, cookies);
    return sendTurn(reply, id, call, call.answer());
  });

  server.post(`${path}/keys`, async (request, reply) => {
    const keys = memberOf(request.body, 'keys');
    if (keys === undefined || !/^(\d{1,13}|\*)$/.test(keys)) return reply.code(400).send({ error: 'invalid_request' });
    const id = cookie(request, COOKIE) ?? '';
    // Taken out while it answers: of two keys at once one is heard.
    const call = calls.take(id);
    if (!call) return reply.code(404).send({ error: 'no_call' });
    return sendTurn(reply, id, call, await call.press(keys));
  });

  server.post(`${path}/hang-up`, async (request, reply) => {
    await calls.take(cookie(request, COOKIE) ?? '')?.hangUp();
    return reply.code(204).send();
  });
}

function memberOf(body: unknown, name: string): string | undefined {
  const value = (Object(body) as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
