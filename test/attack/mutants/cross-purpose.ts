import { type FoundSession, PortalBroker } from '../../../src/core/portal-broker.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'every code signs in, whatever was approved',
  apply: () =>
    replaced(PortalBroker.prototype, 'findCode', (findCode: PortalBroker['findCode']) => {
      return async function finding(this: PortalBroker, code: string): Promise<FoundSession | undefined> {
        const found = await findCode.call(this, code);
        return found?.record ? { ...found, record: { ...found.record, purpose: 'login' } } : found;
      };
    }),
};
