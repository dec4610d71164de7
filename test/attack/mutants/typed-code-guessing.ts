import type { LimitName } from '../../../src/core/limits.js';
import { WindowLimits } from '../../../src/risk/limits.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'wrong typed codes are not counted',
  apply: () =>
    replaced(WindowLimits.prototype, 'takeAll', (takeAll: WindowLimits['takeAll']) => {
      return async function counting(this: WindowLimits, ...counts: (readonly [LimitName, string])[]) {
        return takeAll.apply(
          this,
          counts.filter(([limit]) => !limit.startsWith('user_code_misses')),
        );
      };
    }),
};
