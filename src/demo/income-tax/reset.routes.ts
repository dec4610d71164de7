import type { FastifyInstance } from 'fastify';
import { permitOverPage } from '../accounts/permit-over-page.js';
import { PERSON_VERIFIED } from '../accounts/proof.js';
import { formField, problem, sendPage } from '../site/routes.js';
import { languageOf } from '../web/language.js';
import { leaveNotice, noticeIn } from './notices.js';
import type { Office } from './office.js';
import { cardPage, donePage, newPasswordPage, overPage, provePage, whoPage } from './reset-pages.js';
import { RESET_TEXTS } from './reset-texts.js';
import { waitText } from './texts.js';

/** Shown on the phone, whose language is not that of the page. */
const PHONE_TEXT = '重置自然人电子税务局的登录密码 / Reset the password of Individual Income Tax';

/** A forgotten password. No answer depends on whether the account exists, until somebody has proved that it is theirs. */
export function resetRoutes(server: FastifyInstance, office: Office): void {
  const { site, path, accounts, desk, resets, permits, cards, strangers } = office;
  const forgotten = `${path}/forgotten`;
  const done = `${forgotten}/done`;

  server.get(forgotten, (request, reply) => sendPage(reply, 200, whoPage(site, languageOf(request, reply))));

  server.post(forgotten, (request, reply) => {
    const login = formField(request, 'login').trim().toUpperCase();
    const name = formField(request, 'name').trim();
    if (!/^\d{17}[\dX]$/.test(login) || name === '') {
      return sendPage(reply, 422, whoPage(site, languageOf(request, reply), { login, name }));
    }
    // Whoever goes on to another account leaves the one before behind.
    permits.withdraw(request);
    resets.begin(desk.browserId(request, reply), { login, ...strangers.behind(login, name) });
    return reply.redirect(`${forgotten}/prove`, 303);
  });

  server.get(`${forgotten}/prove`, (request, reply) => {
    const language = languageOf(request, reply);
    const reset = resets.of(desk.browserId(request, reply));
    if (!reset) return sendPage(reply, 410, overPage(site, language));
    return sendPage(reply, 200, provePage(site, language, reset.login));
  });

  server.post(`${forgotten}/session`, (request, reply) => {
    const reset = resets.of(desk.browserId(request, reply));
    if (!reset) return problem(reply, 410, 'reset_over');
    return desk.answerStart(request, reply, {
      purpose: 'verify',
      about: { resetId: reset.id },
      order: {
        login_hint: [{ realm: 'natural-person', sub: reset.subject }],
        required_amr: PERSON_VERIFIED,
        identity_types: ['person'],
        contacts: reset.contacts,
        text: PHONE_TEXT,
      },
    });
  });

  server.get(`${forgotten}/bank-card`, (request, reply) => {
    const language = languageOf(request, reply);
    const isOpen = resets.of(desk.browserId(request, reply)) !== undefined;
    return sendPage(reply, isOpen ? 200 : 410, isOpen ? cardPage(site, language) : overPage(site, language));
  });

  server.post(`${forgotten}/bank-card`, (request, reply) => {
    const language = languageOf(request, reply);
    const browserId = desk.browserId(request, reply);
    const reset = resets.of(browserId);
    if (!reset) return sendPage(reply, 410, overPage(site, language));
    const check = cards.check(reset.subject, formField(request, 'card'), formField(request, 'phone'));
    const account = check.ok ? resets.prove(browserId, reset.id) : undefined;
    if (account) {
      permits.grant(request, reply, account);
      return reply.redirect(`${forgotten}/new-password`, 303);
    }
    const { cardWrong, cardLocked } = RESET_TEXTS[language];
    const retryAfterMs = check.ok ? undefined : check.retryAfterMs;
    if (retryAfterMs === undefined) return sendPage(reply, 403, cardPage(site, language, cardWrong));
    return sendPage(reply, 429, cardPage(site, language, cardLocked(waitText(language, retryAfterMs))));
  });

  server.get(`${forgotten}/new-password`, (request, reply) => {
    const language = languageOf(request, reply);
    const permit = permits.of(request);
    if (!permit) return sendPage(reply, 410, overPage(site, language));
    return sendPage(reply, 200, newPasswordPage(site, language, permit));
  });

  server.post(`${forgotten}/new-password`, async (request, reply) => {
    const language = languageOf(request, reply);
    const permit = permits.take(request, formField(request, 'permit'));
    if (!permit) return sendPage(reply, 410, permitOverPage(site, language, forgotten));
    const password = formField(request, 'password');
    const isMistyped = password !== formField(request, 'again');
    const broken = isMistyped ? [] : await accounts.setPassword(permit.about.login, password);
    if (isMistyped || broken.length > 0) {
      permits.giveBack(request, permit);
      return sendPage(reply, 422, newPasswordPage(site, language, permit, { isMistyped, broken }));
    }
    leaveNotice(reply, { ...desk.cookies, path: done }, office.endOthers(request, permit.about));
    return reply.redirect(done, 303);
  });

  server.get(done, (request, reply) => {
    const notice = noticeIn(request);
    if (!notice) return reply.redirect(`${path}/`, 303);
    return sendPage(reply, 200, donePage(site, languageOf(request, reply), notice));
  });
}
