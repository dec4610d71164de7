import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DemoApp } from '../apps.js';
import type { TokenIssuer, Verification } from '../issuer.js';
import { type Phone, type Phones, readPhone } from '../phones.js';
import { isSameOrigin } from '../../web/same-origin.js';
import { QuickUnlock } from './quick-unlock.js';

/** The app asks for another unlock after this. */
const UNLOCKED_SECONDS = 300;
/** Some authenticators describe themselves at length. */
const bodyLimit = 16_384;

interface Parts {
  readonly publicOrigin: string;
  readonly app: DemoApp;
  readonly issuer: TokenIssuer;
  readonly phones: Phones;
}

type Handler = (phone: Phone, answer: unknown, reply: FastifyReply) => Promise<FastifyReply>;

/** The half of quick unlock that is in the app's backend: what the page asks before its authenticator, and after. */
export function unlockRoutes(server: FastifyInstance, { publicOrigin, app, issuer, phones }: Parts): void {
  const quickUnlock = new QuickUnlock({ origin: publicOrigin, appName: app.names.zh, phones });

  const post = (path: string, handle: Handler): void => {
    server.post(`${app.path}/${path}`, { bodyLimit }, async (request: FastifyRequest, reply) => {
      void reply.header('cache-control', 'no-store');
      if (!isSameOrigin(request, publicOrigin)) return reply.code(403).send({ error: 'access_denied' });
      const phone = readPhone(request.body, app.people);
      if (!phone) return reply.code(400).send({ error: 'invalid_request' });
      return handle(phone, (request.body as { answer?: unknown }).answer, reply);
    });
  };

  /** A token that tells how the person was verified, if they were. */
  const answerWith = async (phone: Phone, verification: Verification | undefined, reply: FastifyReply) => {
    if (!verification) return reply.code(403).send({ error: 'access_denied' });
    const token = await issuer.issue(phone.person, phone.jkt, verification, UNLOCKED_SECONDS);
    return reply.send({ access_token: token, token_type: 'DPoP', expires_in: UNLOCKED_SECONDS });
  };

  post('unlock/credential-options', async (phone, _, reply) => {
    const options = await quickUnlock.askForCredential(phone);
    return options ? reply.send(options) : reply.code(403).send({ error: 'access_denied' });
  });

  post('unlock/credential', async (phone, answer, reply) => {
    const verification = await quickUnlock.turnOn(phone, (answer ?? {}) as RegistrationResponseJSON);
    return answerWith(phone, verification, reply);
  });

  post('unlock/options', async (phone, _, reply) => {
    const options = await quickUnlock.askForUnlock(phone);
    return options ? reply.send(options) : reply.code(401).send({ error: 'sign_in_required' });
  });

  post('unlock', async (phone, answer, reply) => {
    const verification = await quickUnlock.unlock(phone, (answer ?? {}) as AuthenticationResponseJSON);
    return answerWith(phone, verification, reply);
  });
}
