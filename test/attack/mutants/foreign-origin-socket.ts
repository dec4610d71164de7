import { RegistryFile } from '../../../src/registry/registry-file.js';
import { all, type Mutant, replaced } from '../mutant.js';
import { mutant as anyOrigin } from './foreign-origin.js';

export const mutant: Mutant = {
  breaks: 'the socket does not look at the origin',
  apply: (attacked) =>
    all(
      anyOrigin.apply(attacked),
      replaced(RegistryFile.prototype, 'hasOrigin', () => () => true),
    ),
};
