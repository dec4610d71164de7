import * as oidc from 'openid-client';

/** `POST /login/start`, which `<saoma-login>` calls. Keep `kept` with the browser’s cookie, answer with `answer`. */
export async function start(
  broker: oidc.Configuration,
  clientId: string,
  desktop: { user_agent?: string; address?: string },
  // What the element sends: the thumbprint of the page’s key, which it proves from then on.
  { desktop_jkt }: { desktop_jkt?: string } = {},
) {
  const kept = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
  const { access_token } = await oidc.clientCredentialsGrant(broker, { scope: 'sessions' });
  const response = await fetch(`${broker.serverMetadata().issuer}/v1/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: clientId,
      code_challenge: await oidc.calculatePKCECodeChallenge(kept.verifier),
      code_challenge_method: 'S256',
      state: kept.state,
      nonce: kept.nonce,
      desktop,
      desktop_jkt,
    }),
  });
  return { kept, status: response.status, answer: (await response.json()) as unknown };
}

/** `GET /login/callback`, where the browser comes back to. Throws unless it is the one that was sent away. */
export async function finish(
  broker: oidc.Configuration,
  callback: URL,
  kept: { state: string; nonce: string; verifier: string },
) {
  const { state: expectedState, nonce: expectedNonce, verifier: pkceCodeVerifier } = kept;
  const redeem = () =>
    oidc.authorizationCodeGrant(broker, callback, { expectedState, expectedNonce, pkceCodeVerifier });
  const tokens = await redeem().catch((error: unknown) => {
    // No answer: asked once more, the broker either says yes for the first time, or ends the sign-in on both devices.
    if (error instanceof TypeError && !('code' in error)) return redeem();
    throw error;
  });
  return tokens.claims();
}
