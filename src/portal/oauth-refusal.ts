import type { ProblemCode } from '@saoma/protocol';
import Provider, { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Refused } from '../core/outcome.js';

/** How our refusals are told where OAuth has a word of its own (RFC 6749 §4.1.2.1, §5.2). */
const ERRORS: Partial<Record<ProblemCode, string>> = {
  invalid_client: 'invalid_client',
  unauthorized_client: 'unauthorized_client',
  slow_down: 'slow_down',
  network_not_allowed: 'access_denied',
};

const STATUS: Readonly<Record<string, number>> = { invalid_client: 401, slow_down: 429, access_denied: 403 };

/** A refusal of the core as the library tells it to an OAuth client. */
export function oauthRefusal({ code, detail, retryAfterMs }: Refused): Error {
  const error = ERRORS[code] ?? 'invalid_request';
  if (retryAfterMs !== undefined) Provider.ctx?.set('retry-after', String(Math.ceil(retryAfterMs / 1_000)));
  const status = STATUS[error] ?? 400;
  return Object.assign(new errors.CustomOIDCProviderError(error, detail ?? code), { status, statusCode: status });
}

/** What the library says of a client whose registration lacks the grant type. */
const LACKS_GRANT_TYPE = 'is not allowed for this client';

/** Calls by its name what the library calls a malformed request (RFC 6749 §5.2, OpenID CIBA Core §13). */
export function nameUnauthorizedClient(ctx: KoaContextWithOIDC, error: errors.OIDCProviderError): void {
  if (error.error_description?.endsWith(LACKS_GRANT_TYPE)) {
    ctx.body = { error: 'unauthorized_client', error_description: error.error_description };
  }
}
