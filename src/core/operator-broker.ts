import { type LoginHint, SESSION_ID_LENGTH, TERMINAL_STATES, type VisibleState } from '@saoma/protocol';
import { subjectOf } from './binding.js';
import { receiptsOf } from './approvals.js';
import { isExpired } from './follow.js';
import { done, type Outcome, refused } from './outcome.js';
import type { AuditEntry, LockEntry, LockStore, OperatorAct, Registry, SessionStore, Standing } from './ports.js';
import { tell } from './refusals.js';
import type { Secrets } from './secrets.js';
import type { SignIns } from './sign-ins.js';
import type { Snapshot } from './step.js';
import { TRANSITIONS } from './transitions.js';

/** What stands against a person or a computer, and what was done about it. */
export interface PersonView {
  /** The opaque word that names whom. */
  readonly subject: string;
  readonly standing: Standing;
  /** Oldest first. */
  readonly audit: readonly LockEntry[];
}

/** Where a session is, and how it came there. */
export interface SessionTrail {
  readonly sessionId: string;
  readonly state: VisibleState;
  /** While the record lives. */
  readonly snapshot?: Snapshot;
  /** What people decided, as their phones' keys signed it; while the record lives, or the sign-in that came of it. */
  readonly receipts: readonly string[];
  /** The opaque word of the computer that waits, where its page has a key. */
  readonly computer?: string;
  /** Oldest first. */
  readonly audit: readonly AuditEntry[];
}

const SUBJECT = /^[\w-]{43}$/;
const SESSION_ID = new RegExp(`^[A-Z2-7]{${SESSION_ID_LENGTH}}$`);

/** What somebody who runs the service may do, each act on record with who and why. */
export class OperatorBroker {
  constructor(
    private readonly sessions: SessionStore,
    private readonly locks: LockStore,
    private readonly registry: Registry,
    private readonly secrets: Secrets,
    private readonly signIns: Pick<SignIns, 'receipts'>,
  ) {}

  /**
   * The word of the person that is meant: by realm and subject, or in a portal's own words. Refuses with
   * `invalid_request` when nobody could be meant.
   */
  name(hint: LoginHint, clientId?: string): Outcome<string> {
    if (clientId === undefined) return this.#nameInRealm(hint);
    const portal = this.registry.portal(clientId);
    if (!portal) return refused('invalid_request', { detail: 'client_id names no registered portal' });
    return subjectOf(hint, portal, this.secrets);
  }

  /** The word of the computer whose pages hold the key with this thumbprint. */
  nameComputer(jkt: string): string {
    return this.secrets.computer(jkt);
  }

  /** A slip of the pen would name somebody who is not there, and lock nobody. */
  #nameInRealm(hint: LoginHint): Outcome<string> {
    if (!('realm' in hint) || !('sub' in hint)) {
      return refused('invalid_request', { detail: 'without client_id, login_hint must have realm and sub' });
    }
    return this.registry.apps().some(({ realm }) => realm === hint.realm)
      ? done(this.secrets.person(hint.realm, hint.sub))
      : refused('invalid_request', { detail: 'login_hint names a realm of no app' });
  }

  /** Refuses with `not_found` what is no person's word. */
  async person(subject: string): Promise<Outcome<PersonView>> {
    return SUBJECT.test(subject) ? done(await this.#view(subject)) : refused('not_found');
  }

  /**
   * Until an operator unlocks, this word opens nothing: a person's own approves with no app and by no one-time code that is
   * bound to it, an account's by no one-time code and with no app that maps it. They are two words; lock both.
   */
  async lock(subject: string, act: OperatorAct): Promise<Outcome<PersonView>> {
    if (!SUBJECT.test(subject)) return refused('not_found');
    await this.locks.lock(subject, act);
    return done(await this.#view(subject));
  }

  /** Takes away whatever stands against the person. */
  async unlock(subject: string, act: OperatorAct): Promise<Outcome<PersonView>> {
    if (!SUBJECT.test(subject)) return refused('not_found');
    await this.locks.unlock(subject, act);
    return done(await this.#view(subject));
  }

  /** Refuses with `session_not_found` where not even a trail is left. */
  async session(sessionId: string): Promise<Outcome<SessionTrail>> {
    if (!SESSION_ID.test(sessionId)) return refused('session_not_found');
    const [snapshot, audit, kept] = await Promise.all([
      this.sessions.read(sessionId),
      this.sessions.audit(sessionId),
      this.signIns.receipts(sessionId),
    ]);
    if (snapshot) {
      const { desktop_jkt: jkt } = snapshot.record;
      const state = isExpired(snapshot) ? 'expired' : snapshot.record.state;
      const computer = jkt === undefined ? {} : { computer: this.nameComputer(jkt) };
      return done({ sessionId, state, snapshot, ...computer, receipts: receiptsOf(snapshot.record), audit });
    }
    const last = audit.findLast(({ outcome }) => outcome === 'applied')?.to;
    if (last === undefined) return refused('session_not_found');
    // The record is gone with its grace; what had not ended by itself ran out of time.
    return done({
      sessionId,
      state: TERMINAL_STATES.find((state) => state === last) ?? 'expired',
      receipts: kept,
      audit,
    });
  }

  /** Ends a session, whoever holds it. Refuses with `session_not_found`, `session_over` or `expired_token`. */
  async end(sessionId: string, act: OperatorAct): Promise<Outcome<Snapshot>> {
    if (!SESSION_ID.test(sessionId)) return refused('session_not_found');
    const reply = await this.sessions.apply(TRANSITIONS.end, { sessionId, set: { reason: 'ended_by_operator' }, act });
    return reply.outcome === 'refused' ? tell(reply) : done(reply);
  }

  async #view(subject: string): Promise<PersonView> {
    const [standing, audit] = await Promise.all([this.locks.read(subject), this.locks.audit(subject)]);
    return { subject, standing, audit };
  }
}
