import { LiveProvider } from '../../../src/portal/live-provider.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'whatever redirect URI is asked for is taken',
  apply: ({ broker }) => {
    const { Client } = broker.apps[0]!.get(LiveProvider).current;
    return replaced(Client.prototype, 'redirectUriAllowed', () => () => true);
  },
};
