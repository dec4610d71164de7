import {
  type Approvals,
  type DenyReason,
  isTerminal,
  type RefusedScan,
  SELF,
  type VisibleState,
} from '@saoma/protocol';
import { approvalsOf, packApproval } from './approvals.js';
import { knownAs } from './binding.js';
import { claimantOf, claimOf, isClaimedBy } from './claimant.js';
import { isExpired } from './follow.js';
import { readShownCode } from './genuine-frame.js';
import { identityFields, identityOf } from './identities.js';
import { done, type Outcome, refused } from './outcome.js';
import type { Callbacks, DocumentStore, Ping, Registry, SessionIndex, SessionStore } from './ports.js';
import { tell } from './refusals.js';
import { fallShort } from './required-authentication.js';
import { type Scanned, ScannedViews } from './scanned.js';
import { type Claimant, type Secrets, sha256 } from './secrets.js';
import type { Claim, Fields } from './session-record.js';
import type { Refusal, StepInput, StepReply } from './step.js';
import { CEILING_MS, TRANSITIONS } from './transitions.js';
import { userCodeKey } from './user-code-key.js';
import type { VerifiedPhone } from './verified-phone.js';
import { type Arrival, weighClaim, type Weigher } from './weighing.js';

/** What a decision came to; a repeat tells it again. */
export interface Decided {
  readonly sessionId: string;
  readonly state: VisibleState;
  /** While `checking`: the digits to type on the desktop. */
  readonly checkCode?: string;
  /** Where others must approve as well. */
  readonly approvals?: Approvals;
}

/** What the phone side of the store must offer. */
export interface PhoneStore {
  readonly sessions: SessionStore;
  readonly documents: DocumentStore;
  readonly index: SessionIndex;
}

/** So many sessions are remembered for a phone: nobody has more questions open at once, and each costs a look. */
const MOST_REQUESTS = 5;

/** Refused scans of which the desktop is told, and in what words. */
const TOLD_TO_DESKTOP: Partial<Record<Refusal['reason'], RefusedScan>> = {
  untrusted: 'app_not_trusted',
  not_bound: 'not_for_you',
  already_counted: 'already_approved',
  risk: 'risk',
};

/** The phone's side of a session: claim it by its code, look at it, decide. */
export class PhoneBroker {
  readonly #views: ScannedViews;

  constructor(
    private readonly store: PhoneStore,
    private readonly registry: Registry,
    private readonly secrets: Secrets,
    private readonly origin: string,
    private readonly callbacks: Callbacks,
    private readonly weigher: Weigher,
  ) {
    this.#views = new ScannedViews(registry, secrets, weigher);
  }

