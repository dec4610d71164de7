import { Inject, Injectable } from '@nestjs/common';
import { Computers } from '../core/computers.js';
import { done, type Outcome } from '../core/outcome.js';
import { type Decided, PhoneBroker } from '../core/phone-broker.js';
import { SignIns } from '../core/sign-ins.js';
import type { VerifiedPhone } from '../core/verified-phone.js';

/**
 * *Not me*, also when the portal was faster: what the session gave is then worth nothing any more. The computer that waited
 * is blocked.
 */
@Injectable()
export class LateDenial {
  constructor(
    @Inject(PhoneBroker) private readonly broker: PhoneBroker,
    @Inject(SignIns) private readonly signIns: SignIns,
    @Inject(Computers) private readonly computers: Computers,
  ) {}

  /** Refuses as the broker does where there is nothing left to end. */
  async notMe(
    phone: VerifiedPhone,
    sessionId: string,
    consentNonce: string,
    receipt?: string,
  ): Promise<Outcome<Decided>> {
    const denied = await this.broker.deny(phone, sessionId, consentNonce, 'not_me', receipt);
    if (denied.ok) {
      await this.computers.disown(sessionId);
      return denied;
    }
    const signedOut = await this.signIns.signOut(phone, sessionId, 'not_me');
    if (signedOut.ok) return done({ sessionId, state: 'denied' });
    // A step-up, which signs nobody in, or a sign-in whose redemption is not through yet.
    if (denied.state !== 'redeemed' || !(await this.broker.holds(phone, sessionId))) return denied;
    await Promise.all([this.signIns.end(sessionId, 'not_me'), this.computers.disown(sessionId)]);
    return done({ sessionId, state: 'denied' });
  }
}
