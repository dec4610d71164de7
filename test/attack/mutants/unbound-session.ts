import type { ExecutionContext } from '@nestjs/common';
import { DesktopBroker } from '../../../src/core/desktop-broker.js';
import { done } from '../../../src/core/outcome.js';
import type { DesktopTicket, SessionStore } from '../../../src/core/ports.js';
import { DesktopGuard } from '../../../src/desktop/desktop.guard.js';
import { all, type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'the session in the path is read for whoever asks',
  apply: () =>
    all(
      replaced(DesktopGuard.prototype, 'canActivate', () => (context: ExecutionContext) => {
        const request = context.switchToHttp().getRequest<{ params: { session_id: string }; ticket?: DesktopTicket }>();
        request.ticket = { sessionId: request.params.session_id, clientId: '', tokenId: '', kid: '' };
        return true;
      }),
      replaced(DesktopBroker.prototype, 'read', () => {
        return async function read(this: DesktopBroker, { sessionId }: DesktopTicket) {
          const { sessions } = this as unknown as { sessions: SessionStore };
          return done((await sessions.read(sessionId))!);
        };
      }),
    ),
};
