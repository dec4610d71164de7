import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { App, Portal, SignedOut } from '../core/ports.js';

/** Whoever gets one takes it now or gets another. @see OpenID Connect Back-Channel Logout §2.4: two minutes at most */
const LIFE_S = 120;

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** What the broker tells others in its own name, so that they can tell it from anybody else's word. */
export class SignedNotices {
  /** @param signing private ES256 keys of the moment, of which the first signs; `/jwks` has the public ones */
  constructor(
    private readonly origin: string,
    private readonly signing: () => readonly JWK[],
  ) {}

  /** That somebody is signed out. @see OpenID Connect Back-Channel Logout §2.4 */
  logoutToken({ clientId }: Portal, { sessionId, sub }: SignedOut): Promise<string> {
    return this.#sign('logout+jwt', clientId, { sub, sid: sessionId, events: { [LOGOUT_EVENT]: {} } });
  }

  /** That a request waits for whom the app's push service knows by the handle. Neither from whom nor what. */
  push({ issuer }: App, handle: string): Promise<string> {
    return this.#sign('saoma-push+jwt', issuer, { handle });
  }

  /** The type keeps one from being taken for another, or for an ID token (RFC 8725 §3.11). */
  async #sign(typ: string, audience: string, claims: Record<string, unknown>): Promise<string> {
    const [key] = this.signing();
    if (!key) throw new TypeError('there is a key that signs');
    const { kid = '' } = key;
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ, kid })
      .setIssuer(this.origin)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${LIFE_S}s`)
      .setJti(randomUUID())
      .sign(await importJWK(key, 'ES256'));
  }
}
