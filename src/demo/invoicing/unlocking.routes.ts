import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { brokenRules } from '../accounts/password-rules.js';
import { permitOverPage } from '../accounts/permit-over-page.js';
import type { Permit } from '../accounts/permits.js';
import { PERSON_VERIFIED } from '../accounts/proof.js';
import { failedPage } from '../site/page.js';
import { formField, problem, sendPage } from '../site/routes.js';
import { languageOf } from '../web/language.js';
import { type HeldCertificate, OPERATOR } from './certificates.js';
import { newPassphrasePage, pathOf, unlockingPage } from './pages.js';
import type { Complaint } from './passphrase-form.js';
import { REALM, type Software } from './software.js';
import { unlockText } from './texts.js';
import { type LockToEnd, type Unlocking, unlockingProved } from './unlocking.js';

/** As long as a session can last: people may have to be fetched to the computer. */
const UNLOCKING_LIFE_MS = 600_000;

const newPassphraseOf = ({ site }: Software): string => `${site.path}/new-passphrase`;

/** From a locked certificate to a new passphrase, with the word of its holder and of the service desk. */
export function unlockingRoutes(server: FastifyInstance, software: Software): void {
  const { site, broker, visits, book, permits, notices } = software;
  const unlocking = `${site.path}/certificates/:code/unlocking`;
  const newPassphrase = newPassphraseOf(software);

  server.get(unlocking, (request, reply) => {
    const held = software.usableIn(request);
    if (held?.certificate.lock === undefined) return reply.redirect(software.pageOf(request), 303);
    return sendPage(reply, 200, unlockingPage(site, languageOf(request, reply), held));
  });

  server.post(`${unlocking}/session`, (request, reply) => {
    const held = software.usableIn(request);
    const lock = held?.certificate.lock;
    if (!held || lock === undefined) return problem(reply, 404, 'not_found');
    const lockToEnd = { held, lock };
    book.ask({ ...lockToEnd, atMs: Date.now(), address: request.ip });
    const [holder, operator] = [
      { realm: REALM, sub: held.holder.id },
      { realm: REALM, sub: OPERATOR.id },
    ];
    return broker.answerStart(request, reply, {
      purpose: 'verify',
      about: { task: 'unlock', lockToEnd },
      order: {
        login_hint: [holder],
        required_amr: PERSON_VERIFIED,
        identity_types: ['person'],
        approvers: { any_of: [holder, operator], needed: 2 },
        text: unlockText(held.organization.name),
        life_ms: UNLOCKING_LIFE_MS,
      },
    });
  });

  server.get(newPassphrase, (request, reply) => {
    const permit = permits.of(request);
    return permit ? askNewPassphrase(request, reply, permit) : tellItIsOver(request, reply);
  });

  server.post(newPassphrase, async (request, reply) => {
    const permit = permits.take(request, formField(request, 'permit'));
    if (!permit) return tellItIsOver(request, reply);
    const { held, lock } = permit.about;
    const passphrase = formField(request, 'password');
    const complaint = complaintOf(held, passphrase, formField(request, 'again'));
    const renewal = complaint ? 'used_before' : await held.certificate.renew(lock, passphrase);
    switch (renewal) {
      case 'used_before':
        permits.giveBack(request, permit);
        return askNewPassphrase(request, reply, permit, complaint ?? ['not_recent']);
      case 'not_for_this_lock':
        return sendPage(reply, 409, failedPage(site, languageOf(request, reply)));
      case 'renewed':
        book.unlocked(permit.about);
        visits.end((visitor) => visitor === held);
        notices.leave(reply, 'unlocked');
        return reply.redirect(pathOf(site, held), 303);
    }
  });

  function askNewPassphrase(
    request: FastifyRequest,
    reply: FastifyReply,
    permit: Permit<Unlocking>,
    complaint?: Complaint,
  ): FastifyReply {
    const page = newPassphrasePage(site, languageOf(request, reply), permit, complaint);
    return sendPage(reply, complaint ? 400 : 200, page);
  }

  function tellItIsOver(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendPage(reply, 410, permitOverPage(site, languageOf(request, reply), `${site.path}/`));
  }
}

/** What is wrong with a new passphrase, as far as that can be told without its former ones. */
function complaintOf({ organization, holder }: HeldCertificate, passphrase: string, again: string): Complaint {
  const broken = brokenRules(passphrase, { ...holder, login: organization.code });
  if (broken.length > 0) return broken;
  return passphrase === again ? undefined : 'not_repeated';
}

/** A session came back in which both may have agreed. */
export function takeUnlocking(
  software: Software,
  request: FastifyRequest,
  reply: FastifyReply,
  { lockToEnd, claims }: { lockToEnd: LockToEnd; claims: Readonly<Record<string, unknown>> },
): FastifyReply {
  const proved = unlockingProved(lockToEnd, claims, software.known);
  if (!proved) return software.refuse(request, reply);
  software.book.approved(proved);
  software.permits.grant(request, reply, proved);
  return reply.redirect(newPassphraseOf(software), 303);
}
