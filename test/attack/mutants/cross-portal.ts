import { ProviderTokens } from '../../../src/portal/provider-tokens.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'any backend’s token starts sessions for any portal',
  apply: ({ kit }) => replaced(ProviderTokens.prototype, 'verify', () => async () => kit.portal!.clientId),
};
