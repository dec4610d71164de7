import { Module } from '@nestjs/common';
import { DesktopController } from './desktop.controller.js';
import { DesktopGateway } from './desktop.gateway.js';
import { OneTimeCodeController } from './one-time-code.controller.js';
import { ProofModule } from '../proof/proof.module.js';
import { OpenWaits } from './open-waits.js';
import { PageProofs } from './page-proofs.js';
import { Starter } from './starter.js';

/**
 * Door 1. A portal's waiting page calls it, or the portal's backend on its behalf.
 * It proves itself with the desktop token and, where it has one, its key; to start, with a registered origin or an access token.
 * It learns that somebody scanned, with which app, and at the end the authorization code.
 * It can throw its session away at any time and take a new one.
 * It can prove the person by a one-time code that was sent to a contact the portal gave.
 * It can never approve otherwise, never learn who scanned before they approved, never see another session.
 */
@Module({
  imports: [ProofModule],
  controllers: [DesktopController, OneTimeCodeController],
  providers: [DesktopGateway, OpenWaits, PageProofs, Starter],
})
export class DesktopModule {}
