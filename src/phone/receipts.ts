import { Inject, Injectable } from '@nestjs/common';
import { type DenyReason, SELF, type StatedDecision, statedIdentity, statementOf } from '@saoma/protocol';
import { claimantOf } from '../core/claimant.js';
import { offered } from '../core/identities.js';
import { RefusedError } from '../core/outcome.js';
import type { Registry } from '../core/ports.js';
import { shownUserCode, subjectAt } from '../core/scanned.js';
import { Secrets, sha256 } from '../core/secrets.js';
import type { Snapshot } from '../core/step.js';
import { BROKER_ORIGIN, REGISTRY } from '../core/tokens.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import { StatementVerifier } from '../proof/statements.js';

/** A decision as it came in: about which session, by what view of it, signed how. */
export interface Deciding {
  readonly phone: VerifiedPhone;
  /** None where there is no such session. */
  readonly session: Snapshot | undefined;
  readonly consentNonce: string;
  readonly statement: string | undefined;
}

/**
 * What is kept of decisions as proof: the statement that the phone's key signed, once it says word for word what this broker
 * showed. It is compared with what a session was started with, which nothing changes afterwards.
 */
@Injectable()
export class Receipts {
  constructor(
    @Inject(StatementVerifier) private readonly statements: StatementVerifier,
    @Inject(REGISTRY) private readonly registry: Registry,
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(BROKER_ORIGIN) private readonly origin: string,
  ) {}

  /** Refuses with `statement_required` or `statement_mismatch`. Without a key there is nothing to sign with. */
  async ofApproval(deciding: Deciding, identityId: string = SELF): Promise<string | undefined> {
    const { phone, session, statement } = deciding;
    const identity = session && offered(phone, session.record).find(({ id }) => id === identityId);
    // Whoever was not shown this view, or may not approve as this identity, is told so by the session itself.
    if (!identity || !this.#wasShown(deciding)) return undefined;
    if (statement === undefined && phone.app.tokenType === 'bearer') return undefined;
    return this.#verified(deciding, { decision: 'approve', identity: statedIdentity(identity) });
  }

  /** None is no reason to keep anybody from saying no, nor is a wrong one. */
  async ofDenial(deciding: Deciding, reason: DenyReason): Promise<string | undefined> {
    if (deciding.statement === undefined || !this.#wasShown(deciding)) return undefined;
    try {
      return await this.#verified(deciding, { decision: 'deny', reason });
    } catch (error) {
      if (error instanceof RefusedError) return undefined;
      throw error;
    }
  }

  /** Whether the nonce is the one that only this claimant was given. No other is ever on record for them. */
  #wasShown({ phone, session, consentNonce }: Deciding): boolean {
    if (!session) return false;
    const claimant = claimantOf(phone, this.secrets);
    return this.secrets.findConsentKid(session.record.session_id, claimant, consentNonce) !== undefined;
  }

  async #verified({ phone, session, consentNonce, statement }: Deciding, decision: StatedDecision): Promise<string> {
    if (statement === undefined) throw new RefusedError({ code: 'statement_required' });
    const record = session?.record;
    const portal = record && this.registry.portal(record.client_id);
    if (!portal) throw new RefusedError({ code: 'session_not_found', detail: 'the portal is no longer registered' });
    const { session_id, client_id, purpose, binding_message, text } = record;
    const userCode = shownUserCode(record, this.secrets);
    const view = {
      session_id,
      client_id,
      sub: subjectAt(portal, this.#personOf(phone), record, this.secrets).sub,
      purpose,
      portal,
      ...(binding_message !== undefined && { binding_message }),
      ...(userCode !== undefined && { user_code: userCode }),
    };
    const hashes = { consent: sha256(consentNonce), ...(text !== undefined && { text: sha256(text) }) };
    await this.statements.verify(statement, phone.phoneKey, statementOf(this.origin, view, hashes, decision));
    return statement;
  }

  #personOf({ app, subject }: VerifiedPhone): string {
    return this.secrets.person(app.realm, subject);
  }
}
