import type { FastifyInstance } from 'fastify';
import { PASSWORD_FORM_FILES } from '../accounts/password-form.js';
import { YUNHAI_TRADING } from '../organizations.js';
import { signInIn } from '../site/id-token.js';
import { formField, openSite, problem, sendPage, type SiteParts } from '../site/routes.js';
import { signOutRoutes } from '../site/sign-out.routes.js';
import { languageOf } from '../web/language.js';
import { deskRoutes, takeDesk } from './desk.routes.js';
import { certificatePage, openedPage, pathOf, setUpPage } from './pages.js';
import { REALM, Software } from './software.js';
import { takeUnlocking, unlockingRoutes } from './unlocking.routes.js';

/** The software with which enterprises issue invoices, and the service desk that helps when a certificate is locked. */
export async function invoicingRoutes(server: FastifyInstance, parts: SiteParts): Promise<void> {
  const software = await Software.install(parts);
  const { site, broker, visits, known, book, notices } = software;

  const start = `${site.path}/`;
  const opened = `${site.path}/opened`;
  const certificate = `${site.path}/certificates/:code`;

  await openSite(server, parts, new URL('./static/', import.meta.url), PASSWORD_FORM_FILES);
  signOutRoutes(server, parts, visits, software.computers);

  server.get(start, (_request, reply) => reply.redirect(`${site.path}/certificates/${YUNHAI_TRADING.code}`, 303));

  server.get(certificate, (request, reply) => {
    const held = software.heldIn(request);
    if (!held) return reply.redirect(start, 303);
    const language = languageOf(request, reply);
    const others = [...software.certificates.values()].filter((one) => one !== held);
    if (!software.usableIn(request)) return sendPage(reply, 200, setUpPage(site, language, held, others));
    const before = notices.take(request, reply);
    return sendPage(reply, 200, certificatePage(site, language, held, { others, before }));
  });

  server.post(`${certificate}/computer`, (request, reply) => {
    const held = software.heldIn(request);
    if (!held) return problem(reply, 404, 'not_found');
    return broker.answerStart(request, reply, {
      purpose: 'login',
      about: { task: 'set_up', held },
      order: { login_hint: [{ realm: REALM, sub: held.holder.id }], identity_types: ['person'] },
    });
  });

  server.post(`${certificate}/open`, async (request, reply) => {
    const held = software.usableIn(request);
    if (!held) return reply.redirect(software.pageOf(request), 303);
    const opening = await held.certificate.open(formField(request, 'passphrase'));
    if (!opening.ok) {
      notices.leave(reply, 'wrong');
      return reply.redirect(pathOf(site, held), 303);
    }
    visits.enter(request, reply, held);
    return reply.redirect(opened, 303);
  });

  server.get(opened, (request, reply) => {
    const held = visits.of(request);
    if (held === undefined || held === 'desk' || !software.isUsedIn(request, held)) return reply.redirect(start, 303);
    const entries = book.entries(held.organization.code);
    return sendPage(reply, 200, openedPage(site, languageOf(request, reply), held, entries));
  });

  server.post(`${site.path}/close`, (request, reply) => {
    visits.leave(request, reply);
    return reply.redirect(start, 303);
  });

  unlockingRoutes(server, software);
  deskRoutes(server, software);

  broker.onReturn(server, (request, reply, { about, claims }) => {
    switch (about.task) {
      case 'desk':
        return takeDesk(software, request, reply, claims);
      case 'unlock':
        return takeUnlocking(software, request, reply, { ...about, claims });
      case 'set_up':
        if (!known.agree({ [about.held.holder.id]: claims.sub })) return software.refuse(request, reply);
        software.setUp(request, reply, about.held, signInIn(claims));
        return reply.redirect(pathOf(site, about.held), 303);
    }
  });
}
