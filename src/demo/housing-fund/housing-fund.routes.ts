import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Accounts, type SignInResult } from '../accounts/accounts.js';
import { PASSWORD_FORM_FILES, type PasswordProblems } from '../accounts/password-form.js';
import { PEOPLE } from '../people.js';
import { BrokerDesk } from '../site/broker-desk.js';
import { formField, openSite, problem, sendPage, type SiteParts } from '../site/routes.js';
import { Visits } from '../site/visits.js';
import { HOUSING_FUND_LINE } from '../telephone/line.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { type Language, languageOf } from '../web/language.js';
import { changedPage, homePage, newPasswordPage, notProvedPage, signInPage, waysPage, whosePage } from './pages.js';
import { Permits } from './permits.js';
import { TEXTS } from './texts.js';

/** What can be a member number, whether there is such a member or not. */
const MEMBER_NUMBER = /^[\w-]{1,32}$/;
/** How long a browser need not say again whose password is to be changed. */
const WHOSE_MS = 30 * 60_000;
const MOST = 10_000;

/** Who is signed in: with a password as a member, by phone as somebody whom the broker names. */
interface Visitor {
  readonly name: string | undefined;
  readonly memberNumber?: string;
  readonly sub?: string;
}

/** The housing fund's site: sign-in, and a password that is changed after a proof by web, app, mini program or telephone. */
export async function housingFundRoutes(server: FastifyInstance, parts: SiteParts): Promise<void> {
  const { site } = parts;
  const accounts = await Accounts.create(seedsOf(parts));
  /** About one member, or, for a sign-in, about nobody yet. */
  const desk = new BrokerDesk<string | undefined>(parts);
  const visits = new Visits<Visitor>(desk.cookies);
  const permits = new Permits();
  /** Whose password this browser is about to change. Proves nothing. */
  const members = new ExpiringMap<string>(WHOSE_MS, MOST);
  /** Which member the broker's name for a person stands for, learned when a proof was bound to that member. */
  const membersBySub = new Map<string, string>();
  const [home, ways, setNew] = [`${site.path}/home`, `${site.path}/password/ways`, `${site.path}/password/new`];
  const viewOf = (request: FastifyRequest, reply: FastifyReply): { site: typeof site; language: Language } => ({
    site,
    language: languageOf(request, reply),
  });
  /** In small letters, whether there is such a member or not. */
  const typedMember = (request: FastifyRequest): string => formField(request, 'member').trim().toLowerCase();
  const memberNumberOf = ({ memberNumber, sub = '' }: Visitor): string | undefined =>
    memberNumber ?? membersBySub.get(sub);
  /** What is wrong with what was typed; nothing: it is the password now. */
  const setPassword = async (memberNumber: string, request: FastifyRequest): Promise<PasswordProblems | undefined> => {
    const password = formField(request, 'password');
    if (formField(request, 'again') !== password) return { isMistyped: true };
    const broken = await accounts.setPassword(memberNumber, password);
    return broken.length > 0 ? { broken } : undefined;
  };

  await openSite(server, parts, new URL('./static/', import.meta.url), PASSWORD_FORM_FILES);

  server.get(`${site.path}/`, (request, reply) => {
    if (visits.of(request)) return reply.redirect(home, 303);
    const signedOut = Object.hasOwn(request.query as object, 'signed-out');
    return sendPage(reply, 200, signInPage(viewOf(request, reply), { signedOut }));
  });

  server.post(`${site.path}/session`, (request, reply) =>
    desk.answerStart(request, reply, { purpose: 'login', about: undefined }),
  );

  server.post(`${site.path}/`, async (request, reply) => {
    const typed = typedMember(request);
    const result = await accounts.signIn(typed, formField(request, 'password'));
    if (!result.ok) {
      const view = viewOf(request, reply);
      const complaint = complaintOf(result, view.language, 'signInProblem');
      return sendPage(reply, 403, signInPage(view, { typed, problem: complaint }));
    }
    const { name, login: memberNumber } = result.account;
    visits.enter(request, reply, { name, memberNumber });
    return reply.redirect(home, 303);
  });

  server.get(home, (request, reply) => {
    const visitor = visits.of(request);
    if (!visitor) return reply.redirect(`${site.path}/`, 303);
    return sendPage(reply, 200, homePage(viewOf(request, reply), visitor.name, memberNumberOf(visitor)));
  });

  server.post(`${site.path}/sign-out`, (request, reply) => {
    visits.leave(request, reply);
    return reply.redirect(`${site.path}/?signed-out`, 303);
  });

  server.get(`${site.path}/password`, (request, reply) => {
    const visitor = visits.of(request);
    const typed = visitor && memberNumberOf(visitor);
    return sendPage(reply, 200, whosePage(viewOf(request, reply), typed === undefined ? {} : { typed }));
  });

  server.post(`${site.path}/password`, (request, reply) => {
    const memberNumber = typedMember(request);
    if (!MEMBER_NUMBER.test(memberNumber)) {
      const view = viewOf(request, reply);
      const { memberNumberProblem } = TEXTS[view.language];
      return sendPage(reply, 400, whosePage(view, { typed: memberNumber, problem: memberNumberProblem }));
    }
    members.set(desk.browserId(request, reply), memberNumber);
    return reply.redirect(ways, 303);
  });

  server.get(ways, (request, reply) => {
    const memberNumber = members.get(desk.browserId(request, reply));
    if (memberNumber === undefined) return reply.redirect(`${site.path}/password`, 303);
    return sendPage(reply, 200, waysPage(viewOf(request, reply), memberNumber));
  });

  server.post(`${site.path}/password/session`, (request, reply) => {
    const memberNumber = members.get(desk.browserId(request, reply));
    if (memberNumber === undefined) return problem(reply, 400, 'invalid_request');
    // Started for unknown members too: nobody can approve it, and nobody learns that there is none.
    const text = TEXTS[languageOf(request, reply)].forPhone(memberNumber);
    const order = { login_hint: [{ account: memberNumber }], text };
    return desk.answerStart(request, reply, { purpose: 'verify', about: memberNumber, order });
  });

  server.post(ways, async (request, reply) => {
    const browserId = desk.browserId(request, reply);
    const memberNumber = members.get(browserId);
    if (memberNumber === undefined) return reply.redirect(`${site.path}/password`, 303);
    const result = await accounts.signIn(memberNumber, formField(request, 'old'));
    if (!result.ok) {
      const view = viewOf(request, reply);
      const complaint = complaintOf(result, view.language, 'oldPasswordProblem');
      return sendPage(reply, 403, waysPage(view, memberNumber, complaint));
    }
    permits.grant(browserId, memberNumber, 'password');
    return reply.redirect(setNew, 303);
  });

  desk.onReturn(server, (request, reply, { claims, about: memberNumber, browserId }) => {
    const { sub, name, acr } = claims;
    if (memberNumber === undefined) {
      const visitor = { name: typeof name === 'string' ? name : undefined, sub };
      visits.enter(request, reply, visitor);
      return reply.redirect(home, 303);
    }
    membersBySub.set(sub, memberNumber);
    permits.grant(browserId, memberNumber, acr === HOUSING_FUND_LINE.acr ? 'telephone' : 'phone');
    return reply.redirect(setNew, 303);
  });

  server.get(setNew, (request, reply) => {
    const view = viewOf(request, reply);
    const permit = permits.get(desk.browserId(request, reply));
    return permit ? sendPage(reply, 200, newPasswordPage(view, permit)) : sendPage(reply, 403, notProvedPage(view));
  });

  server.post(setNew, async (request, reply) => {
    const view = viewOf(request, reply);
    const browserId = desk.browserId(request, reply);
    const permit = permits.take(browserId);
    if (!permit) return sendPage(reply, 403, notProvedPage(view));
    const problems = await setPassword(permit.memberNumber, request);
    if (problems) {
      permits.giveBack(browserId, permit);
      return sendPage(reply, 400, newPasswordPage(view, permit, problems));
    }
    const hasEndedOthers = formField(request, 'end_others') !== '';
    if (hasEndedOthers) visits.end((visitor) => memberNumberOf(visitor) === permit.memberNumber, request);
    return sendPage(reply, 200, changedPage(view, { hasEndedOthers }));
  });
}

function seedsOf({ site, passwords }: SiteParts): Parameters<typeof Accounts.create>[0] {
  return PEOPLE.flatMap((person) => {
    const [login] = person.accounts[site.id] ?? [];
    const password = passwords.get(person.id);
    return login === undefined || password === undefined ? [] : [{ login, person, password }];
  });
}

/** The same words whether there is such a member or not. */
function complaintOf(
  { retryAfterMs }: Extract<SignInResult, { ok: false }>,
  language: Language,
  otherwise: 'signInProblem' | 'oldPasswordProblem',
): string {
  const texts = TEXTS[language];
  return retryAfterMs === undefined ? texts[otherwise] : texts.locked(Math.ceil(retryAfterMs / 60_000));
}
