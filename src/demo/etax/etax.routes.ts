import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { BrokerDesk } from '../site/broker-desk.js';
import { failedPage } from '../site/page.js';
import { formField, openSite, problem, sendPage, type SiteParts } from '../site/routes.js';
import { Visits } from '../site/visits.js';
import { languageOf } from '../web/language.js';
import { ENTRIES, EntryAccounts, entryOf, type Entry, type Holder } from './entries.js';
import { homePage, loginPage, secondPage, switchPage } from './pages.js';
import { TEXTS } from './texts.js';
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
  const second = `${site.path}/second`;
  const failed = (reply: FastifyReply, language: 'zh' | 'en'): FastifyReply =>
    sendPage(reply, 400, failedPage(site, language));

  await openSite(server, parts, new URL('./static/', import.meta.url));

  for (const entry of ENTRIES) {
    server.get(site.path + entry.path, (request, reply) => {
      const language = languageOf(request, reply);
      if (visits.of(request)) return reply.redirect(home, 303);
      const signedOut = Object.hasOwn(request.query as object, 'signed-out');
      return sendPage(reply, 200, loginPage(site, language, { entry, signedOut }));
    });
  }

  server.post<{ Querystring: { entry?: unknown } }>(`${site.path}/session`, (request, reply) => {
    const { identityType } = entryOf(request.query.entry);
    const order = { identity_types: [identityType] };
    return desk.answerStart(request, reply, { purpose: 'login', about: { to: 'sign-in' }, order });
  });

  // What a wrong password left on the screen, loaded anew or in the other language.
  server.get(`${site.path}/password`, (_request, reply) => reply.redirect(login, 303));

  server.post<{ Querystring: { entry?: unknown } }>(`${site.path}/password`, async (request, reply) => {
    const entry = entryOf(request.query.entry);
    const typed = formField(request, 'login');
    const result = await accounts.signIn(entry, typed, formField(request, 'password'));
    if (result.ok) {
      halves.enter(request, reply, { tag: randomUUID(), entry, holder: result.holder });
      return reply.redirect(second, 303);
    }
    const { retryAfterMs } = result;
    const refused = { login: typed, retryAfterMs };
    if (retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
    const status = retryAfterMs === undefined ? 403 : 429;
    return sendPage(reply, status, loginPage(site, languageOf(request, reply), { entry, refused }));
  });

  server.get(second, (request, reply) => {
    const half = halves.of(request);
    const language = languageOf(request, reply);
    return half ? sendPage(reply, 200, secondPage(site, language, half)) : reply.redirect(login, 303);
  });

  server.post(`${second}/session`, (request, reply) => {
    const half = halves.of(request);
    if (!half) return problem(reply, 403, 'access_denied');
    const { tag, entry, holder } = half;
    const language = languageOf(request, reply);
    return desk.answerStart(request, reply, {
      purpose: 'step_up',
      about: { to: 'finish', tag },
      order: {
        login_hint: [{ realm: REALM, sub: holder.account.personId }],
        required_amr: ['face', 'user'],
        identity_types: [entry.identityType],
        text: TEXTS[language].secondText(site.names[language], entry.names[language], holder.name),
        contacts: [{ channel: 'sms', to: holder.account.phone }],
      },
    });
  });

  server.post(`${second}/cancel`, (request, reply) => {
    halves.leave(request, reply);
    return reply.redirect(login, 303);
  });

  server.get(home, (request, reply) => {
    const language = languageOf(request, reply);
    const visitor = visits.of(request);
    const switched = Object.hasOwn(request.query as object, 'switched');
    return visitor ? sendPage(reply, 200, homePage(site, language, visitor, { switched })) : reply.redirect(login, 303);
  });

  server.get(`${site.path}/switch`, (request, reply) => {
    const language = languageOf(request, reply);
    const visitor = visits.of(request);
    return visitor ? sendPage(reply, 200, switchPage(site, language, visitor)) : reply.redirect(login, 303);
  });

  server.post(`${site.path}/switch/session`, (request, reply) => {
    const visitor = visits.of(request);
    if (!visitor) return problem(reply, 403, 'access_denied');
    const language = languageOf(request, reply);
    const order = { login_hint: [{ sub: visitor.sub }], text: TEXTS[language].switchText(site.names[language]) };
    return desk.answerStart(request, reply, { purpose: 'step_up', about: { to: 'switch' }, order });
  });

  desk.onReturn(server, (request, reply, { claims, about }) => {
    const proved = visitorOf(claims);
    switch (about.to) {
      case 'sign-in':
        visits.enter(request, reply, proved);
        return reply.redirect(home, 303);
      case 'finish': {
        const half = halves.of(request);
        if (half?.tag !== about.tag || !fits(half.holder, proved)) return failed(reply, languageOf(request, reply));
        halves.leave(request, reply);
        const { account, identity } = half.holder;
        // A text message says who it was, and nothing of as whom: that is what the account is for.
        visits.enter(request, reply, { ...proved, name: account.name, identity: proved.identity ?? identity });
        return reply.redirect(home, 303);
      }
      case 'switch':
        // Whoever is here now may be another one than when it began; nobody is signed in by this.
        if (visits.of(request)?.sub !== proved.sub) return failed(reply, languageOf(request, reply));
        visits.enter(request, reply, proved);
        return reply.redirect(`${home}?switched`, 303);
    }
  });

  server.post(`${site.path}/sign-out`, (request, reply) => {
    visits.leave(request, reply);
    return reply.redirect(`${login}?signed-out`, 303);
  });
}

/** Whether what was chosen on the phone is what the account is for, where anything was chosen. */
function fits({ account }: Holder, { identity }: Visitor): boolean {
  return identity === undefined || [identity.code, identity.agency?.code].includes(account.login);
}
