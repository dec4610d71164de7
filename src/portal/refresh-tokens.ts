import type { Configuration } from 'oidc-provider';
import { isLimited } from '../core/limited.js';
import type { Registry } from '../core/ports.js';
import { ACCESS_TOKEN_MS } from '../core/sign-ins.js';
import { askedPurpose } from './asked-purpose.js';
import type { SessionInHand } from './session-in-hand.js';

const ACCESS_TOKEN_S = ACCESS_TOKEN_MS / 1_000;

/**
 * Refresh tokens are for portals that ask for them in their registration, rotate with every use, end with the sign-in, and
 * are bound to who may use them: to the client's own authentication, or to its key where it has none (RFC 9700 §2.2.2).
 */
export function refreshTokens(
  registry: Registry,
  inHand: SessionInHand,
): Pick<Configuration, 'ttl' | 'issueRefreshToken' | 'rotateRefreshToken'> {
  return {
    issueRefreshToken: (ctx, client, code) => {
      const portal = registry.portal(client.clientId);
      // Who proves themselves for one act is signed in nowhere.
      if (!portal?.refreshTokens || askedPurpose() !== 'login') return false;
      const record = inHand.get(code.grantId)?.record;
      if (record && isLimited(record)) return false;
      return portal.auth.method !== 'none' || ctx.oidc.entities.AccessToken?.isSenderConstrained() === true;
    },
    rotateRefreshToken: true,
    ttl: {
      AccessToken: ACCESS_TOKEN_S,
      ClientCredentials: ACCESS_TOKEN_S,
      IdToken: ACCESS_TOKEN_S,
      Grant: ACCESS_TOKEN_S,
      // What is polled for lives as long as its session; the library wants a number all the same.
      DeviceCode: ACCESS_TOKEN_S,
      BackchannelAuthenticationRequest: ACCESS_TOKEN_S,
      /** From the sign-in on, however often it rotates. */
      RefreshToken: (_ctx, token, client) => {
        const signedInS = (registry.portal(client.clientId)?.signedInMs ?? 0) / 1_000;
        const nowS = Math.floor(Date.now() / 1_000);
        return Math.max(1, signedInS - (nowS - (token.iiat ?? nowS)));
      },
    },
  };
}
