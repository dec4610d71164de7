import { isCreditCode } from '@saoma/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { permitOverPage } from '../accounts/permit-over-page.js';
import { type Permit, Permits } from '../accounts/permits.js';
import { PERSON_VERIFIED } from '../accounts/proof.js';
import { PASSWORD_FORM_FILES, type PasswordProblems } from '../accounts/password-form.js';
import { BrokerDesk } from '../site/broker-desk.js';
import { signInIn } from '../site/id-token.js';
import { KnownSubjects } from '../site/known-subjects.js';
import { Notices } from '../site/notices.js';
import { failedPage } from '../site/page.js';
import { formField, openSite, problem, sendPage, type SiteParts } from '../site/routes.js';
import { signOutRoutes } from '../site/sign-out.routes.js';
import { waitText } from '../site/time-text.js';
import { Visits } from '../site/visits.js';
import { languageOf } from '../web/language.js';
import { type Licence, LICENCES, openAccounts } from './licences.js';
import { DONE, licencePage, signInPage } from './pages.js';
import { RecoveryRecord } from './record.js';
import { type Recovery, recoveryProved } from './recovery.js';
import { liaisonPage, newPasswordPage, recoveryPage } from './recovery-pages.js';
import { recoverText, TEXTS } from './texts.js';
import { type Visitor, visitorOf } from './visitor.js';

const REALM = 'natural-person';
/** As long as a session can last: the liaison may have to be fetched. */
const RECOVERY_LIFE_MS = 600_000;

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
  const permits = new Permits<Recovery>(broker.cookies);
  const notices = new Notices([...DONE, 'noLicence'], broker.cookies);

  const start = `${site.path}/`;
  const licence = `${site.path}/licence`;
  const recovery = `${site.path}/recovery`;
  const newPassword = `${site.path}/new-password`;
  const licenceIn = ({ params }: FastifyRequest): Licence | undefined =>
    LICENCES.get((params as { readonly code: string }).code);

  await openSite(server, parts, new URL('./static/', import.meta.url), PASSWORD_FORM_FILES);
  signOutRoutes(server, parts, visits);

  server.get(start, (request, reply) => {
    if (visits.of(request)) return reply.redirect(licence, 303);
    const language = languageOf(request, reply);
    const notice = notices.take(request, reply);
    const told = notice === 'noLicence' ? { problem: TEXTS[language][notice] } : { done: notice };
    return sendPage(reply, 200, signInPage(site, language, told));
  });

  server.post(`${site.path}/session`, (request, reply) =>
    broker.answerStart(request, reply, {
      purpose: 'login',
      about: 'sign-in',
      order: { identity_types: ['enterprise'] },
    }),
  );

  // Where the link to the other language leads from a refusal.
  server.get(`${site.path}/sign-in`, (request, reply) => {
    languageOf(request, reply);
    return reply.redirect(start, 303);
  });

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
      const told = locked(waitText(language, retryAfterMs));
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
    notices.leave(reply, 'signedOut');
    return reply.redirect(start, 303);
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
        required_amr: PERSON_VERIFIED,
        identity_types: ['person'],
        approvers: { any_of: [{ realm: REALM, sub: liaison.id }], needed: 1 },
        text: recoverText(organization.name),
        life_ms: RECOVERY_LIFE_MS,
      },
    });
  });

  broker.onReturn(server, (request, reply, { about, claims }) => {
    if (about === 'sign-in') {
      const visitor = visitorOf(claims);
      if (visitor) visits.enter(request, reply, visitor, signInIn(claims));
      else notices.leave(reply, 'noLicence');
      return reply.redirect(visitor ? licence : start, 303);
    }
    const proved = recoveryProved(about, claims, known);
    if (!proved) {
      request.log.warn('the result is not from the one who was asked');
      return sendPage(reply, 403, failedPage(site, languageOf(request, reply)));
    }
    record.add('vouched', proved);
    permits.grant(request, reply, proved);
    return reply.redirect(newPassword, 303);
  });

  server.get(newPassword, (request, reply) => {
    const permit = permits.of(request);
    return permit ? askNewPassword(request, reply, permit) : tellItIsOver(request, reply);
  });

  server.post(newPassword, async (request, reply) => {
    const permit = permits.take(request, formField(request, 'permit'));
    if (!permit) return tellItIsOver(request, reply);
    const { licence: lost } = permit.about;
    const password = formField(request, 'password');
    const isMistyped = password !== formField(request, 'again');
    const broken = isMistyped ? [] : await accounts.setPassword(lost.organization.code, password);
    if (isMistyped || broken.length > 0) {
      permits.giveBack(request, permit);
      return askNewPassword(request, reply, permit, { isMistyped, broken });
    }
    record.add('recovered', permit.about);
    if (formField(request, 'end_others') !== '') visits.end((visitor) => visitor.licence === lost);
    notices.leave(reply, 'passwordSet');
    return reply.redirect(start, 303);
  });

  function askNewPassword(
    request: FastifyRequest,
    reply: FastifyReply,
    permit: Permit<Recovery>,
    problems?: PasswordProblems,
  ): FastifyReply {
    const page = newPasswordPage(site, languageOf(request, reply), permit, problems);
    return sendPage(reply, problems ? 400 : 200, page);
  }

  function tellItIsOver(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendPage(reply, 410, permitOverPage(site, languageOf(request, reply), recovery));
  }
}
