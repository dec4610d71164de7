import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { DesktopTicket, LiveRing, RingKey, TicketSigner } from '../core/ports.js';

/** Its own type, so that no other token of ours or anybody's passes for one (RFC 8725 §3.11). */
const TYPE = 'saoma-desktop+jwt';

/**
 * Desktop tokens: JWTs under the key ring, HS256 only, without `exp`, because a session's life is its record's
 * affair. `sid` names the session, `jti` is the secret whose hash the record holds, `cnf` the page's key.
 * @see RFC 7800 §3.1
 * @see RFC 8725 §3.1
 */
export class JwtTicketSigner implements TicketSigner {
  readonly #ring: LiveRing;
  readonly #objects = new WeakMap<RingKey, KeyObject>();

  /** @param ring the current key first; a function where keys are rotated */
  constructor(ring: readonly RingKey[] | LiveRing) {
    this.#ring = typeof ring === 'function' ? ring : () => ring;
  }

  sign({ sessionId, clientId, tokenId, kid, jkt }: DesktopTicket): string {
    const key = this.#key(kid);
    if (!key) throw new RangeError('no such key in the ring');
    const payload = { sid: sessionId, client_id: clientId, jti: tokenId, ...(jkt !== undefined && { cnf: { jkt } }) };
    return jwt.sign(payload, key, { algorithm: 'HS256', noTimestamp: true, header: { alg: 'HS256', typ: TYPE, kid } });
  }

  verify(token: string): DesktopTicket | undefined {
    try {
      const decoded = jwt.decode(token, { complete: true });
      const { kid, typ } = decoded?.header ?? {};
      const key = kid !== undefined && typ === TYPE ? this.#key(kid) : undefined;
      if (kid === undefined || !key) return undefined;
      const claims: unknown = jwt.verify(token, key, { algorithms: ['HS256'] });
      return isTicket(claims)
        ? {
            sessionId: claims.sid,
            clientId: claims.client_id,
            tokenId: claims.jti,
            kid,
            ...(claims.cnf && { jkt: claims.cnf.jkt }),
          }
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** Of plain bytes the library would find out anew, with each token, that they are no PEM: half a millisecond each. */
  #key(kid: string): KeyObject | undefined {
    const key = this.#ring().find((one) => one.kid === kid);
    if (!key) return undefined;
    const known = this.#objects.get(key) ?? createSecretKey(key.secret);
    this.#objects.set(key, known);
    return known;
  }
}

function isTicket(claims: unknown): claims is { sid: string; client_id: string; jti: string; cnf?: { jkt: string } } {
  if (typeof claims !== 'object' || claims === null) return false;
  return ['sid', 'client_id', 'jti'].every((name) => typeof (claims as Record<string, unknown>)[name] === 'string');
}
