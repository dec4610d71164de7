import { START_SCOPE } from '../core/start-order.js';

/** What there is to know of a person (OpenID Connect Core §5.4). */
export const PERSONAL_SCOPES = ['openid', 'profile'] as const;

/** All that a token may be for. */
export const SCOPES = [...PERSONAL_SCOPES, START_SCOPE] as const;

/**
 * What a sign-in is for: of what was asked the part that is about the person, else to know who they are. The token answer
 * says which it was.
 * @see RFC 6749 §3.3
 */
export function personalScope(asked = ''): string {
  const names = asked.split(' ');
  const known = PERSONAL_SCOPES.filter((scope) => names.includes(scope));
  return known.length === 0 ? 'openid' : known.join(' ');
}
