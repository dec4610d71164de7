import type { FastifyInstance } from 'fastify';
import type { PasswordProblems } from '../accounts/password-form.js';
import { formField, sendPage } from '../site/routes.js';
import { languageOf } from '../web/language.js';
import { leaveNotice } from './notices.js';
import type { Office } from './office.js';
import { changePage } from './pages.js';
import { claimedBy } from './strangers.js';
import { TEXTS, waitText } from './texts.js';

/** The password of somebody who is signed in: changed with the present one, or with a fresh proof. */
export function passwordRoutes(server: FastifyInstance, office: Office): void {
  const { site, path, accounts, desk, visits, resets, permits } = office;

  server.get(`${path}/password`, (request, reply) => {
    const visitor = visits.of(request);
    const login = office.loginOf(visitor ?? {});
    if (!visitor || login === undefined) return reply.redirect(`${path}/`, 303);
    return sendPage(reply, 200, changePage(site, languageOf(request, reply), { visitor, login }));
  });

  server.post(`${path}/password`, async (request, reply) => {
    const language = languageOf(request, reply);
    const visitor = visits.of(request);
    const login = office.loginOf(visitor ?? {});
    if (!visitor || login === undefined) return reply.redirect(`${path}/`, 303);
    const password = formField(request, 'password');
    const refuse = (status: number, problems: PasswordProblems): typeof reply =>
      sendPage(reply, status, changePage(site, language, { visitor, login, problems }));

    // A slip of the finger must not cost a try at the present password.
    if (password !== formField(request, 'again')) return refuse(422, { isMistyped: true });
    const proof = await accounts.signIn(login, formField(request, 'present'), request.ip);
    if (!proof.ok) {
      const { wrongPresent, locked } = TEXTS[language];
      const { retryAfterMs } = proof;
      if (retryAfterMs === undefined) return refuse(403, { present: wrongPresent });
      return refuse(429, { present: locked(waitText(language, retryAfterMs)) });
    }
    const broken = await accounts.setPassword(login, password);
    if (broken.length > 0) return refuse(422, { broken });
    const home = `${path}/home`;
    leaveNotice(reply, { ...desk.cookies, path: home }, office.endOthers(request, proof.account));
    return reply.redirect(home, 303);
  });

  server.post(`${path}/password/prove`, (request, reply) => {
    const account = accounts.find(office.loginOf(visits.of(request) ?? {}) ?? '');
    if (!account) return reply.redirect(`${path}/`, 303);
    permits.withdraw(request);
    resets.begin(desk.browserId(request, reply), { login: account.login, ...claimedBy(account) });
    return reply.redirect(`${path}/forgotten/prove`, 303);
  });
}
