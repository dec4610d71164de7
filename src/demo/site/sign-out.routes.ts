import type { FastifyInstance } from 'fastify';
import { EventStreams } from '../web/event-streams.js';
import { LogoutTokenRefused } from './logout-tokens.js';
import { formField, type SiteParts } from './routes.js';
import type { Visits } from './visits.js';

/** What an open page is told; signed-out-watch.ts listens for it. */
const SIGNED_OUT = 'signed-out';

/** The broker's own address for a site, and what a page of somebody who is signed in listens to. Both below its path. */
export const SIGN_OUT_PATHS = { broker: '/backchannel-logout', page: '/sign-out-events' } as const;

/**
 * A person signs a computer out with their phone: the broker tells the site, the site ends the visit and tells its open page.
 * @see OpenID Connect Back-Channel Logout §2.5
 */
export function signOutRoutes(
  server: FastifyInstance,
  { site, broker }: Pick<SiteParts, 'site' | 'broker'>,
  ...visits: readonly Pick<Visits<unknown>, 'signInOf' | 'endSignIn'>[]
): void {
  const pages = new EventStreams();
  server.addHook('preClose', async () => pages.close());

  // From the broker, which proves itself by what it sends and has no page.
  server.post(site.path + SIGN_OUT_PATHS.broker, { config: { isForOthers: true } }, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    try {
      const sid = await broker.signedOut(formField(request, 'logout_token'));
      for (const key of visits.flatMap((kind) => kind.endSignIn(sid))) pages.tell(key, SIGNED_OUT);
      return await reply.code(200).send();
    } catch (error) {
      request.log.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'a logout token was not taken');
      if (error instanceof LogoutTokenRefused) return reply.code(400).send({ error: 'invalid_request' });
      // Nothing is known of the token yet: the broker sends it again.
      return reply.code(503).send({ error: 'temporarily_unavailable' });
    }
  });

  server.get(site.path + SIGN_OUT_PATHS.page, (request, reply) => {
    const signIn = visits.map((kind) => kind.signInOf(request)).find((found) => found !== undefined);
    // To a page that nobody's phone can sign out there is nothing to tell, and it asks no more.
    if (!signIn) return reply.code(204).send();
    void pages.open(reply, signIn.key);
    // What happened before the page listened.
    if (signIn.isSignedOut) pages.tell(signIn.key, SIGNED_OUT);
    return reply;
  });
}
