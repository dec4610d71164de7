import type { FastifyInstance } from 'fastify';
import { languageOf } from '../web/language.js';
import { BrokerDesk } from '../site/broker-desk.js';
import { openSite, sendPage, type SiteParts } from '../site/routes.js';
import { Visits } from '../site/visits.js';
import { homePage, loginPage, type Visitor } from './pages.js';

/** The e-tax portal. */
export async function etaxRoutes(server: FastifyInstance, parts: SiteParts): Promise<void> {
  const { site } = parts;
  const desk = new BrokerDesk<undefined>(parts);
  const visits = new Visits<Visitor>(desk.cookies);
  const login = `${site.path}/`;
  const home = `${site.path}/home`;

  await openSite(server, parts, new URL('./static/', import.meta.url));

  server.get(login, (request, reply) => {
    const language = languageOf(request, reply);
    if (visits.of(request)) return reply.redirect(home, 303);
    const signedOut = Object.hasOwn(request.query as object, 'signed-out');
    return sendPage(reply, 200, loginPage(site, language, { signedOut }));
  });

  server.post(`${site.path}/session`, (request, reply) =>
    desk.answerStart(request, reply, { purpose: 'login', about: undefined }),
  );

  desk.onReturn(server, (request, reply, { claims }) => {
    visits.enter(request, reply, visitorOf(claims));
    return reply.redirect(home, 303);
  });

  server.get(home, (request, reply) => {
    const language = languageOf(request, reply);
    const visitor = visits.of(request);
    return visitor ? sendPage(reply, 200, homePage(site, language, visitor)) : reply.redirect(login, 303);
  });

  server.post(`${site.path}/sign-out`, (request, reply) => {
    visits.leave(request, reply);
    return reply.redirect(`${login}?signed-out`, 303);
  });
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
