import { Module } from '@nestjs/common';
import { AccessTokenVerifier } from './access-token.js';
import { AppKeys } from './app-keys.js';
import { DpopProofVerifier } from './dpop-proof.js';
import { PhoneController } from './phone.controller.js';
import { CodePageController } from './code-page.controller.js';
import { RequestsController } from './requests.controller.js';
import { UserCodeTries } from './user-code-tries.js';

/**
 * Door 2. The app on the phone in the person's hand calls it.
 * It proves itself with the access token that its issuer signed for this broker, and the key that token is bound to.
 * It claims a session by scanning its code or typing the one that the page shows, sees who asks, and approves or declines: for its own person only.
 * It can never start a session, choose its purpose, person or redirect target, or see a desktop token or a code;
 * nor can it touch a session that another phone has claimed.
 */
@Module({
  controllers: [PhoneController, RequestsController, CodePageController],
  providers: [AppKeys, AccessTokenVerifier, DpopProofVerifier, UserCodeTries],
})
export class PhoneModule {}
