// Door 2. Who calls: the app on the phone in the person's hand.
// What it proves: the access token its issuer signed for this broker, and the key that token is bound to.
// It claims a session by scanning its code, sees who asks, and approves or declines: for its own person only.
// It can never start a session, choose its purpose, person or redirect target, or see a desktop token or a code;
// nor can it touch a session that another phone has claimed.
import { Module } from '@nestjs/common';
import { AccessTokenVerifier } from './access-token.js';
import { AppKeys } from './app-keys.js';
import { DpopProofVerifier } from './dpop-proof.js';
import { PhoneController } from './phone.controller.js';

/** Needs the broker and the ports it is built on from a global module: see {@link PhoneController}. */
@Module({ controllers: [PhoneController], providers: [AppKeys, AccessTokenVerifier, DpopProofVerifier] })
export class PhoneModule {}
