import { Module } from '@nestjs/common';
import { OperatorBroker } from '../core/operator-broker.js';
import type { LockStore, Registry, SessionStore } from '../core/ports.js';
import { Secrets } from '../core/secrets.js';
import { SignIns } from '../core/sign-ins.js';
import { LOCKS, REGISTRY, SESSIONS } from '../core/tokens.js';
import { CoverageController } from './coverage/coverage.controller.js';
import { CoveragePageController } from './coverage/coverage-page.controller.js';
import { BlockedDesktopsController } from './desktops.controller.js';
import { OperatorController } from './operator.controller.js';

/**
 * Door 4. Somebody who runs the service calls it.
 * They prove themselves with a token of their own, whose hash is in the registry; no other door's token counts here.
 * They see what stands against a person, lock and unlock them, look at a session's trail and end it, lift the block of a
 * computer, and see what protects each portal.
 * Every act is on record with who and why, in the same step that does it.
 * They can never approve, never learn a name or a secret, never undo a record. Whom they can name, they can look up.
 */
@Module({
  controllers: [OperatorController, BlockedDesktopsController, CoverageController, CoveragePageController],
  providers: [
    {
      provide: OperatorBroker,
      inject: [SESSIONS, LOCKS, REGISTRY, Secrets, SignIns],
      useFactory: (sessions: SessionStore, locks: LockStore, registry: Registry, secrets: Secrets, signIns: SignIns) =>
        new OperatorBroker(sessions, locks, registry, secrets, signIns),
    },
  ],
})
export class OperatorModule {}
