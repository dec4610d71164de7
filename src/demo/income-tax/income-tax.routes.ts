import type { FastifyInstance } from 'fastify';
import { PASSWORD_FORM_FILES } from '../accounts/password-form.js';
import { signInIn } from '../site/id-token.js';
import { failedPage } from '../site/page.js';
import { formField, openSite, sendPage, type SiteParts } from '../site/routes.js';
import { signOutRoutes } from '../site/sign-out.routes.js';
import { languageOf } from '../web/language.js';
import { takeNotice } from './notices.js';
import { Office } from './office.js';
import { homePage, loginPage } from './pages.js';
import { passwordRoutes } from './password.routes.js';
import { resetRoutes } from './reset.routes.js';
import { TEXTS, waitText } from './texts.js';

/** The income-tax site: its own accounts and passwords, and the broker for whoever has the phone in their hand. */
export async function incomeTaxRoutes(server: FastifyInstance, parts: SiteParts): Promise<void> {
  const office = await Office.open(parts);
  const { site, path, accounts, desk, visits, resets, permits } = office;
  await openSite(server, parts, new URL('./static/', import.meta.url), {
    ...PASSWORD_FORM_FILES,
    'reset-watch.js': new URL('./reset-watch.js', import.meta.url),
  });
  signOutRoutes(server, parts, visits);
  passwordRoutes(server, office);
  resetRoutes(server, office);

  server.get(`${path}/`, (request, reply) => {
    if (visits.of(request)) return reply.redirect(`${path}/home`, 303);
    const isSignedOut = Object.hasOwn(request.query as object, 'signed-out');
    return sendPage(reply, 200, loginPage(site, languageOf(request, reply), { isSignedOut }));
  });

  // Where the link to the other language leads from the page that refused.
  server.get(`${path}/sign-in`, (request, reply) => {
    languageOf(request, reply);
    return reply.redirect(`${path}/`, 303);
  });

  server.post(`${path}/sign-in`, async (request, reply) => {
    const language = languageOf(request, reply);
    const login = formField(request, 'login');
    const result = await accounts.signIn(login, formField(request, 'password'), request.ip);
    if (!result.ok) {
      const { wrong, locked } = TEXTS[language];
      const { retryAfterMs } = result;
      if (retryAfterMs === undefined) return sendPage(reply, 403, loginPage(site, language, { login, problem: wrong }));
      const problem = locked(waitText(language, retryAfterMs));
      void reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
      return sendPage(reply, 429, loginPage(site, language, { login, problem }));
    }
    const { account } = result;
    visits.enter(request, reply, { name: account.name, by: 'password', login: account.login });
    return reply.redirect(`${path}/home`, 303);
  });

  server.post(`${path}/session`, (request, reply) =>
    desk.answerStart(request, reply, { purpose: 'login', about: {}, order: { identity_types: ['person'] } }),
  );

  desk.onReturn(server, (request, reply, { claims, purpose, about, browserId }) => {
    const { sub, name } = claims;
    if (purpose === 'login') {
      visits.enter(request, reply, { name: typeof name === 'string' ? name : '', by: 'app', sub }, signInIn(claims));
      return reply.redirect(`${path}/home`, 303);
    }
    const reset = resets.of(browserId);
    const isOfOne =
      reset?.account !== undefined &&
      // Before anything is learned: what was begun for one account says nothing of another.
      about.resetId === reset.id &&
      office.learn(sub, reset.account.login);
    const account = isOfOne ? resets.prove(browserId, reset.id) : undefined;
    if (!account) return sendPage(reply, 400, failedPage(site, languageOf(request, reply)));
    permits.grant(request, reply, account);
    return reply.redirect(`${path}/forgotten/new-password`, 303);
  });

  server.get(`${path}/home`, (request, reply) => {
    const visitor = visits.of(request);
    if (!visitor) return reply.redirect(`${path}/`, 303);
    const login = office.loginOf(visitor);
    const notice = takeNotice(request, reply, { ...desk.cookies, path: `${path}/home` });
    return sendPage(reply, 200, homePage(site, languageOf(request, reply), { visitor, login, notice }));
  });

  server.post(`${path}/sign-out`, (request, reply) => {
    visits.leave(request, reply);
    return reply.redirect(`${path}/?signed-out`, 303);
  });
}
