import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { ExpiringMap } from '../web/expiring-map.js';
import { isAboutToken } from '../web/provider.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Logout tokens live for two minutes at most (OpenID Connect Back-Channel Logout §2.4). */
const REMEMBERED_MS = 300_000;
const MOST = 10_000;

/** Which session ended, or all of whose. At least one of them. */
export type LogoutToken =
  { readonly sid: string; readonly sub?: string } | { readonly sub: string; readonly sid?: string };

/**
 * Reads logout tokens: what breaks a rule, and what was read before, is none.
 * It throws where the provider's keys could not be had.
 * @see OpenID Connect Back-Channel Logout §2.6
 */
export function logoutTokenReader({
  issuer,
  keys,
  clientId,
}: {
  readonly issuer: string;
  readonly keys: URL;
  readonly clientId: string;
}): (token: string) => Promise<LogoutToken | undefined> {
  const keySet = createRemoteJWKSet(keys);
  const seen = new ExpiringMap<true>(REMEMBERED_MS, MOST);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keySet, {
        issuer,
        audience: clientId,
        algorithms: ['ES256'],
        typ: 'logout+jwt',
        requiredClaims: ['iat', 'exp', 'jti', 'events'],
        clockTolerance: 30,
      });
      const { jti = '' } = payload;
      if (!isOfLogout(payload) || seen.get(jti)) return undefined;
      seen.set(jti, true);
      const { sub, sid } = payload;
      if (typeof sid === 'string') return { sid, ...(sub !== undefined && { sub }) };
      return sub === undefined ? undefined : { sub };
    } catch (error) {
      if (isAboutToken(error)) return undefined;
      throw error;
    }
  };
}

/** An ID token must not pass for one, so it has the event and no nonce. */
function isOfLogout({ events, nonce }: JWTPayload): boolean {
  const event: unknown = (Object(events) as Readonly<Record<string, unknown>>)[EVENT];
  return typeof event === 'object' && event !== null && nonce === undefined;
}
