import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PASSWORD_FORM_FILES } from '../accounts/password-form.js';
import { brokenRules } from '../accounts/password-rules.js';
import { YUNHAI_TRADING } from '../organizations.js';
import { BrokerDesk } from '../site/broker-desk.js';
import { KnownSubjects } from '../site/known-subjects.js';
import { failedPage } from '../site/page.js';
import { formField, openSite, problem, sendPage, type SiteParts } from '../site/routes.js';
import { Visits } from '../site/visits.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { languageOf } from '../web/language.js';
import { handOver, type HeldCertificate, OPERATOR } from './certificates.js';
import { deskPage, deskSignInPage } from './desk-page.js';
import { certificatePage, newPassphrasePage, openedPage, pathOf, unlockingPage } from './pages.js';
import type { Complaint } from './passphrase-form.js';
import { ServiceBook } from './service-book.js';
import { TEXTS } from './texts.js';
import { type LockToEnd, type Unlocking, unlockingProved } from './unlocking.js';

const REALM = 'natural-person';
/** As long as a session can last: people may have to be fetched to the computer. */
const UNLOCKING_LIFE_MS = 600_000;
/** How long the word of both is good for a new passphrase. */
const PERMIT_MS = 300_000;
const MOST_PERMITS = 1_000;

/** What a browser was let in to. */
type Visitor = HeldCertificate | 'desk';
/** What a session with the broker is about. */
type About = LockToEnd | 'desk';

