import type { SessionMessage } from '@saoma/protocol';
import { SessionView } from '../../../src/core/session-view.js';
import type { Snapshot } from '../../../src/core/step.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'a page that was scanned greets the person at once',
  apply: () =>
    replaced(SessionView.prototype, 'message', (message: SessionView['message']) => {
      return function greeting(this: SessionView, snapshot: Snapshot): SessionMessage {
        const { person } = snapshot.record;
        return { ...message.call(this, snapshot), ...(person !== undefined && { person: { name: person } }) };
      };
    }),
};