  /**
   * Claims the session whose code was scanned. Refuses with `qr_malformed`, `qr_unknown`, `qr_stale`,
   * `app_not_trusted`, `claimed_by_another`, `not_for_you`, `already_approved`, `session_over`, `expired_token` or
   * `risk_refused`; a telephone line, which has no camera, with `access_denied`.
   *
   * @param arrival its session is the one that the code names; without it the claim cannot be weighed, and so not be made
   */
  async scan(phone: VerifiedPhone, qr: string, arrival: Arrival): Promise<Outcome<Scanned>> {
    if (phone.app.channel === 'phone_line')
      return refused('access_denied', { detail: 'a telephone line types the code' });
    const frame = readShownCode(this.secrets, this.origin, qr);
    if (!frame.ok) return frame;
    const { sessionId, kid, index } = frame.value;
    const scanned = await this.#claim('scan', phone, kid, arrival, {
      sessionId,
      frame: index,
      set: { frame_index: String(index) },
    });
    if (scanned?.ok === false && scanned.code === 'qr_stale') {
      await this.store.sessions.apply(TRANSITIONS.stale_scan, {
        sessionId,
        claim: claimOf(claimantOf(phone, this.secrets)),
      });
    }
    return scanned ?? refused('qr_unknown');
  }

  /**
   * Claims the session whose code was typed; `userCode` is bare. Refuses with `user_code_wrong`, `app_not_trusted`,
   * `claimed_by_another`, `not_for_you`, `already_approved`, `session_over`, `expired_token` or `risk_refused`.
   */
  async enter(phone: VerifiedPhone, userCode: string, { address }: Arrival): Promise<Outcome<Scanned>> {
    for (const { kid, hash } of this.secrets.userCodeHashes(userCode)) {
      const sessionId = await this.store.documents.get(userCodeKey(hash));
      if (sessionId === undefined) continue;
      const session = await this.store.sessions.read(sessionId);
      const arrival = { ...(address !== undefined && { address }), ...(session && { session }) };
      const entered = await this.#claim('enter', phone, kid, arrival, {
        sessionId,
        proof: { user_code_hash: hash },
        set: { via: 'user_code' },
      });
      if (entered) return entered;
    }
    return refused('user_code_wrong');
  }

  /**
   * Claims a session that its portal sent to this person. Refuses with `session_not_found` what was sent to nobody, and
   * otherwise as {@link scan}.
   */
  async open(phone: VerifiedPhone, sessionId: string, arrival: Arrival): Promise<Outcome<Scanned>> {
    const { session } = arrival;
    const opened =
      session &&
      (await this.#claim('open', phone, session.record.kid, arrival, {
        sessionId,
        proof: { flow: 'ciba' },
        set: { via: 'request' },
      }));
    // Whoever is not meant is not told that there is anything.
    return opened && (opened.ok || opened.code !== 'not_for_you') ? opened : refused('session_not_found');
  }

  /** What this phone has claimed and not decided, newest first. */
  async pending(phone: VerifiedPhone): Promise<readonly Scanned[]> {
    const ids = await this.store.index.list(this.secrets.phone(claimantOf(phone, this.secrets)));
    const views = await Promise.all(ids.map((sessionId) => this.readBack(phone, sessionId)));
    return views.flatMap((view) => (view.ok && view.value.state === 'scanned' ? [view.value] : []));
  }

  /** One of the rows that claim. A code whose session is gone and one that never was are alike: `undefined`. */
  async #claim(
    row: 'scan' | 'enter' | 'open',
    phone: VerifiedPhone,
    kid: string,
    arrival: Arrival,
    input: StepInput,
  ): Promise<Outcome<Scanned> | undefined> {
    const { sessionId } = input;
    const claimant = claimantOf(phone, this.secrets);
    const consent_hash = sha256(this.secrets.consentNonce(kid, sessionId, claimant));
    const claim: Claim = { ...claimOf(claimant), known_as: knownAs(phone, this.secrets) };
    const word = this.secrets.phone(claimant);
    const weighed = weighClaim(this.weigher, this.registry, { phone, person: claimant.person, word, arrival, input });
    const [reply] = await Promise.all([
      this.store.sessions.apply(TRANSITIONS[row], { ...input, claim, set: { ...input.set, consent_hash, ...weighed } }),
      this.store.index.add(word, sessionId, CEILING_MS, MOST_REQUESTS),
    ]);
    if (reply.outcome !== 'refused') return this.#views.of(reply, phone, claimant, first(reply));
    // What could not be weighed was there for a moment only, or its portal is not there any more.
    if (reply.reason === 'risk' && weighed === undefined) return undefined;
    const kind = TOLD_TO_DESKTOP[reply.reason];
    if (kind) await this.store.sessions.apply(TRANSITIONS.refuse, { sessionId, claim, set: { refused: kind } });
    return reply.reason === 'missing' || reply.reason === 'wrong_proof' ? undefined : tell(reply);
  }

  /**
   * What the phone saw, or what became of it. Refuses everybody but the claimant with `session_not_found`; and with
   * `expired_token` or `session_over` where the session's key counts no more, as nothing of it can be shown then.
   */
  async readBack(phone: VerifiedPhone, sessionId: string): Promise<Outcome<Scanned>> {
    const snapshot = await this.store.sessions.read(sessionId);
    const claimant = claimantOf(phone, this.secrets);
    if (!snapshot || !isClaimedBy(claimant, snapshot)) return refused('session_not_found');
    const { kid, state, rev } = snapshot.record;
    if (!this.secrets.knows(kid))
      return isTerminal(state) ? refused('session_over', { state }) : refused('expired_token');
    return this.#views.of(snapshot, phone, claimant, {
      state: isExpired(snapshot) ? 'expired' : state,
      rev: Number(rev),
    });
  }

  /** Whether this phone has claimed it, whatever became of it. */
  async holds(phone: VerifiedPhone, sessionId: string): Promise<boolean> {
    const snapshot = await this.store.sessions.read(sessionId);
    return snapshot !== undefined && isClaimedBy(claimantOf(phone, this.secrets), snapshot);
  }

  /**
   * Approves what was shown, as one of the view's identities. Refuses with `session_not_found`, `session_over`,
   * `expired_token`, `claimed_by_another`, `identity_required`, or `insufficient_user_authentication`: then the session
   * stays as it is, and the same approval counts once the person is verified as required.
   *
   * @param receipt the verified statement of the phone's key, where it has one
   */
  async approve(
    phone: VerifiedPhone,
    sessionId: string,
    consentNonce: string,
    identityId: string = SELF,
    receipt?: string,
  ): Promise<Outcome<Decided>> {
    const identity = identityOf(phone, identityId);
    if (!identity) return refused('identity_required', { detail: 'the app does not vouch for this identity' });
    const claimant = claimantOf(phone, this.secrets);
    const claim = claimOf(claimant);
    const kid = this.secrets.findConsentKid(sessionId, claimant, consentNonce);
    const consent_hash = sha256(consentNonce);
    const brought: Fields = {
      amr: phone.amr.join(' '),
      ...(phone.acr !== undefined && { acr: phone.acr }),
      ...(phone.authTimeSeconds !== undefined && { auth_time: String(phone.authTimeSeconds) }),
      ...(phone.name !== undefined && { person_name: phone.name }),
      ...identityFields(identity),
      ...(receipt !== undefined && { receipt }),
    };
    const details = { identity: brought.identity, receipt };
    let reply = await this.store.sessions.apply(TRANSITIONS.approve, {
      sessionId,
      claim,
      proof: { consent_hash },
      set: {
        ...brought,
        ...(kid !== undefined && {
          code_hash: sha256(this.secrets.authorizationCode(kid, sessionId, claimant)),
          check_hash: this.secrets.checkCodeHash(kid, sessionId, this.secrets.checkCode(kid, sessionId, claimant)),
        }),
      },
      details,
      // A session whose key counts no more could give nothing: what is on record of it proves nothing either.
      misused: kid === undefined,
    });
    // Others must approve too; or they did since, and this is one whose answer was lost.
    if (reply.outcome === 'refused' && (reply.reason === 'not_alone' || reply.reason === 'wrong_proof')) {
      const co_consent_hash = sha256(`${this.secrets.phone(claimant)} ${consentNonce}`);
      reply = await this.store.sessions.apply(TRANSITIONS.co_approve, {
        sessionId,
        claim,
        proof: { consent_hash, co_consent_hash },
        set: {
          ...brought,
          co_consent_hash,
          approvers: claimant.person,
          co_approvals: packApproval({ ...brought, person: claimant.person, app: claimant.app }),
        },
        details,
        misused: kid === undefined,
      });
    }
    if (reply.outcome !== 'refused') return done(this.#decided(sessionId, reply, claimant));
    if (reply.reason !== 'insufficient') return tell(reply);
    return fallShort(this.store.sessions, { sessionId, claim, proof: { consent_hash } });
  }

  /** Declines, also what was approved and not yet used. Refuses as {@link approve}. */
  async deny(
    phone: VerifiedPhone,
    sessionId: string,
    consentNonce: string,
    reason: DenyReason,
    receipt?: string,
  ): Promise<Outcome<Decided>> {
    const claimant = claimantOf(phone, this.secrets);
    const reply = await this.store.sessions.apply(TRANSITIONS.deny, {
      sessionId,
      claim: claimOf(claimant),
      proof: { consent_hash: sha256(consentNonce) },
      set: { reason, ...(receipt !== undefined && { receipt }) },
      details: { receipt },
    });
    return reply.outcome === 'refused' ? tell(reply) : done(this.#decided(sessionId, reply, claimant));
  }

  /** What a decision came to; whoever waits to be told where to ask is told. */
  #decided(sessionId: string, reply: Exclude<StepReply, { outcome: 'refused' }>, claimant: Claimant): Decided {
    const { record } = reply;
    const { state } = first(reply);
    const portal = record.ping !== undefined && state !== 'pending' && this.registry.portal(record.client_id);
    if (portal && reply.outcome === 'applied' && this.secrets.knows(record.kid)) {
      this.callbacks.ping(portal, JSON.parse(this.secrets.open(record.kid, sessionId, record.ping)) as Ping);
    }
    const approvals = state === 'pending' ? approvalsOf(record) : undefined;
    return {
      sessionId,
      state,
      ...(state === 'checking' && { checkCode: this.secrets.checkCode(record.kid, sessionId, claimant) }),
      ...(approvals && { approvals }),
    };
  }
}

/** What the event led to the first time. */
function first(reply: Exclude<StepReply, { outcome: 'refused' }>): { state: VisibleState; rev: number } {
  return reply.outcome === 'repeated' ? reply.first : { state: reply.record.state, rev: Number(reply.record.rev) };
}
