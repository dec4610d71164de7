import { claimantOf, claimOf } from './claimant.js';
import { readShownCode } from './genuine-frame.js';
import { done, type Outcome, refused } from './outcome.js';
import type { Decided } from './phone-broker.js';
import type { SessionStore } from './ports.js';
import { tell } from './refusals.js';
import { type Secrets, sha256 } from './secrets.js';
import { TRANSITIONS } from './transitions.js';
import type { VerifiedPhone } from './verified-phone.js';

/**
 * The check without typing: the phone that approved scans what the page shows now. What it carries from the desktop to the
 * phone is a secret that did not exist when the person approved, so that they must have the page before them still.
 * @see RFC 10027 §6.1.16
 * @see NIST SP 800-63B-4 §3.1.3.1
 */
export class SecondScan {
  constructor(
    private readonly sessions: SessionStore,
    private readonly secrets: Secrets,
    private readonly origin: string,
  ) {}

  /**
   * Refuses with `qr_malformed`; with `qr_unknown`, also the code of another session; with `qr_stale` what was shown before
   * the approval or is shown no more; with `session_not_found` everybody but the phone that approved; with `session_over`,
   * `expired_token` or `invalid_transition`. A repeat gets the first answer.
   */
  async check(phone: VerifiedPhone, sessionId: string, qr: string): Promise<Outcome<Decided>> {
    const shown = readShownCode(this.secrets, this.origin, qr);
    if (!shown.ok) return shown;
    const { kid, index } = shown.value;
    if (shown.value.sessionId !== sessionId) return refused('qr_unknown', { detail: 'the code of another session' });
    const claimant = claimantOf(phone, this.secrets);
    const reply = await this.sessions.apply(TRANSITIONS.rescan, {
      sessionId,
      claim: claimOf(claimant),
      proof: { consent_hash: sha256(this.secrets.consentNonce(kid, sessionId, claimant)) },
      frame: index,
    });
    if (reply.outcome === 'refused') return tell(reply);
    return done({ sessionId, state: reply.outcome === 'repeated' ? reply.first.state : reply.record.state });
  }
}
