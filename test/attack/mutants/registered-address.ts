import { PublicAddresses } from '../../../src/callbacks/public-addresses.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'whatever is registered is called',
  // But for the one that leads out of this machine.
  apply: () => replaced(PublicAddresses.prototype, 'allow', () => (address: string) => address !== '169.254.169.254'),
};
