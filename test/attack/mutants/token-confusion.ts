import type { App } from '../../../src/core/ports.js';
import { RegistryFile } from '../../../src/registry/registry-file.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'a token for any audience counts',
  apply: () => {
    // The broker knows an app again by the very object.
    const known = new WeakMap<App, object>();
    return replaced(RegistryFile.prototype, 'app', (app: RegistryFile['app']) => {
      return function careless(this: RegistryFile, issuer: string) {
        const found = app.call(this, issuer);
        if (!found) return undefined;
        const copy = known.get(found) ?? { ...found, audience: undefined };
        known.set(found, copy);
        return copy;
      };
    });
  },
};
