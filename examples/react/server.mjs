/** A portal: its login page, the start of a sign-in, and the place where the browser comes back to. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as oidc from 'openid-client';

const { BROKER, CLIENT_ID, CLIENT_SECRET, ORIGIN, PORT, TRUST_PROXY } = process.env;

const broker = await oidc.discovery(new URL(BROKER), CLIENT_ID, {}, oidc.ClientSecretBasic(CLIENT_SECRET), {
  // Plain http is for a broker on this machine only.
  execute: BROKER.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
});

const loginPage = readFileSync(new URL('./index.html', import.meta.url));
const script = readFileSync(new URL('./dist/main.js', import.meta.url));

/** What was begun and who is signed in. A real portal has a session store for both. */
const attempts = new Map();
const visits = new Map();
/** Longer than a session at the broker can last. */
const ATTEMPT_MS = 11 * 60_000;
const VISIT_MS = 30 * 60_000;

// The page talks to this server and, to hear what becomes of the code, to the broker.
const POLICY = `default-src 'self'; img-src 'self' data:; connect-src 'self' ${BROKER} ${BROKER.replace(/^http/, 'ws')}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

const routes = {
  'GET /': (request, response) => {
    const visit = visits.get(cookie(request, 'visit'));
    if (visit) send(response, 200, 'text/html', homePage(visit));
    else send(response, 200, 'text/html', loginPage);
  },

  'GET /element': (_request, response) => send(response, 200, 'text/html', loginPage),

  'GET /main.js': (_request, response) => send(response, 200, 'text/javascript', script),

  'POST /login/start': async (request, response) => {
    if (!isFromOurPage(request)) return send(response, 403, 'text/plain', 'not from our page');
    const { desktop_jkt } = JSON.parse((await text(request)) || '{}');
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const attempt = { state, nonce, verifier };
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
        desktop: { user_agent: request.headers['user-agent'], address: addressOf(request) },
        // The page proves this key from now on: nobody else can wait for what comes of it.
        desktop_jkt,
      }),
    });
    // State, nonce and verifier stay here, tied to the browser by a cookie that no script can read.
    const browser = cookie(request, 'browser') ?? randomBytes(32).toString('base64url');
    keep(attempts, `${browser}.${attempt.state}`, attempt, ATTEMPT_MS);
    setCookie(response, 'browser', browser);
    // The page gets the broker's answer as it is, also when it is a refusal, and when it may ask again.
    const retryAfter = answer.headers.get('retry-after');
    if (retryAfter) response.setHeader('retry-after', retryAfter);
    send(response, answer.status, answer.headers.get('content-type') ?? 'application/json', await answer.text());
  },

  'GET /callback': async (request, response) => {
    const callback = new URL(ORIGIN + request.url);
    const key = `${cookie(request, 'browser')}.${callback.searchParams.get('state')}`;
    const attempt = attempts.get(key);
    attempts.delete(key);
    if (!attempt) return send(response, 400, 'text/html', notCompletedPage());
    let tokens;
    try {
      tokens = await oidc.authorizationCodeGrant(broker, callback, {
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        pkceCodeVerifier: attempt.verifier,
      });
    } catch (error) {
      complain(error);
      if (!isTemporary(error)) return send(response, 400, 'text/html', notCompletedPage());
      // The code is still good: the page that is sent asks for this address again.
      attempts.set(key, attempt);
      return send(response, 503, 'text/html', retryingPage());
    }
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
  // Not a path: an address for a proxy, which this is not.
  if (!request.url.startsWith('/')) return send(response, 400, 'text/plain', 'bad request');
  const [path] = request.url.split('?');
  try {
    await (routes[`${request.method} ${path}`] ?? notFound)(request, response);
  } catch (error) {
    complain(error);
    send(response, 502, 'text/plain', '暂时无法登录，请稍后再试。');
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${ORIGIN}`));

function notFound(_request, response) {
  send(response, 404, 'text/plain', 'not found');
}

function homePage({ name = '' }) {
  return page(`${escape(name)}，您好`, '<form method="post" action="/sign-out"><button>退出</button></form>');
}

function notCompletedPage() {
  return page('登录未完成', '<p><a href="/">重新开始</a></p>');
}

function retryingPage() {
  const head = '<meta http-equiv="refresh" content="2" />';
  return page('暂时无法连接，正在重试…', '<p><a href="/">重新开始</a></p>', head);
}

function page(heading, main, head = '') {
  return `<!doctype html>
<html lang="zh-CN">
  <meta charset="utf-8" />
  ${head}
  <title>${heading}</title>
  <link rel="icon" href="data:," />
  <h1>${heading}</h1>
  ${main}
</html>`;
}

function send(response, status, type, body) {
  response
    .writeHead(status, {
      'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'content-security-policy': POLICY,
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

/** Where the browser is. Only the last entry is the word of our own proxy: the others are whatever it was told. */
function addressOf({ headers, socket }) {
  const forwarded = TRUST_PROXY === '1' ? headers['x-forwarded-for'] : undefined;
  return forwarded?.split(',').at(-1).trim() || socket.remoteAddress;
}

/** Nobody answered, or the broker is out of order: the code is still good. A refusal is final. */
function isTemporary(error) {
  const status = error.status ?? error.cause?.status;
  // What fetch rejects with has no code; what the library complains of has one.
  return status >= 500 || error.code === 'OAUTH_TIMEOUT' || (error instanceof TypeError && !error.code);
}

/** The kind of failure and no more: what was sent may hold a code. */
function complain(error) {
  console.error(error.name, error.code);
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
