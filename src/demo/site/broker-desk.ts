import type { Purpose } from '@saoma/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ClientError, type IDToken, ResponseBodyError } from 'openid-client';
import { cookie, setCookie } from '../web/cookies.js';
import { LANGUAGE_TAGS, languageOf } from '../web/language.js';
import { isId, randomId } from '../web/random-id.js';
import { Attempts } from './attempts.js';
import type { SessionOrder } from './broker-client.js';
import { busyPage, failedPage } from './page.js';
import { problem, sendPage, type SiteParts } from './routes.js';

/** Known to the browser while it waits; finds its attempts again at the callback. */
const COOKIE = 'browser';

/** What one session is for. */
export interface Errand<About> {
  readonly purpose: Purpose;
  readonly about: About;
  readonly order?: SessionOrder;
}

/** A session that came back approved, in the browser that began it. */
export interface Returned<About> {
  readonly claims: IDToken;
  readonly purpose: Purpose;
  readonly about: About;
  readonly browserId: string;
}

/** Where a site's pages and the broker meet: sessions go out, and what became of them comes back. */
export class BrokerDesk<About> {
  readonly #parts: SiteParts;
  readonly #attempts = new Attempts<About>();

  constructor(parts: SiteParts) {
    this.#parts = parts;
  }

  /** How this browser is known here: for what a site keeps while nobody is signed in yet. */
  browserId(request: FastifyRequest, reply: FastifyReply): string {
    const known = cookie(request, COOKIE);
    if (isId(known)) return known;
    const browserId = randomId();
    setCookie(reply, COOKIE, browserId, this.cookies);
    return browserId;
  }

  /** Starts a session for a page of ours, and answers its element's `start-url` with what the broker says. */
  async answerStart(
    request: FastifyRequest,
    reply: FastifyReply,
    { purpose, about, order = {} }: Errand<About>,
  ): Promise<FastifyReply> {
    void reply.header('cache-control', 'no-store');
    const attempt = this.#attempts.begin(this.browserId(request, reply), purpose, about);
    try {
      const answer = await this.#parts.broker.start(attempt, order, {
        userAgent: request.headers['user-agent'],
        address: request.ip,
        keyThumbprint: thumbprintIn(request.body),
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
  }

  /** Takes the browsers that come back with a code, and hands over what it was worth. */
  onReturn(
    server: FastifyInstance,
    finish: (
      request: FastifyRequest,
      reply: FastifyReply,
      returned: Returned<About>,
    ) => FastifyReply | Promise<FastifyReply>,
  ): void {
    const { publicOrigin, site, broker } = this.#parts;
    server.get(`${site.path}/callback`, async (request, reply) => {
      const language = languageOf(request, reply);
      const callback = new URL(request.url, publicOrigin);
      const browserId = cookie(request, COOKIE) ?? '';
      const attempt = this.#attempts.take(browserId, callback.searchParams.get('state') ?? '');
      if (!attempt) return sendPage(reply, 400, failedPage(site, language));
      const { purpose, about } = attempt;
      let claims: IDToken;
      try {
        claims = await broker.redeem(callback, attempt);
      } catch (error) {
        request.log.warn({ reason: reasonOf(error) }, 'the portal could not redeem a code');
        if (!isTemporary(error)) return sendPage(reply, 400, failedPage(site, language));
        this.#attempts.keep(browserId, attempt);
        return sendPage(reply.header('retry-after', '2'), 503, busyPage(site, language));
      }
      void reply.header('cache-control', 'no-store');
      return finish(request, reply, { claims, purpose, about, browserId });
    });
  }

  get cookies(): { readonly path: string; readonly secure: boolean } {
    const { publicOrigin, site } = this.#parts;
    return { path: site.path, secure: publicOrigin.startsWith('https:') };
  }
}

/** What the element sends: the thumbprint of the page's key. */
function thumbprintIn(body: unknown): string | undefined {
  const { desktop_jkt: thumbprint } = (body ?? {}) as { readonly desktop_jkt?: unknown };
  return typeof thumbprint === 'string' ? thumbprint : undefined;
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
