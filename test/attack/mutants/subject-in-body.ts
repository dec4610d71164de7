import type { ExecutionContext } from '@nestjs/common';
import type { VerifiedPhone } from '../../../src/core/verified-phone.js';
import { PhoneGuard } from '../../../src/phone/phone.guard.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'the body says who the person is',
  apply: () =>
    replaced(PhoneGuard.prototype, 'canActivate', (canActivate: PhoneGuard['canActivate']) => {
      return async function believing(this: PhoneGuard, context: ExecutionContext) {
        const isLetIn = await canActivate.call(this, context);
        const request = context.switchToHttp().getRequest<{ body?: { sub?: string }; phone: VerifiedPhone }>();
        const { sub } = request.body ?? {};
        if (sub === undefined) return isLetIn;
        delete request.body?.sub;
        request.phone = { ...request.phone, subject: sub };
        return isLetIn;
      };
    }),
};
