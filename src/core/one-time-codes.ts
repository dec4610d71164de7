import type { Contact, ContactChannel, LocalizedText } from '@saoma/protocol';
import { countedGuess } from './counted-guess.js';
import { isExpired, remainingMs } from './follow.js';
import { done, type Outcome, refused } from './outcome.js';
import {
  type CodeSender,
  type DesktopTicket,
  type Count,
  type Limits,
  type LockStore,
  MessageNotSent,
  type Registry,
  type SessionStore,
  type Standing,
} from './ports.js';
import { tell } from './refusals.js';
import { ONE_TIME_CODE_DIGITS, type Secrets, sameText, sha256 } from './secrets.js';
import type { SessionRecord } from './session-record.js';
import type { Snapshot } from './step.js';
import { ONE_TIME_CODE_TRIES, TRANSITIONS } from './transitions.js';
import { typedDigits } from './typed-digits.js';

/** What proves a person by each channel (RFC 8176 §2). It knows no word for mail. */
const AMR: Readonly<Record<ContactChannel, string>> = { sms: 'sms', email: 'otp' };

const CODE = new RegExp(`^\\d{${ONE_TIME_CODE_DIGITS}}$`);

/** What stands for an app and its phone where a one-time code proved the person. */
const NO_PHONE = 'one-time code';

/** What the one-time codes need of the rest. */
export interface OneTimeCodeParts {
  readonly sessions: SessionStore;
  readonly locks: LockStore;
  readonly limits: Limits;
  readonly registry: Registry;
  readonly secrets: Secrets;
  readonly senders: readonly CodeSender[];
  readonly origin: string;
}

/**
 * The way to an approval without a phone app: a code by text message or e-mail, to a contact that the portal gave. Short
 * as it is, it is bound to its session, tried five times at most, and wrong ones in a row lock the person's codes, whatever
 * session or code they were typed for; the code on the screen stays open.
 * @see NIST SP 800-63B-4 §3.1.3, §3.2.2
 */
export class OneTimeCodes {
  constructor(private readonly parts: OneTimeCodeParts) {}

  /** Whether a portal may give contacts of this channel. */
  has(channel: ContactChannel): boolean {
    return this.#sender(channel) !== undefined;
  }

  /**
   * Sends a code. Refuses as any command does that needs a session that waits; with `invalid_request` when the session has
   * no such contact, `slow_down` before the pause is over, `factor_locked`, or `message_not_sent`: then it may be tried
   * again at once.
   */
  async send(ticket: DesktopTicket, channel: ContactChannel): Promise<Outcome<Snapshot>> {
    const { sessions, locks, secrets } = this.parts;
    const { sessionId, kid } = ticket;
    const session = await this.#read(ticket);
    if (!session.ok) return session;
    const { record } = session.value;
    const contact = contactsOf(record, secrets).find((each) => each.channel === channel);
    const sender = this.#sender(channel);
    if (!contact || !sender || record.subject === undefined) {
      return refused('invalid_request', { detail: 'the portal gave no contact of this channel' });
    }
    const admitted = await locks.admit(record.subject, 'factor');
    if (!admitted.allowed) return lockedBy(admitted.standing);

    const code = secrets.oneTimeCode(kid, sessionId, Number(record.one_time_codes ?? 0) + 1);
    const proof = { desktop_hash: sha256(ticket.tokenId) };
    const one_time_code_hash = secrets.oneTimeCodeHash(kid, sessionId, code);
    const reply = await sessions.apply(TRANSITIONS.send_code, {
      sessionId,
      proof,
      set: { one_time_code_hash, one_time_code_channel: channel },
    });
    if (reply.outcome === 'refused') {
      // Nothing is wrong with the session: it has had its codes, and lives on for whoever scans.
      const isSpent = reply.reason === 'too_often';
      return isSpent ? refused('slow_down', { retryAfterMs: remainingMs(session.value) }) : tell(reply);
    }

    const failure = await this.#deliver(sender, contact, code, reply);
    if (!failure) return done(reply);
    await sessions.apply(TRANSITIONS.unsend_code, { sessionId, proof: { ...proof, one_time_code_hash } });
    return failure;
  }

  /**
   * Approves by the code that was typed, however it was typed. Refuses with `one_time_code_wrong` and the tries left at this
   * code, with `factor_locked`, with `slow_down` after too many wrong ones from one place or at one portal, or as any command
   * does that needs a session that waits.
   * @param from where it was typed: one word for a household or an office
   */
  async prove(ticket: DesktopTicket, typed: string, from: string): Promise<Outcome<Snapshot>> {
    const session = await this.#read(ticket);
    if (!session.ok) return session;
    const { record } = session.value;
    const { subject, one_time_code_tries: tries = 0 } = record;
    if (subject === undefined) return refused('invalid_request', { detail: 'the portal gave no contact' });
    const code = typedDigits(typed);
    // What cannot be right is no try: neither a slip of the finger, nor a code for a session that waits no more.
    const isOpen = record.state === 'pending' && !isExpired(session.value);
    if (!isOpen) return this.#apply(ticket, session.value, subject, code);
    if (record.one_time_code_hash === undefined)
      return this.#miss(subject, 0, 'no code was sent that could be typed now');
    if (!CODE.test(code)) {
      return this.#miss(subject, ONE_TIME_CODE_TRIES - Number(tries), `a code has ${ONE_TIME_CODE_DIGITS} digits`);
    }
    return this.#try(ticket, session.value, { subject, code, from });
  }

