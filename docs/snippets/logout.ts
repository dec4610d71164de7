import { createRemoteJWKSet, jwtVerify } from 'jose';

/**
 * For `POST` at `backchannel_logout_uri`, with the form’s `logout_token`: the session that is over, as `sid` of its ID token
 * said. Answer 200 when it is ended or was not there, and 400 when this throws.
 */
export function logoutVerifier(issuer: string, clientId: string) {
  const keys = createRemoteJWKSet(new URL('/jwks', issuer));
  return async (logoutToken: string) => {
    const { payload } = await jwtVerify<{ sid: string; events: object }>(logoutToken, keys, {
      issuer,
      audience: clientId,
      typ: 'logout+jwt',
      algorithms: ['ES256'],
      requiredClaims: ['sid', 'jti', 'iat', 'exp', 'events'],
    });
    const isLogout = 'http://schemas.openid.net/event/backchannel-logout' in payload.events;
    // An ID token has a nonce and must not pass for this.
    if (!isLogout || 'nonce' in payload) throw new Error('it is not about a logout');
    return payload.sid;
  };
}
