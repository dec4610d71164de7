import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Passport } from 'passport';
import OAuth2Strategy, { type VerifyCallback } from 'passport-oauth2';

/** What somebody's browser gets of the portal. */
export interface Visit {
  readonly status: number;
  readonly location?: string;
  readonly cookie: string;
  readonly body: unknown;
}

/** A site on passport, with nothing of ours: `/login` and `/back`. */
export interface PassportPortal {
  readonly origin: string;
  readonly redirectUri: string;
  useBroker(issuer: string): void;
  /** One request of a browser that keeps one cookie. */
  visit(path: string, cookie?: string): Promise<Visit>;
  close(): Promise<void>;
}

/** What passport expects a web framework to have put there. */
interface FrameworkRequest extends IncomingMessage {
  query: Record<string, string>;
  session: Record<string, unknown>;
}

type Middleware = (request: unknown, response: unknown, next: (error?: unknown) => void) => void;

export async function startPassportPortal(clientId: string, secret: string): Promise<PassportPortal> {
  const sessions = new Map<string, Record<string, unknown>>();
  const passport = new Passport();
  const authenticate = passport.authenticate('saoma', { session: false, scope: ['openid', 'profile'] }) as Middleware;
  const server = createServer((incoming, response) => {
    const request = framed(incoming, response, sessions);
    // Without `next` to ask, passport has redirected or refused.
    authenticate(request, response, (error) => {
      response.statusCode = error === undefined ? 200 : 500;
      response.end(error === undefined ? JSON.stringify((request as { user?: unknown }).user) : 'something is wrong');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const redirectUri = `${origin}/back`;
  return {
    origin,
    redirectUri,
    useBroker(issuer) {
      const options = {
        authorizationURL: `${issuer}/authorize`,
        tokenURL: `${issuer}/token`,
        clientID: clientId,
        clientSecret: secret,
        callbackURL: redirectUri,
        pkce: true,
        state: true,
      };
      const verify = (access: string, _refresh: string, _profile: unknown, done: VerifyCallback): void => {
        fetch(`${issuer}/userinfo`, { headers: { authorization: `Bearer ${access}` } })
          .then(async (answer) => {
            done(null, (await answer.json()) as Express.User);
          })
          .catch(done);
      };
      passport.use('saoma', new OAuth2Strategy(options, verify));
    },
    async visit(path, cookie = '') {
      const response = await fetch(new URL(path, origin), { redirect: 'manual', headers: { cookie } });
      const text = await response.text();
      const location = response.headers.get('location');
      return {
        status: response.status,
        cookie: response.headers.getSetCookie()[0] ?? cookie,
        body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text,
        ...(location !== null && { location }),
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The least of a web framework. */
function framed(
  incoming: IncomingMessage,
  response: ServerResponse,
  sessions: Map<string, Record<string, unknown>>,
): FrameworkRequest {
  const id = /sid=([\w-]+)/.exec(incoming.headers.cookie ?? '')?.[1] ?? randomUUID();
  const session = sessions.get(id) ?? {};
  sessions.set(id, session);
  response.setHeader('set-cookie', `sid=${id}`);
  const query = Object.fromEntries(new URL(incoming.url ?? '', 'http://portal').searchParams);
  return Object.assign(incoming, { query, session });
}
