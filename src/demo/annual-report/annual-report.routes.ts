import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuthorizationResponseError } from 'openid-client';
import { Notices } from '../site/notices.js';
import { formField, openPages, sendPage } from '../site/routes.js';
import { Visits } from '../site/visits.js';
import { cookie, setCookie } from '../web/cookies.js';
import { EventStreams } from '../web/event-streams.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { PROJECT_ROOT } from '../web/files.js';
import { LANGUAGE_TAGS, languageOf } from '../web/language.js';
import { isId, randomId } from '../web/random-id.js';
import { homePage, startPage } from './pages.js';
import type { Attempt, RelyingParty, SignedIn } from './relying-party.js';
import { ANNUAL_REPORT } from './site.js';
import { NOTICES, REFUSALS } from './texts.js';

interface Parts {
  readonly publicOrigin: string;
  readonly relyingParty: RelyingParty;
}

/** Somebody signed in, and how their open pages are told that they no longer are. */
interface Visitor extends SignedIn {
  readonly key: string;
}

/** Known to the browser while it is signed in, and until it asks again after that. */
const VISIT = 'visit';
/** Known to the browser while it is away to sign in. */
const COOKIE = 'browser';
const ATTEMPT_MS = 15 * 60_000;
const MOST_ATTEMPTS = 10_000;

/** A site that came with the OpenID Connect client it had, and knows nothing else of who signs its people in. */
export async function annualReportRoutes(
  server: FastifyInstance,
  { publicOrigin, relyingParty }: Parts,
): Promise<void> {
  const { path } = ANNUAL_REPORT;
  const cookies = { path, secure: publicOrigin.startsWith('https:') };
  const visits = new Visits<Visitor>(cookies, { name: VISIT });
  const notices = new Notices(NOTICES, cookies);
  const attempts = new ExpiringMap<Attempt>(ATTEMPT_MS, MOST_ATTEMPTS);
  const streams = new EventStreams();
  const signedOut = (reply: FastifyReply): FastifyReply =>
    reply.header('cache-control', 'no-store').redirect(`${path}/?signed-out`, 303);
  const backToStart = (reply: FastifyReply, notice: (typeof NOTICES)[number]): FastifyReply => {
    notices.leave(reply, notice);
    return reply.header('cache-control', 'no-store').redirect(`${path}/`, 303);
  };

  server.addHook('preClose', async () => streams.close());

  await server.register(async (pages) => {
    await openPages(pages, { publicOrigin, site: ANNUAL_REPORT }, new URL('./static/', import.meta.url), {
      'visit.js': new URL('dist/demo/annual-report/page/visit.js', PROJECT_ROOT),
    });

    pages.get(`${path}/`, (request, reply) => {
      if (visits.of(request)) return reply.redirect(`${path}/home`, 303);
      // In the address, as on the other sites: another page of the browser may come first, and would take the notice.
      const isSignedOut = Object.hasOwn(request.query as object, 'signed-out');
      const notice = isSignedOut ? 'signed-out' : notices.take(request, reply);
      return sendPage(reply, 200, startPage(languageOf(request, reply), notice));
    });

    pages.post(`${path}/sign-in`, async (request, reply) => {
      const browser = browserOf(request) ?? randomId();
      try {
        const { address, attempt } = await relyingParty.begin(LANGUAGE_TAGS[languageOf(request, reply)]);
        attempts.set(`${browser} ${attempt.state}`, attempt);
        setCookie(reply, COOKIE, browser, cookies);
        return await reply.header('cache-control', 'no-store').redirect(address.href, 303);
      } catch (error) {
        request.log.warn({ reason: nameOf(error) }, 'the sign-in could not begin');
        return backToStart(reply, 'later');
      }
    });

    pages.get(`${path}/callback`, async (request, reply) => {
      const callback = new URL(request.url, publicOrigin);
      const attempt = attempts.take(`${browserOf(request) ?? ''} ${callback.searchParams.get('state') ?? ''}`);
      if (!attempt) return backToStart(reply, 'failed');
      try {
        const signedIn = await relyingParty.finish(callback, attempt);
        visits.enter(request, reply, { ...signedIn, key: randomId() });
        return await reply.header('cache-control', 'no-store').redirect(`${path}/home`, 303);
      } catch (error) {
        request.log.warn({ reason: nameOf(error) }, 'the sign-in came to nothing');
        const refusal = error instanceof AuthorizationResponseError ? REFUSALS[error.error] : undefined;
        return backToStart(reply, refusal ?? 'failed');
      }
    });

    pages.get(`${path}/home`, (request, reply) => {
      const visitor = visits.of(request);
      // Said by this very page and to no other: a notice is told by whichever page of the browser comes next.
      if (!visitor && cookie(request, VISIT) !== undefined)
        return sendPage(reply, 200, startPage(languageOf(request, reply), 'ended'));
      if (!visitor) return reply.redirect(`${path}/`, 303);
      return sendPage(reply, 200, homePage(languageOf(request, reply), visitor, new Date().getFullYear()));
    });

    pages.get(`${path}/visit`, (request, reply) => {
      const visitor = visits.of(request);
      // Nobody's stream is told to stop asking (the status that the standard has for it).
      return visitor ? streams.open(reply, visitor.key) : reply.code(204).send();
    });

    pages.post(`${path}/sign-out`, async (request, reply) => {
      const visitor = visits.of(request);
      visits.leave(request, reply);
      if (!visitor) return signedOut(reply);
      streams.tell(visitor.key, 'ended');
      const address = await relyingParty.end(visitor.idToken);
      return reply.header('cache-control', 'no-store').redirect(address.href, 303);
    });

    pages.get(`${path}/signed-out`, (_request, reply) => signedOut(reply));
  });

  // The provider is no page of ours: what proves it is the token that it signed.
  await server.register(async (calls) => {
    calls.removeAllContentTypeParsers();
    calls.addContentTypeParser<string>(
      'application/x-www-form-urlencoded',
      { bodyLimit: 8_192, parseAs: 'string' },
      (_request, body, done) => done(null, new URLSearchParams(body)),
    );
    calls.post(`${path}/backchannel-logout`, async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      let signedOut: Awaited<ReturnType<RelyingParty['signedOutIn']>>;
      try {
        signedOut = await relyingParty.signedOutIn(formField(request, 'logout_token'));
      } catch (error) {
        request.log.warn({ reason: nameOf(error) }, 'a logout token could not be looked at');
        // Whoever sent it may send it again.
        return reply.code(503).send({ error: 'temporarily_unavailable' });
      }
      if (!signedOut) return reply.code(400).send({ error: 'invalid_request' });
      visits.end((visitor) => {
        const isMeant = signedOut.sid === undefined ? visitor.sub === signedOut.sub : visitor.sid === signedOut.sid;
        if (isMeant) streams.tell(visitor.key, 'ended');
        return isMeant;
      });
      return reply.code(200).send();
    });
  });
}

function browserOf(request: FastifyRequest): string | undefined {
  const known = cookie(request, COOKIE);
  return isId(known) ? known : undefined;
}

/** For the log: what kind of failure, never what was sent. */
function nameOf(error: unknown): string {
  if (error instanceof AuthorizationResponseError) return error.error;
  return error instanceof Error ? error.name : 'unknown';
}
