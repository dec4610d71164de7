import { isCreditCode } from '@saoma/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PASSWORD_FORM_FILES, type PasswordProblems } from '../accounts/password-form.js';
import { BrokerDesk } from '../site/broker-desk.js';
import { KnownSubjects } from '../site/known-subjects.js';
import { failedPage } from '../site/page.js';
import { formField, openSite, problem, sendPage, type SiteParts } from '../site/routes.js';
import { Visits } from '../site/visits.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { languageOf } from '../web/language.js';
import { type Licence, LICENCES, openAccounts } from './licences.js';
import { licencePage, signInPage } from './pages.js';
import { RecoveryRecord } from './record.js';
import { type Recovery, recoveryProved } from './recovery.js';
import { liaisonPage, newPasswordPage, recoveryPage } from './recovery-pages.js';
import { TEXTS } from './texts.js';
import { type Visitor, visitorOf } from './visitor.js';

const REALM = 'natural-person';
/** As long as a session can last: the liaison may have to be fetched. */
const RECOVERY_LIFE_MS = 600_000;
/** How long the liaison's word is good for a new password. */
const PERMIT_MS = 300_000;
const MOST_PERMITS = 1_000;

/** What a session with the broker is about: a licence's password, or a sign-in. */
type About = Licence | 'sign-in';

