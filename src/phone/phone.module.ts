import { Module } from '@nestjs/common';
import { AccessTokenVerifier } from './access-token.js';
import { AppKeys } from './app-keys.js';
import { DesktopsController } from './desktops.controller.js';
import { LateDenial } from './late-denial.js';
import { PhoneController } from './phone.controller.js';
import { CodePageController } from './code-page.controller.js';
import { ReachController } from './reach.controller.js';
import { Receipts } from './receipts.js';
import { RefusalCost } from './refusal-cost.js';
import { RequestsController } from './requests.controller.js';
import { ProofModule } from '../proof/proof.module.js';
import { UserCodeTries } from './user-code-tries.js';

/**
 * Door 2. The app on the phone in the person's hand calls it.
 * It proves itself with the access token that its issuer signed for this broker, and the key that token is bound to.
 * It claims a session by scanning or typing its code or because it was sent to its person, sees who asks, and approves or declines; and it lists what it signed in, and signs
 * it out: for its own person only.
 * It can never start a session, choose its purpose, person or redirect target, or see a desktop token or a code;
 * nor can it touch a session that another phone has claimed.
 */
@Module({
  imports: [ProofModule],
  controllers: [PhoneController, RequestsController, DesktopsController, ReachController, CodePageController],
  providers: [AppKeys, AccessTokenVerifier, UserCodeTries, RefusalCost, LateDenial, Receipts],
})
export class PhoneModule {}
