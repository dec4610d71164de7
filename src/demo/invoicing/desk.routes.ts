import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { signInIn } from '../site/id-token.js';
import { sendPage } from '../site/routes.js';
import { languageOf } from '../web/language.js';
import { OPERATOR } from './certificates.js';
import { deskPage, deskSignInPage } from './desk-page.js';
import { REALM, type Software } from './software.js';

const deskOf = ({ site }: Software): string => `${site.path}/desk`;

/** The service desk, for its operator. */
export function deskRoutes(server: FastifyInstance, software: Software): void {
  const { site, broker, visits, book } = software;
  const desk = deskOf(software);

  server.get(desk, (request, reply) => {
    const language = languageOf(request, reply);
    const isSignedIn = visits.of(request) === 'desk';
    const lists = { waiting: book.waiting(), entries: book.entries() };
    return sendPage(reply, 200, isSignedIn ? deskPage(site, language, lists) : deskSignInPage(site, language));
  });

  server.post(`${desk}/session`, (request, reply) =>
    broker.answerStart(request, reply, {
      purpose: 'login',
      about: { task: 'desk' },
      order: { login_hint: [{ realm: REALM, sub: OPERATOR.id }], identity_types: ['person'] },
    }),
  );

  server.post(`${desk}/sign-out`, (request, reply) => {
    visits.leave(request, reply);
    return reply.redirect(desk, 303);
  });
}

/** Somebody came back from the sign-in of the desk. */
export function takeDesk(
  software: Software,
  request: FastifyRequest,
  reply: FastifyReply,
  claims: Readonly<Record<string, unknown>> & { readonly sub: string },
): FastifyReply {
  if (!software.known.agree({ [OPERATOR.id]: claims.sub })) return software.refuse(request, reply);
  software.visits.enter(request, reply, 'desk', signInIn(claims));
  return reply.redirect(deskOf(software), 303);
}
