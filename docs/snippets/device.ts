import * as oidc from 'openid-client';

interface Shown {
  /** The text of the QR code. */
  readonly code: string;
  /** For who cannot scan: this typed at that address. Show it beside the code too, so that people compare. */
  readonly userCode: string;
  readonly at: string;
}

/** Who approved. Throws `access_denied` when they declined, and `expired_token` after five minutes: then offer to begin anew. */
export async function signIn(broker: oidc.Configuration, show: (shown: Shown) => void) {
  const asked = await oidc.initiateDeviceAuthorization(broker, { scope: 'openid profile' });
  const { verification_uri: at, verification_uri_complete: code = at, user_code: userCode } = asked;
  show({ code, userCode, at });
  const tokens = await oidc.pollDeviceAuthorizationGrant(broker, asked);
  return tokens.claims();
}