  /** A guess, counted by its place and against the person. */
  async #try(
    ticket: DesktopTicket,
    snapshot: Snapshot,
    { subject, code, from }: { readonly subject: string; readonly code: string; readonly from: string },
  ): Promise<Outcome<Snapshot>> {
    const { limits, locks } = this.parts;
    const counts: readonly Count[] = [
      ['one_time_code_misses_per_prefix', `${ticket.clientId} ${from}`],
      ['one_time_code_misses_per_portal', ticket.clientId],
    ];
    const proved = await countedGuess(limits, counts, 'one_time_code_wrong', async () => {
      const counted = await locks.countTry(subject);
      return counted.allowed ? this.#apply(ticket, snapshot, subject, code) : lockedBy(counted.standing);
    });
    if (proved.ok || proved.code !== 'one_time_code_wrong') return proved;
    const admitted = await locks.admit(subject, 'factor');
    return admitted.allowed ? proved : lockedBy(admitted.standing);
  }

  async #apply(
    { sessionId, kid, tokenId }: DesktopTicket,
    { record, nowMs }: Snapshot,
    subject: string,
    code: string,
  ): Promise<Outcome<Snapshot>> {
    const { sessions, locks, secrets, origin } = this.parts;
    const { one_time_code_channel: channel } = record;
    const claimant = { app: origin, person: subject, phoneKey: NO_PHONE };
    const reply = await sessions.apply(TRANSITIONS.prove, {
      sessionId,
      proof: { desktop_hash: sha256(tokenId), ...(channel && { one_time_code_channel: channel }) },
      claim: { app: origin, person: subject, phone_key: NO_PHONE },
      secret: secrets.oneTimeCodeHash(kid, sessionId, code),
      set: {
        amr: channel === undefined ? '' : AMR[channel],
        auth_time: String(Math.floor(nowMs / 1_000)),
        code_hash: sha256(secrets.authorizationCode(kid, sessionId, claimant)),
      },
    });
    if (reply.outcome !== 'refused') {
      // Also of a repeat: the answer to the first one may have been lost before it came here.
      await locks.succeed(subject);
      return done(reply);
    }
    if (reply.reason === 'wrong_secret') return refused('one_time_code_wrong', { triesLeft: reply.triesLeft });
    // The token was right, so it is the code that was spent by another try at the same moment.
    return reply.reason === 'wrong_proof' ? refused('one_time_code_wrong', { triesLeft: 0 }) : tell(reply);
  }

  /** Wrong, and yet no try; where the factor is locked, that is what there is to say. */
  async #miss(subject: string, triesLeft: number, detail: string): Promise<Outcome<never>> {
    const admitted = await this.parts.locks.admit(subject, 'factor');
    return admitted.allowed ? refused('one_time_code_wrong', { triesLeft, detail }) : lockedBy(admitted.standing);
  }

  async #read(ticket: DesktopTicket): Promise<Outcome<Snapshot>> {
    const snapshot = await this.parts.sessions.read(ticket.sessionId);
    return snapshot && sameText(snapshot.record.desktop_hash, sha256(ticket.tokenId))
      ? done(snapshot)
      : refused('session_not_found');
  }

  /** What went wrong, if anything did. */
  async #deliver(
    sender: CodeSender,
    { channel, to }: Contact,
    code: string,
    { record, nowMs }: Snapshot,
  ): Promise<Outcome<never> | undefined> {
    const { limits, registry, secrets } = this.parts;
    const retryAfterMs = await limits.takeAll(
      ['one_time_codes_per_contact', secrets.contact(channel, to)],
      ['one_time_codes_per_contact_a_day', secrets.contact(channel, to)],
      ['one_time_codes_per_portal', record.client_id],
    );
    if (retryAfterMs !== undefined) return refused('slow_down', { retryAfterMs });
    const portal = registry.portal(record.client_id);
    if (!portal) return refused('session_not_found', { detail: 'the portal is no longer registered' });
    try {
      await sender.send({
        id: sha256(`${record.session_id} ${record.one_time_codes ?? ''}`),
        to,
        code,
        portal: portal.names,
        purpose: record.purpose,
        language: languageOf(record),
        expiresInMs: Number(record.expires_at) - nowMs,
      });
      return undefined;
    } catch (error) {
      if (error instanceof MessageNotSent) return refused('message_not_sent', { detail: error.message });
      throw error;
    }
  }

  #sender(channel: ContactChannel): CodeSender | undefined {
    return this.parts.senders.find((each) => each.channel === channel);
  }
}

/** Where codes of a session may be sent. */
export function contactsOf({ contacts, kid, session_id }: SessionRecord, secrets: Secrets): readonly Contact[] {
  return contacts === undefined ? [] : (JSON.parse(secrets.open(kid, session_id, contacts)) as readonly Contact[]);
}

function lockedBy({ factorLock, operatorLock }: Standing): Outcome<never> {
  if (operatorLock) return refused('subject_locked');
  const isTimed = factorLock !== undefined && 'remainingMs' in factorLock;
  return refused('factor_locked', isTimed ? { retryAfterMs: factorLock.remainingMs } : {});
}

/** Chinese unless the first of the portal's languages is English (OpenID Connect Core §3.1.2.1). */
function languageOf({ ui_locales }: SessionRecord): keyof LocalizedText {
  return ui_locales?.toLowerCase().startsWith('en') ? 'en' : 'zh';
}
