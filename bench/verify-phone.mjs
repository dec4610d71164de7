import { createHash } from 'node:crypto';
import { createLocalJWKSet, importJWK, jwtVerify } from 'jose';

/** How long a verified token is known again, and a spent proof: that of a code, that of the proof's own time. */
const KNOWN_MS = 60_000;
const SPENT_MS = 600_000;

const sha256 = (text) => createHash('sha256').update(text).digest('base64url');

/**
 * What no server can leave out that takes the word of a phone: each access token verified once, each DPoP proof verified,
 * and spent in one trip to Redis. Resolves to whom the token is about.
 */
export function makePhoneVerifier({ app, origin, redis, prefix }) {
  const appKeys = createLocalJWKSet(app.jwks);
  /** Verified tokens with the phone's key: the approval brings the token that the scan brought. */
  const known = new Map();

  return async (request) => {
    const token = request.headers.authorization.slice('DPoP '.length);
    const hash = sha256(token);
    let phone = known.get(hash);
    if (!phone) {
      const options = { algorithms: ['ES256'], typ: 'at+jwt', issuer: app.issuer, audience: app.audience };
      const { payload } = await jwtVerify(token, appKeys, options);
      const { sub: subject, name, acr, amr, auth_time: authTime } = payload;
      phone = { subject, name, acr, amr, authTime, thumbprint: payload.cnf.jkt };
      known.set(hash, phone);
      setTimeout(() => known.delete(hash), KNOWN_MS).unref();
    }
    const keyOf = async ({ jwk: { crv, kty, x, y } }) => {
      if (sha256(JSON.stringify({ crv, kty, x, y })) !== phone.thumbprint) throw new Error('another key');
      return (phone.key ??= await importJWK({ crv, kty, x, y }, 'ES256'));
    };
    const { payload } = await jwtVerify(request.headers.dpop, keyOf, { algorithms: ['ES256'], typ: 'dpop+jwt' });
    const { htm, htu, ath, jti } = payload;
    if (htm !== request.method || htu !== origin + request.url || ath !== hash) throw new Error('another request');
    const fresh = await redis.set(`${prefix}:seen:${sha256(phone.thumbprint + jti)}`, '1', 'PX', SPENT_MS, 'NX');
    if (fresh !== 'OK') throw new Error('spent');
    return phone;
  };
}
