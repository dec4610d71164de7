import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PERSON_VERIFIED } from '../accounts/proof.js';
import { BrokerDesk } from '../site/broker-desk.js';
import { signInIn } from '../site/id-token.js';
import { failedPage } from '../site/page.js';
import { formField, openSite, problem, sendPage, type SiteParts } from '../site/routes.js';
import { signOutRoutes } from '../site/sign-out.routes.js';
import { Visits } from '../site/visits.js';
import { languageOf } from '../web/language.js';
import { ENTRIES, EntryAccounts, entryOf, type Entry } from './entries.js';
import { arrivalOf, type Holder } from './holder.js';
import { homePage, loginPage, overPage, secondPage, switchPage } from './pages.js';
import { secondText, switchText } from './texts.js';
import { type Visitor, visitorOf } from './visitor.js';

/** Whose apps vouch for people here. */
const REALM = 'natural-person';

/** As long as a session with the broker can last. */
const HALF_MS = 10 * 60_000;

/** Somebody whose password was right, and who has proved no more yet. */
interface Half {
  /** Tells this from another half sign-in of the same browser; no secret. */
  readonly tag: string;
  readonly entry: Entry;
  readonly holder: Holder;
}

/** What a session of ours is for. */
type About = { readonly to: 'sign-in' } | { readonly to: 'finish'; readonly tag: string } | { readonly to: 'switch' };

/** The e-tax portal: sign in with the phone alone, or with a password and then the phone. */
export async function etaxRoutes(server: FastifyInstance, parts: SiteParts): Promise<void> {
  const { site, passwords } = parts;
  const desk = new BrokerDesk<About>(parts);
  const visits = new Visits<Visitor>(desk.cookies);
  const halves = new Visits<Half>(desk.cookies, { name: 'half', lifeMs: HALF_MS });
  const accounts = await EntryAccounts.create(passwords);
  const login = `${site.path}/`;
  const home = `${site.path}/home`;
  /** One for each half sign-in: a page that is still open belongs to the one that it was opened for. */
  const second = (tag: string): string => `${site.path}/second/${tag}`;
  const choose = `${site.path}/switch`;
  const halfAt = (request: FastifyRequest): Half | undefined => {
    const half = halves.of(request);
    return half?.tag === (request.params as { tag?: string }).tag ? half : undefined;
  };
  const failed = (reply: FastifyReply, language: 'zh' | 'en'): FastifyReply =>
    sendPage(reply, 400, failedPage(site, language));

  await openSite(server, parts, new URL('./static/', import.meta.url));
  signOutRoutes(server, parts, visits);

  for (const entry of ENTRIES) {
    server.get(site.path + entry.path, (request, reply) => {
      const language = languageOf(request, reply);
      if (visits.of(request)) return reply.redirect(home, 303);
      const signedOut = Object.hasOwn(request.query as object, 'signed-out');
      return sendPage(reply, 200, loginPage(site, language, { entry, signedOut }));
    });

    server.post(site.path + entry.path, async (request, reply) => {
      const typed = formField(request, 'login');
      const result = await accounts.signIn(entry, typed, formField(request, 'password'));
      if (result.ok) {
        const tag = randomUUID();
        halves.enter(request, reply, { tag, entry, holder: result.holder });
        return reply.redirect(second(tag), 303);
      }
      const { retryAfterMs } = result;
      const refused = { login: typed, retryAfterMs };
      if (retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
      const status = retryAfterMs === undefined ? 403 : 429;
      return sendPage(reply, status, loginPage(site, languageOf(request, reply), { entry, refused }));
    });
  }

  server.post<{ Querystring: { entry?: unknown } }>(`${site.path}/session`, (request, reply) => {
    const { identityType } = entryOf(request.query.entry);
    const order = { identity_types: [identityType] };
    return desk.answerStart(request, reply, { purpose: 'login', about: { to: 'sign-in' }, order });
  });

  server.get(second(':tag'), (request, reply) => {
    const half = halfAt(request);
    const language = languageOf(request, reply);
    if (half) return sendPage(reply, 200, secondPage(site, language, half, second(half.tag)));
    if (visits.of(request)) return reply.redirect(home, 303);
    return sendPage(reply, 410, overPage(site, language));
  });

  server.post(`${second(':tag')}/session`, (request, reply) => {
    const half = halfAt(request);
    if (!half) return problem(reply, 410, 'expired_token');
    const { tag, entry, holder } = half;
    return desk.answerStart(request, reply, {
      purpose: 'step_up',
      about: { to: 'finish', tag },
      order: {
        login_hint: [{ realm: REALM, sub: holder.account.personId }],
        required_amr: PERSON_VERIFIED,
        identity_types: [entry.identityType],
        text: secondText(site.names, entry.names, holder.name),
        contacts: [{ channel: 'sms', to: holder.account.phone }],
      },
    });
  });

  server.post(`${second(':tag')}/cancel`, (request, reply) => {
    const half = halfAt(request);
    if (half) halves.leave(request, reply);
    return reply.redirect(half ? site.path + half.entry.path : login, 303);
  });

  server.get(home, (request, reply) => {
    const language = languageOf(request, reply);
    const visitor = visits.of(request);
    const switched = Object.hasOwn(request.query as object, 'switched');
    return visitor ? sendPage(reply, 200, homePage(site, language, visitor, { switched })) : reply.redirect(login, 303);
  });

  server.get(choose, (request, reply) => {
    const language = languageOf(request, reply);
    const visitor = visits.of(request);
    return visitor ? sendPage(reply, 200, switchPage(site, language, visitor)) : reply.redirect(login, 303);
  });

  server.post(`${choose}/session`, (request, reply) => {
    const visitor = visits.of(request);
    if (!visitor) return problem(reply, 403, 'access_denied');
    const order = { login_hint: [{ sub: visitor.sub }], text: switchText(site.names) };
    return desk.answerStart(request, reply, { purpose: 'step_up', about: { to: 'switch' }, order });
  });

  desk.onReturn(server, (request, reply, { claims, about }) => {
    const proved = visitorOf(claims);
    switch (about.to) {
      case 'sign-in':
        visits.enter(request, reply, proved, signInIn(claims));
        return reply.redirect(home, 303);
      case 'finish': {
        const half = halves.of(request);
        const arrival = half?.tag === about.tag ? arrivalOf(half.holder, proved) : undefined;
        if (!arrival) return failed(reply, languageOf(request, reply));
        halves.leave(request, reply);
        visits.enter(request, reply, arrival.visitor);
        return reply.redirect(arrival.mustChoose ? choose : home, 303);
      }
      case 'switch':
        // Whoever is here now may be another one than when it began; nobody is signed in by this.
        if (visits.of(request)?.sub !== proved.sub) return failed(reply, languageOf(request, reply));
        visits.change(request, reply, proved);
        return reply.redirect(`${home}?switched`, 303);
    }
  });

  server.post(`${site.path}/sign-out`, (request, reply) => {
    visits.leave(request, reply);
    return reply.redirect(`${login}?signed-out`, 303);
  });
}
