import * as oidc from 'openid-client';

interface Kept {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Asks one person to prove themselves for one act. Keep `kept` with the browser’s cookie **and with the account**. */
export async function startVerify(broker: oidc.Configuration, clientId: string, subject: string) {
  const kept: Kept = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
  const { access_token } = await oidc.clientCredentialsGrant(broker, { scope: 'sessions' });
  const response = await fetch(`${broker.serverMetadata().issuer}/v1/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: clientId,
      purpose: 'verify',
      login_hint: [{ realm: 'natural-person', sub: subject }],
      required_amr: ['face'],
      max_age: 120,
      text: '重置网站密码',
      code_challenge: await oidc.calculatePKCECodeChallenge(kept.verifier),
      code_challenge_method: 'S256',
      state: kept.state,
      nonce: kept.nonce,
    }),
  });
  return { kept, status: response.status, answer: (await response.json()) as unknown };
}

/** Throws unless this very person proved themselves for this. It signs nobody in. */
export async function finishVerify(broker: oidc.Configuration, callback: URL, kept: Kept) {
  const { state: expectedState, nonce: expectedNonce, verifier: pkceCodeVerifier } = kept;
  const checks = { expectedState, expectedNonce, pkceCodeVerifier };
  const tokens = await oidc.authorizationCodeGrant(broker, callback, checks, { purpose: 'verify' });
  return tokens.claims();
}
