import { type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { ExpiringMap } from '../web/expiring-map.js';
import { isAboutToken } from '../web/provider.js';
import { isRecord, signInIn } from './id-token.js';
import type { SignInId } from './visits.js';

/** OpenID Connect Back-Channel Logout §2.4. */
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** A token is sent as soon as it is made; one that is older was kept by somebody. */
const OLDEST_S = 300;
/** Clocks may differ so much. */
const TOLERANCE_S = 30;
const MOST_SEEN = 10_000;

/** The token is worth nothing, now and later. */
export class LogoutTokenRefused extends Error {
  override readonly name = 'LogoutTokenRefused';
}

/** Takes the broker's word that somebody is signed out, and nobody else's. */
export class LogoutTokens {
  readonly #issuer: string;
  readonly #clientId: string;
  readonly #keys: JWTVerifyGetKey;
  /** As long as a token is taken at all. */
  readonly #seen = new ExpiringMap<true>((OLDEST_S + 2 * TOLERANCE_S) * 1_000, MOST_SEEN);

  constructor(issuer: string, clientId: string, keys: JWTVerifyGetKey) {
    this.#issuer = issuer;
    this.#clientId = clientId;
    this.#keys = keys;
  }

  /**
   * Which sign-in is over. Each token counts once.
   * @throws LogoutTokenRefused when it is not such a token, of that broker, for this site, made a moment ago; what it was
   *   where the broker's keys could not be had
   * @see OpenID Connect Back-Channel Logout §2.6
   */
  async take(token: string): Promise<SignInId> {
    const payload = await this.#verified(token);
    const sid = signInIn(payload);
    if (sid === undefined || !isLogout(payload)) throw new LogoutTokenRefused('It is no logout token with a sign-in.');
    const jti = String(payload.jti);
    if (this.#seen.get(jti)) throw new LogoutTokenRefused('The logout token has come before.');
    this.#seen.set(jti, true);
    return sid;
  }

  async #verified(token: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, this.#keys, {
      issuer: this.#issuer,
      audience: this.#clientId,
      algorithms: ['ES256'],
      typ: 'logout+jwt',
      requiredClaims: ['iat', 'exp', 'jti'],
      maxTokenAge: OLDEST_S,
      clockTolerance: TOLERANCE_S,
    }).catch((cause: unknown) => {
      throw isAboutToken(cause) ? new LogoutTokenRefused('The logout token is not the broker’s.', { cause }) : cause;
    });
    return payload;
  }
}

/** An ID token, which has a `nonce` and no event, is never one. */
function isLogout({ events, nonce }: JWTPayload): boolean {
  return nonce === undefined && isRecord(events) && isRecord(events[LOGOUT_EVENT]);
}