/** The software with which enterprises issue invoices, and the service desk that helps when a certificate is locked. */
export async function invoicingRoutes(server: FastifyInstance, parts: SiteParts): Promise<void> {
  const { site } = parts;
  const certificates = await handOver(parts.passwords);
  const broker = new BrokerDesk<About>(parts);
  const visits = new Visits<Visitor>(broker.cookies);
  const known = new KnownSubjects();
  const book = new ServiceBook();
  /** By browser. Each is for one lock, which ends once. */
  const permits = new ExpiringMap<Unlocking>(PERMIT_MS, MOST_PERMITS);

  const start = `${site.path}/`;
  const opened = `${site.path}/opened`;
  const certificate = `${site.path}/certificates/:code`;
  const unlocking = `${certificate}/unlocking`;
  const newPassphrase = `${site.path}/new-passphrase`;
  const desk = `${site.path}/desk`;
  const heldIn = ({ params }: FastifyRequest): HeldCertificate | undefined =>
    certificates.get((params as { readonly code: string }).code);

  await openSite(server, parts, new URL('./static/', import.meta.url), PASSWORD_FORM_FILES);

  server.get(start, (_request, reply) => reply.redirect(`${site.path}/certificates/${YUNHAI_TRADING.code}`, 303));

  server.get(certificate, (request, reply) => {
    const held = heldIn(request);
    if (!held) return reply.redirect(start, 303);
    const others = [...certificates.values()].filter((one) => one !== held);
    const before = (['wrong', 'unlocked'] as const).find((word) => Object.hasOwn(request.query as object, word));
    return sendPage(reply, 200, certificatePage(site, languageOf(request, reply), held, { others, before }));
  });

  server.post(`${certificate}/open`, async (request, reply) => {
    const held = heldIn(request);
    if (!held) return reply.redirect(start, 303);
    const opening = await held.certificate.open(formField(request, 'passphrase'));
    if (!opening.ok) return reply.redirect(`${pathOf(site, held)}?wrong`, 303);
    visits.enter(request, reply, held);
    return reply.redirect(opened, 303);
  });

  server.get(opened, (request, reply) => {
    const held = visits.of(request);
    if (held === undefined || held === 'desk') return reply.redirect(start, 303);
    const entries = book.entries(held.organization.code);
    return sendPage(reply, 200, openedPage(site, languageOf(request, reply), held, entries));
  });

  server.post(`${site.path}/close`, (request, reply) => {
    visits.leave(request, reply);
    return reply.redirect(start, 303);
  });

  server.get(unlocking, (request, reply) => {
    const held = heldIn(request);
    if (!held) return reply.redirect(start, 303);
    if (held.certificate.lock === undefined) return reply.redirect(pathOf(site, held), 303);
    // Before its element asks: whoever waits is listed under the browser's cookie.
    broker.browserId(request, reply);
    return sendPage(reply, 200, unlockingPage(site, languageOf(request, reply), held));
  });

  server.post(`${unlocking}/session`, (request, reply) => {
    const held = heldIn(request);
    const lock = held?.certificate.lock;
    if (!held || lock === undefined) return problem(reply, 404, 'not_found');
    const about = { held, lock };
    book.ask(broker.browserId(request, reply), { ...about, atMs: Date.now(), address: request.ip });
    const [holder, operator] = [
      { realm: REALM, sub: held.holder.id },
      { realm: REALM, sub: OPERATOR.id },
    ];
    return broker.answerStart(request, reply, {
      purpose: 'verify',
      about,
      order: {
        login_hint: [holder],
        required_amr: ['face', 'user'],
        identity_types: ['person'],
        approvers: { any_of: [holder, operator], needed: 2 },
        text: TEXTS[languageOf(request, reply)].unlockText(held.organization.name),
        life_ms: UNLOCKING_LIFE_MS,
      },
    });
  });

  server.get(newPassphrase, (request, reply) => askNewPassphrase(request, reply));

  server.post(newPassphrase, async (request, reply) => {
    const permit = permits.get(broker.browserId(request, reply));
    if (!permit) return reply.redirect(start, 303);
    const { organization, holder, certificate: locked } = permit.held;
    const passphrase = formField(request, 'password');
    const broken = brokenRules(passphrase, { ...holder, login: organization.code });
    if (broken.length > 0) return askNewPassphrase(request, reply, broken);
    if (passphrase !== formField(request, 'again')) return askNewPassphrase(request, reply, 'not_repeated');
    const renewal = await locked.renew(permit.lock, passphrase);
    if (renewal === 'used_before') return askNewPassphrase(request, reply, ['not_recent']);
    permits.take(broker.browserId(request, reply));
    if (renewal === 'not_for_this_lock') return sendPage(reply, 409, failedPage(site, languageOf(request, reply)));
    book.unlocked(permit);
    visits.end((visitor) => visitor === permit.held);
    return reply.redirect(`${pathOf(site, permit.held)}?unlocked`, 303);
  });

  function askNewPassphrase(request: FastifyRequest, reply: FastifyReply, complaint?: Complaint): FastifyReply {
    const permit = permits.get(broker.browserId(request, reply));
    if (!permit) return reply.redirect(start, 303);
    const language = languageOf(request, reply);
    return sendPage(reply, complaint ? 400 : 200, newPassphrasePage(site, language, permit.held, complaint));
  }

  broker.onReturn(server, (request, reply, { about, claims, browserId }) => {
    if (about === 'desk') {
      if (!known.agree({ [OPERATOR.id]: claims.sub })) return refuse(request, reply);
      visits.enter(request, reply, 'desk');
      return reply.redirect(desk, 303);
    }
    const proved = unlockingProved(about, claims, known);
    if (!proved) return refuse(request, reply);
    book.approved(browserId, proved);
    permits.set(browserId, proved);
    return reply.redirect(newPassphrase, 303);
  });

  function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    request.log.warn('the result is not from those who were asked');
    return sendPage(reply, 403, failedPage(site, languageOf(request, reply)));
  }

  server.get(desk, (request, reply) => {
    const language = languageOf(request, reply);
    const isSignedIn = visits.of(request) === 'desk';
    const lists = { waiting: book.waiting(), entries: book.entries() };
    return sendPage(reply, 200, isSignedIn ? deskPage(site, language, lists) : deskSignInPage(site, language));
  });

  server.post(`${desk}/session`, (request, reply) =>
    broker.answerStart(request, reply, {
      purpose: 'login',
      about: 'desk',
      order: { login_hint: [{ realm: REALM, sub: OPERATOR.id }], identity_types: ['person'] },
    }),
  );

  server.post(`${desk}/sign-out`, (request, reply) => {
    visits.leave(request, reply);
    return reply.redirect(desk, 303);
  });
}
