import { countedGuess } from './counted-guess.js';
import { isExpired } from './follow.js';
import { done, type Outcome, refused } from './outcome.js';
import type { Count, DesktopTicket, Limits, SessionStore } from './ports.js';
import { tell } from './refusals.js';
import { CHECK_CODE_DIGITS, sameText, type Secrets, sha256 } from './secrets.js';
import type { SessionRecord } from './session-record.js';
import type { Snapshot } from './step.js';
import { CHECK_TRIES, TRANSITIONS } from './transitions.js';
import { typedDigits } from './typed-digits.js';

const CODE = new RegExp(`^\\d{${CHECK_CODE_DIGITS}}$`);

/**
 * The digits that the phone shows after the approval, typed on the page: whoever types them sees both. Three tries at one
 * session, after which it is denied; wrong ones count on beyond it, so that another session does not begin the count anew.
 * @see RFC 10027 §6.1.16, NIST SP 800-63B-4 §3.1.3.2
 */
export class CheckCodes {
  constructor(
    private readonly sessions: SessionStore,
    private readonly limits: Limits,
    private readonly secrets: Secrets,
  ) {}

  /**
   * The digits however they were typed. Refuses with `check_code_wrong` and the tries left, with `slow_down` after too many
   * wrong ones, or as any command does that needs a session that is checked.
   * @param from where they were typed: one word for a household or an office
   */
  async check(ticket: DesktopTicket, typed: string, from: string): Promise<Outcome<Snapshot>> {
    const session = await this.sessions.read(ticket.sessionId);
    if (!session || !sameText(session.record.desktop_hash, sha256(ticket.tokenId))) return refused('session_not_found');
    const code = typedDigits(typed);
    const { state, check_tries: tries = 0 } = session.record;
    // Where nothing is asked for there is nothing to guess.
    if (state !== 'checking' || isExpired(session)) return this.#apply(ticket, code);
    // What cannot be right is no try, but a slip of the finger.
    if (!CODE.test(code)) {
      const detail = `a check code has ${CHECK_CODE_DIGITS} digits`;
      return refused('check_code_wrong', { triesLeft: CHECK_TRIES - Number(tries), detail });
    }
    const counts = countsOf(session.record, ticket, from);
    return countedGuess(this.limits, counts, 'check_code_wrong', () => this.#apply(ticket, code));
  }

  async #apply({ sessionId, kid, tokenId }: DesktopTicket, code: string): Promise<Outcome<Snapshot>> {
    const reply = await this.sessions.apply(TRANSITIONS.check, {
      sessionId,
      proof: { desktop_hash: sha256(tokenId) },
      secret: this.secrets.checkCodeHash(kid, sessionId, code),
    });
    return reply.outcome === 'refused' ? tell(reply) : done(reply);
  }
}

/**
 * Against whoever approved, at whichever page it was; and against the page, or where it has no key against the network that it
 * is in. Nobody counts against a person who has not approved that very session.
 */
function countsOf({ person = '' }: SessionRecord, { clientId, jkt }: DesktopTicket, from: string): readonly Count[] {
  return [
    ['check_code_misses_per_person', person],
    jkt === undefined
      ? ['check_code_misses_per_prefix', `${clientId} ${from}`]
      : ['check_code_misses_per_desktop_key', jkt],
  ];
}
