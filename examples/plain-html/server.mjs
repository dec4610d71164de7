/** A portal: its login page, the start of a sign-in, and the place where the browser comes back to. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import * as oidc from 'openid-client';

const { BROKER, CLIENT_ID, CLIENT_SECRET, ORIGIN, PORT } = process.env;

const broker = await oidc.discovery(new URL(BROKER), CLIENT_ID, {}, oidc.ClientSecretBasic(CLIENT_SECRET), {
  // Plain http is for a broker on this machine only.
  execute: BROKER.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
});

const loginPage = readFileSync(new URL('./index.html', import.meta.url));
const require = createRequire(import.meta.url);
const script = readFileSync(require.resolve('@saoma/browser/saoma-login.js'));

/** What was begun and who is signed in. A real portal has a session store for both. */
const attempts = new Map();
const visits = new Map();
/** Longer than a session at the broker can last. */
const ATTEMPT_MS = 11 * 60_000;
const VISIT_MS = 30 * 60_000;

const routes = {
  'GET /': (request, response) => {
    const visit = visits.get(cookie(request, 'visit'));
    if (visit) send(response, 200, 'text/html', homePage(visit));
    else send(response, 200, 'text/html', loginPage);
  },

  'GET /saoma-login.js': (_request, response) => send(response, 200, 'text/javascript', script),

  'POST /login/start': async (request, response) => {
    if (!isFromOurPage(request)) return send(response, 403, 'text/plain', 'not from our page');
    const attempt = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const { access_token } = await oidc.clientCredentialsGrant(broker, { scope: 'sessions' });
    const answer = await fetch(new URL('/v1/sessions', BROKER), {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: CLIENT_ID,
        scope: 'openid profile',
        redirect_uri: `${ORIGIN}/callback`,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        state: attempt.state,
        nonce: attempt.nonce,
        // The broker does not see the browser that waits, and shows it to the person on the phone.
        desktop: { user_agent: request.headers['user-agent'], address: request.socket.remoteAddress },
      }),
    });
    // State, nonce and verifier stay here, tied to the browser by a cookie that no script can read.
    const browser = cookie(request, 'browser') ?? randomBytes(32).toString('base64url');
    keep(attempts, `${browser}.${attempt.state}`, attempt, ATTEMPT_MS);
    setCookie(response, 'browser', browser);
    // The page gets the broker's answer as it is, also when it is a refusal.
    send(response, answer.status, answer.headers.get('content-type'), await answer.text());
  },

  'GET /callback': async (request, response) => {
    const callback = new URL(ORIGIN + request.url);
    const key = `${cookie(request, 'browser')}.${callback.searchParams.get('state')}`;
    const attempt = attempts.get(key);
    attempts.delete(key);
    if (!attempt) return send(response, 400, 'text/plain', '登录未完成，请重新开始。');
    const tokens = await oidc.authorizationCodeGrant(broker, callback, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
    });
    // Who was here before they signed in does not know the cookie of who is signed in.
    const id = randomBytes(32).toString('base64url');
    keep(visits, id, tokens.claims(), VISIT_MS);
    setCookie(response, 'visit', id);
    redirect(response, '/');
  },

  'POST /sign-out': (request, response) => {
    if (isFromOurPage(request)) visits.delete(cookie(request, 'visit'));
    redirect(response, '/');
  },
};

createServer(async (request, response) => {
  const [path] = request.url.split('?');
  try {
    await (routes[`${request.method} ${path}`] ?? notFound)(request, response);
  } catch (error) {
    // The kind of failure and no more: what was sent may hold a code.
    console.error(error.name, error.code);
    send(response, 502, 'text/plain', '暂时无法登录，请稍后再试。');
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${ORIGIN}`));

function notFound(_request, response) {
  send(response, 404, 'text/plain', 'not found');
}

function homePage({ name = '' }) {
  return `<!doctype html>
<html lang="zh-CN">
  <meta charset="utf-8" />
  <title>首页</title>
  <link rel="icon" href="data:," />
  <h1>${escape(name)}，您好</h1>
  <form method="post" action="/sign-out"><button>退出</button></form>
</html>`;
}

function send(response, status, type, body) {
  response
    .writeHead(status, {
      'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      // The page talks to this server and, to hear what becomes of the code, to the broker.
      'content-security-policy': `default-src 'self'; img-src 'self' data:; connect-src 'self' ${BROKER} ${BROKER.replace(/^http/, 'ws')}`,
    })
    .end(body);
}

function redirect(response, location) {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}

/** Browsers say truthfully where a request comes from. */
function isFromOurPage(request) {
  return request.headers.origin === ORIGIN;
}

function keep(map, key, value, lifeMs) {
  map.set(key, value);
  setTimeout(() => map.delete(key), lifeMs).unref();
}

function cookie(request, name) {
  return new RegExp(`(?:^|; )${name}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1];
}

function setCookie(response, name, value) {
  const secure = ORIGIN.startsWith('https:') ? '; Secure' : '';
  response.appendHeader('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}`);
}

function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
