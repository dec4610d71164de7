import { RegistryFile } from '../../../src/registry/registry-file.js';
import { type Mutant, replaced } from '../mutant.js';

/** A list that has everything. */
const EVERY = Object.assign([] as string[], { includes: () => true });

export const mutant: Mutant = {
  breaks: 'a page on any origin is the portal’s',
  apply: () =>
    replaced(RegistryFile.prototype, 'portal', (portal: RegistryFile['portal']) => {
      return function generous(this: RegistryFile, clientId: string) {
        const found = portal.call(this, clientId);
        return found && { ...found, origins: EVERY };
      };
    }),
};