/** Where enterprises use their business licences, and recover its password with the help of their liaison. */
export async function licenceRoutes(server: FastifyInstance, parts: SiteParts): Promise<void> {
  const { site } = parts;
  const accounts = await openAccounts(parts.passwords);
  const broker = new BrokerDesk<About>(parts);
  const visits = new Visits<Visitor>(broker.cookies);
  const known = new KnownSubjects();
  const record = new RecoveryRecord();
  /** By browser. */
  const permits = new ExpiringMap<Recovery>(PERMIT_MS, MOST_PERMITS);
  /** Of two forms that are sent at the same time one sets a password. */
  const inUse = new WeakSet<Recovery>();

  const start = `${site.path}/`;
  const licence = `${site.path}/licence`;
  const recovery = `${site.path}/recovery`;
  const newPassword = `${site.path}/new-password`;
  const licenceIn = ({ params }: FastifyRequest): Licence | undefined =>
    LICENCES.get((params as { readonly code: string }).code);

  await openSite(server, parts, new URL('./static/', import.meta.url), PASSWORD_FORM_FILES);

  server.get(start, (request, reply) => {
    if (visits.of(request)) return reply.redirect(licence, 303);
    const query = request.query as object;
    const done = (['signedOut', 'passwordSet'] as const).find((word) => Object.hasOwn(query, word));
    return sendPage(reply, 200, signInPage(site, languageOf(request, reply), { done }));
  });

  server.post(`${site.path}/session`, (request, reply) =>
    broker.answerStart(request, reply, {
      purpose: 'login',
      about: 'sign-in',
      order: { identity_types: ['enterprise'] },
    }),
  );

  server.post(`${site.path}/sign-in`, async (request, reply) => {
    const language = languageOf(request, reply);
    const code = formField(request, 'code').trim().toUpperCase();
    const result = await accounts.signIn(code, formField(request, 'password'));
    if (!result.ok) {
      const { signInFailed, locked } = TEXTS[language];
      const { retryAfterMs } = result;
      if (retryAfterMs === undefined) {
        return sendPage(reply, 403, signInPage(site, language, { code, problem: signInFailed }));
      }
      void reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
      const told = locked(Math.ceil(retryAfterMs / 60_000));
      return sendPage(reply, 429, signInPage(site, language, { code, problem: told }));
    }
    const entered = LICENCES.get(code);
    if (!entered) return reply.redirect(start, 303);
    visits.enter(request, reply, { licence: entered });
    return reply.redirect(licence, 303);
  });

  server.get(licence, (request, reply) => {
    const visitor = visits.of(request);
    if (!visitor) return reply.redirect(start, 303);
    const entries = record.of(visitor.licence.organization.code);
    return sendPage(reply, 200, licencePage(site, languageOf(request, reply), visitor, entries));
  });

  server.post(`${site.path}/sign-out`, (request, reply) => {
    visits.leave(request, reply);
    return reply.redirect(`${start}?signedOut`, 303);
  });

  server.get(recovery, (request, reply) => sendPage(reply, 200, recoveryPage(site, languageOf(request, reply))));

  server.post(recovery, (request, reply) => {
    const language = languageOf(request, reply);
    const code = formField(request, 'code').trim().toUpperCase();
    if (LICENCES.has(code)) return reply.redirect(`${recovery}/${code}`, 303);
    const told = TEXTS[language][isCreditCode(code) ? 'codeUnknown' : 'codeWrong'];
    return sendPage(reply, 400, recoveryPage(site, language, { code, problem: told }));
  });

  server.get(`${recovery}/:code`, (request, reply) => {
    const lost = licenceIn(request);
    if (!lost) return reply.redirect(recovery, 303);
    return sendPage(reply, 200, liaisonPage(site, languageOf(request, reply), lost));
  });

  server.post(`${recovery}/:code/session`, (request, reply) => {
    const lost = licenceIn(request);
    if (!lost) return problem(reply, 404, 'not_found');
    const { organization, liaison } = lost;
    return broker.answerStart(request, reply, {
      purpose: 'verify',
      about: lost,
      order: {
        login_hint: [{ account: organization.code, realm: REALM }],
        required_amr: ['face', 'user'],
        identity_types: ['person'],
        approvers: { any_of: [{ realm: REALM, sub: liaison.id }], needed: 1 },
        text: TEXTS[languageOf(request, reply)].recoverText(organization.name),
        life_ms: RECOVERY_LIFE_MS,
      },
    });
  });

  broker.onReturn(server, (request, reply, { about, claims, browserId }) => {
    const language = languageOf(request, reply);
    if (about === 'sign-in') {
      const visitor = visitorOf(claims);
      if (!visitor) return sendPage(reply, 403, signInPage(site, language, { problem: TEXTS[language].noLicence }));
      visits.enter(request, reply, visitor);
      return reply.redirect(licence, 303);
    }
    const proved = recoveryProved(about, claims, known);
    if (!proved) {
      request.log.warn('the result is not from the one who was asked');
      return sendPage(reply, 403, failedPage(site, language));
    }
    record.add('vouched', proved);
    permits.set(browserId, proved);
    return reply.redirect(newPassword, 303);
  });

  server.get(newPassword, (request, reply) => askNewPassword(request, reply));

  server.post(newPassword, async (request, reply) => {
    const password = formField(request, 'password');
    if (password !== formField(request, 'again')) return askNewPassword(request, reply, { isMistyped: true });
    const browserId = broker.browserId(request, reply);
    const permit = permits.get(browserId);
    if (!permit || inUse.has(permit)) return reply.redirect(start, 303);
    inUse.add(permit);
    const broken = await accounts.setPassword(permit.licence.organization.code, password);
    if (broken.length > 0) {
      inUse.delete(permit);
      return askNewPassword(request, reply, { broken });
    }
    permits.take(browserId);
    record.add('recovered', permit);
    if (formField(request, 'end_others') !== '') visits.end((visitor) => visitor.licence === permit.licence);
    return reply.redirect(`${start}?passwordSet`, 303);
  });

  function askNewPassword(request: FastifyRequest, reply: FastifyReply, problems?: PasswordProblems): FastifyReply {
    const permit = permits.get(broker.browserId(request, reply));
    if (!permit) return reply.redirect(start, 303);
    return sendPage(
      reply,
      problems ? 400 : 200,
      newPasswordPage(site, languageOf(request, reply), permit.licence, problems),
    );
  }
}
