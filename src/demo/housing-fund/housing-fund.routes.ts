import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Accounts, type SignInResult } from '../accounts/accounts.js';
import { PASSWORD_FORM_FILES, type PasswordProblems } from '../accounts/password-form.js';
import { permitOverPage } from '../accounts/permit-over-page.js';
import { Permits } from '../accounts/permits.js';
import { PERSON_VERIFIED } from '../accounts/proof.js';
import { PEOPLE } from '../people.js';
import type { SessionOrder } from '../site/broker-client.js';
import { BrokerDesk } from '../site/broker-desk.js';
import { signInIn } from '../site/id-token.js';
import { formField, openSite, problem, sendPage, type SiteParts } from '../site/routes.js';
import { signOutRoutes } from '../site/sign-out.routes.js';
import { waitText } from '../site/time-text.js';
import { Visits } from '../site/visits.js';
import { HOUSING_FUND_LINE } from '../telephone/line.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { type Language, languageOf } from '../web/language.js';
import { randomId } from '../web/random-id.js';
import {
  type Change,
  changedPage,
  homePage,
  newPasswordPage,
  type Proved,
  signInPage,
  waysPage,
  whosePage,
} from './pages.js';
import { forPhone, TEXTS } from './texts.js';

/** What can be a member number, whether there is such a member or not. */
const MEMBER_NUMBER = /^[\w-]{1,32}$/;
/** How long a tab need not say again whose password is to be changed. */
const CHANGE_MS = 30 * 60_000;
const MOST = 10_000;
/** A sign-in of yesterday is no proof: who holds the phone need not be its owner. The telephone line asks for its PIN. */
const PROOF = { required_amr: [...PERSON_VERIFIED, 'pin'], max_age: 300 } as const satisfies SessionOrder;

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
  const permits = new Permits<Proved>(desk.cookies);
  /** Each of a tab, which says which: what is typed for one member never counts for another. Proves nothing. */
  const changes = new ExpiringMap<Change>(CHANGE_MS, MOST);
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
  const changeOf = (request: FastifyRequest, reply: FastifyReply): Change | undefined => {
    const { change } = request.query as Record<string, unknown>;
    return changes.get(`${desk.browserId(request, reply)}.${String(change)}`);
  };
  const sendOver = (reply: FastifyReply, { language }: { language: Language }): FastifyReply =>
    sendPage(reply, 410, permitOverPage(site, language, `${site.path}/password`));
  /** What is wrong with what was typed; nothing: it is the password now. */
  const setPassword = async (memberNumber: string, request: FastifyRequest): Promise<PasswordProblems | undefined> => {
    const password = formField(request, 'password');
    if (formField(request, 'again') !== password) return { isMistyped: true };
    const broken = await accounts.setPassword(memberNumber, password);
    return broken.length > 0 ? { broken } : undefined;
  };

  await openSite(server, parts, new URL('./static/', import.meta.url), PASSWORD_FORM_FILES);
  signOutRoutes(server, parts, visits);

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
    const result = await accounts.signIn(typed, formField(request, 'password'), request.ip);
    if (!result.ok) {
      const view = viewOf(request, reply);
      const { status, problem } = refusalOf(result, reply, view.language, 'signInComplaints');
      return sendPage(reply, status, signInPage(view, { typed, problem }));
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
    const change = { id: randomId(), memberNumber };
    changes.set(`${desk.browserId(request, reply)}.${change.id}`, change);
    return reply.redirect(`${ways}?change=${change.id}`, 303);
  });

  server.get(ways, (request, reply) => {
    const change = changeOf(request, reply);
    if (!change) return reply.redirect(`${site.path}/password`, 303);
    return sendPage(reply, 200, waysPage(viewOf(request, reply), change));
  });

  server.post(`${site.path}/password/session`, (request, reply) => {
    const change = changeOf(request, reply);
    if (!change) return problem(reply, 410, 'expired_token');
    const { memberNumber } = change;
    // Started for unknown members too: nobody can approve it, and nobody learns that there is none.
    const order = { ...PROOF, login_hint: [{ account: memberNumber }], text: forPhone(memberNumber) };
    return desk.answerStart(request, reply, { purpose: 'verify', about: memberNumber, order });
  });

  server.post(ways, async (request, reply) => {
    const view = viewOf(request, reply);
    const change = changeOf(request, reply);
    if (!change) return sendOver(reply, view);
    const result = await accounts.signIn(change.memberNumber, formField(request, 'old'), request.ip);
    if (!result.ok) {
      const { status, problem } = refusalOf(result, reply, view.language, 'oldPasswordComplaints');
      return sendPage(reply, status, waysPage(view, change, problem));
    }
    permits.grant(request, reply, { memberNumber: change.memberNumber, proof: 'password' });
    return reply.redirect(setNew, 303);
  });

  desk.onReturn(server, (request, reply, { claims, about: memberNumber }) => {
    const { sub, name, acr } = claims;
    if (memberNumber === undefined) {
      const visitor = { name: typeof name === 'string' ? name : undefined, sub };
      visits.enter(request, reply, visitor, signInIn(claims));
      return reply.redirect(home, 303);
    }
    membersBySub.set(sub, memberNumber);
    permits.grant(request, reply, { memberNumber, proof: acr === HOUSING_FUND_LINE.acr ? 'telephone' : 'phone' });
    return reply.redirect(setNew, 303);
  });

  server.get(setNew, (request, reply) => {
    const view = viewOf(request, reply);
    const permit = permits.of(request);
    return permit ? sendPage(reply, 200, newPasswordPage(view, permit)) : sendOver(reply, view);
  });

  server.post(setNew, async (request, reply) => {
    const view = viewOf(request, reply);
    const permit = permits.take(request, formField(request, 'permit'));
    if (!permit) return sendOver(reply, view);
    const { memberNumber } = permit.about;
    const problems = await setPassword(memberNumber, request);
    if (problems) {
      permits.giveBack(request, permit);
      return sendPage(reply, 400, newPasswordPage(view, permit, problems));
    }
    const hasEndedOthers = formField(request, 'end_others') !== '';
    if (hasEndedOthers) visits.end((visitor) => memberNumberOf(visitor) === memberNumber, request);
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
function refusalOf(
  { retryAfterMs }: Extract<SignInResult, { ok: false }>,
  reply: FastifyReply,
  language: Language,
  where: 'signInComplaints' | 'oldPasswordComplaints',
): { readonly status: number; readonly problem: string } {
  const { wrong, locked } = TEXTS[language][where];
  if (retryAfterMs === undefined) return { status: 403, problem: wrong };
  void reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
  return { status: 429, problem: locked(waitText(language, retryAfterMs)) };
}
