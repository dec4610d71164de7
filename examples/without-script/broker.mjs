/** Everything that is asked of the broker. */
import * as oidc from 'openid-client';

const { BROKER, CLIENT_ID, CLIENT_SECRET, ORIGIN } = process.env;

const configuration = await oidc.discovery(new URL(BROKER), CLIENT_ID, {}, oidc.ClientSecretBasic(CLIENT_SECRET), {
  // Plain http is for a broker on this machine only.
  execute: BROKER.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
});

/** Begins a sign-in. What it resolves to stays on this server, the desktop token too: the page needs none of it. */
export async function begin({ userAgent, address, languageTag }) {
  const attempt = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
  };
  const { access_token } = await oidc.clientCredentialsGrant(configuration, { scope: 'sessions' });
  const answer = await ask('POST', '/v1/sessions', access_token, {
    client_id: CLIENT_ID,
    scope: 'openid profile',
    redirect_uri: `${ORIGIN}/callback`,
    code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
    state: attempt.state,
    nonce: attempt.nonce,
    ui_locales: languageTag,
    // The broker does not see the browser that waits, and shows it to the person on the phone.
    desktop: { user_agent: userAgent, address },
  });
  if (answer.status !== 201) throw new Error(`the broker refused to start: ${answer.status}`);
  const { session_id, desktop_token, apps } = await answer.json();
  return { ...attempt, path: `/v1/sessions/${session_id}`, desktopToken: desktop_token, apps };
}

/** The session as it stands; `undefined` when the broker does not know it any more. */
export async function read({ path, desktopToken }) {
  const answer = await ask('GET', path, desktopToken);
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`the broker did not tell the state: ${answer.status}`);
  return answer.json();
}

/** The code of this moment, as an address for an image; `undefined` when it was scanned just now. */
export async function picture({ path, desktopToken }) {
  const answer = await ask('GET', `${path}/qr.svg`, desktopToken);
  return answer.ok ? `data:image/svg+xml;base64,${Buffer.from(await answer.text()).toString('base64')}` : undefined;
}

/** The code to type, for those who cannot scan; `undefined` when the session waits for nobody any more. */
export async function typedCode({ path, desktopToken }) {
  const answer = await ask('POST', `${path}/user-code`, desktopToken, {});
  return answer.ok ? answer.json() : undefined;
}

/** Sends the digits that the phone shows. Whether they were taken; wrong ones are counted in the session. */
export async function check({ path, desktopToken }, digits) {
  return (await ask('POST', `${path}/check`, desktopToken, { check_code: digits })).ok;
}

/** Ends the session on both devices. Refused when it has ended already, which is as good. */
export async function cancel({ path, desktopToken }) {
  await ask('POST', `${path}/cancel`, desktopToken);
}

/** Where the browser goes with the code (RFC 6749 §4.1.2, RFC 9207 §2). */
export function callbackOf({ redirect_uri, code, state_param, iss }) {
  return `${redirect_uri}?${new URLSearchParams({ code, state: state_param, iss })}`;
}

/** Trades the code for what the ID token says. */
export async function redeem(callback, { state, nonce, verifier }) {
  const tokens = await oidc.authorizationCodeGrant(configuration, callback, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
  });
  return tokens.claims();
}

/** Nobody answered, or the broker is out of order: the code is still good. A refusal is final. */
export function isTemporary(error) {
  const status = error.status ?? error.cause?.status;
  // What fetch rejects with has no code; what the library complains of has one.
  return status >= 500 || error.code === 'OAUTH_TIMEOUT' || (error instanceof TypeError && !error.code);
}

function ask(method, path, token, body) {
  return fetch(new URL(path, BROKER), {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(5_000),
  });
}
