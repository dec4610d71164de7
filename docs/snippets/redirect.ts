import * as oidc from 'openid-client';

/** `GET /login`: keep `kept` with the browser’s cookie, and send the browser to `location`. */
export async function leave(broker: oidc.Configuration, redirectUri: string) {
  const kept = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
  const location = oidc.buildAuthorizationUrl(broker, {
    redirect_uri: redirectUri,
    scope: 'openid profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(kept.verifier),
    code_challenge_method: 'S256',
    state: kept.state,
    nonce: kept.nonce,
  });
  return { kept, location };
}

/** `GET` of the redirect URI: who came back. Throws unless it is the browser that was sent away, and somebody approved. */
export async function comeBack(
  broker: oidc.Configuration,
  callback: URL,
  kept: Awaited<ReturnType<typeof leave>>['kept'],
) {
  const { state: expectedState, nonce: expectedNonce, verifier: pkceCodeVerifier } = kept;
  const tokens = await oidc.authorizationCodeGrant(broker, callback, {
    expectedState,
    expectedNonce,
    pkceCodeVerifier,
  });
  return tokens.claims();
}
