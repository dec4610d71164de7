import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiResponse } from '@nestjs/swagger';

/** Stands on every answer to a page that has a key, refusals among them: what its next proof must name (RFC 9449 §8.2). */
export const NEXT_NONCE = {
  'DPoP-Nonce': {
    description: 'To a session with `desktop_jkt`: the `nonce` of the next proof',
    schema: { type: 'string' },
  },
} as const;

/** Documents what is behind the guard: the page’s token, and where its session has a key a proof of that. */
export function DesktopCall(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiBearerAuth('desktop'),
    ApiHeader({
      name: 'DPoP',
      required: false,
      description:
        'For a session with `desktop_jkt`, and then needed: a proof of the page’s key for this call (RFC 9449 §4.2), with `ath` of ' +
        'the desktop token and with the `nonce` of the answer before; the first is `dpop_nonce` in the answer to the start',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: '4XX', description: 'A problem (RFC 9457); `code` says which.', headers: NEXT_NONCE }),
  );
}
