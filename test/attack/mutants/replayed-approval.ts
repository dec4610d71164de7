import { Secrets } from '../../../src/core/secrets.js';
import { Receipts } from '../../../src/phone/receipts.js';
import { all, changedRow, type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'an approval needs no nonce of this session',
  apply: () =>
    all(
      changedRow('approve', { proof: [] }),
      replaced(Receipts.prototype, 'ofApproval', () => () => Promise.resolve(undefined)),
      replaced(
        Secrets.prototype,
        'findConsentKid',
        () =>
          function anyNonce(this: Secrets) {
            return this.currentKid;
          },
      ),
    ),
};
