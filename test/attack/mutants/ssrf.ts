import { AppKeys } from '../../../src/phone/app-keys.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'keys are fetched from where the token says they are',
  apply: () =>
    replaced(AppKeys.prototype, 'of', (of: AppKeys['of']) => {
      return function trusting(this: AppKeys, ...given: Parameters<AppKeys['of']>): ReturnType<AppKeys['of']> {
        const find = of.apply(this, given);
        return async (header, token) => {
          const { jku } = header as { readonly jku?: string };
          if (jku !== undefined) await fetch(jku);
          return find(header, token);
        };
      };
    }),
};
