/** A portal whose pages need no script: this server waits for them, and they come back by themselves to look. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import * as broker from './broker.mjs';
import { homePage, loginPage, welcomePage } from './pages.mjs';
import { TEXTS } from './texts.mjs';

const { ORIGIN, PORT, TRUST_PROXY } = process.env;

/** What each browser has begun, and who is signed in. A real portal has a session store for both. */
const attempts = new Map();
const visits = new Map();
/** Longer than a session at the broker can last. */
const ATTEMPT_MS = 11 * 60_000;
const VISIT_MS = 30 * 60_000;

const POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const style = readFileSync(new URL('./style.css', import.meta.url));

/** What a visitor asks for: the answer is a page, or where to go. */
const routes = {
  'GET /': ({ language, visit }) => ({ page: visit ? homePage(language, visit) : welcomePage(language) }),

  'GET /style.css': () => ({ page: style, type: 'text/css' }),

  /** Also throws the last code away for a new one, at the broker too: a stranger's scan of it is worth nothing. */
  'POST /login': async ({ browser, attempt, userAgent, address, language }) => {
    if (attempt) await broker.cancel(attempt);
    attempts.delete(browser);
    const id = randomBytes(32).toString('base64url');
    keep(attempts, id, await broker.begin({ userAgent, address, languageTag: TEXTS[language].tag }), ATTEMPT_MS);
    return { location: '/login', cookies: { browser: id } };
  },

  'GET /login': async ({ attempt, language, query }) => {
    if (!attempt) return { location: '/' };
    const { typed, apps } = attempt;
    const shown = { typed, apps, isHeld: query.has('hold'), isRescan: query.has('scan'), isWrong: query.has('wrong') };
    try {
      const message = await broker.read(attempt);
      const face = faceOf(message, attempt);
      if (face === 'approved') return { location: broker.callbackOf(message) };
      const hasPicture = face === 'pending' || (face === 'checking' && shown.isRescan);
      const picture = hasPicture ? await broker.picture(attempt) : undefined;
      return { page: loginPage(language, face, { ...shown, message, picture }) };
    } catch (error) {
      complain(error);
      return { page: loginPage(language, 'unreachable', shown) };
    }
  },

  'POST /login/typed-code': async ({ attempt }) => {
    if (attempt) attempt.typed = await broker.typedCode(attempt);
    return { location: '/login' };
  },

  /** Digits from the phone. Where they are wrong the page says so, and how many tries are left. */
  'POST /login/check': async ({ attempt, request }) => {
    const digits = (await formOf(request)).get('digits') ?? '';
    const isRight = attempt && (await broker.check(attempt, digits.replace(/\D/g, '')));
    return { location: isRight ? '/login' : '/login?wrong' };
  },

  'POST /login/continue': ({ attempt }) => {
    if (attempt) attempt.isConfirmed = true;
    return { location: '/login' };
  },

  'POST /login/cancel': async ({ attempt }) => {
    if (attempt) await broker.cancel(attempt);
    return { location: '/login' };
  },

  'GET /callback': async ({ url, query, browser, attempt, language }) => {
    const notCompleted = { page: loginPage(language, 'not_completed', {}), status: 400 };
    if (!attempt || query.get('state') !== attempt.state) return notCompleted;
    attempts.delete(browser);
    let claims;
    try {
      claims = await broker.redeem(url, attempt);
    } catch (error) {
      complain(error);
      if (!broker.isTemporary(error)) return notCompleted;
      // The code is still good: the page that is sent refreshes itself, and asks for this address again.
      attempts.set(browser, attempt);
      return { page: loginPage(language, 'unreachable', {}), status: 503 };
    }
    // Who was here before they signed in does not know the cookie of who is signed in.
    const id = randomBytes(32).toString('base64url');
    keep(visits, id, claims, VISIT_MS);
    return { location: '/', cookies: { visit: id } };
  },

  'POST /sign-out': ({ cookies }) => {
    visits.delete(cookies.visit);
    return { location: '/' };
  },
};

/** The session's state, or why it ended; `confirm` where the person must first say that the account is theirs. */
function faceOf(message, { isConfirmed }) {
  if (!message) return 'expired';
  const { state, reason, confirm } = message;
  if (state === 'approved' && confirm && !isConfirmed) return 'confirm';
  return reason ?? state;
}

createServer(async (request, response) => {
  try {
    await answer(request, response);
  } catch (error) {
    complain(error);
    response.destroy();
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${ORIGIN}`));

async function answer(request, response) {
  // Not a path: an address for a proxy, which this is not.
  if (!request.url.startsWith('/')) return response.writeHead(400).end();
  const visitor = visitorOf(request);
  const {
    cookies = {},
    location,
    page,
    status = location ? 303 : 200,
    type = 'text/html',
  } = await answerTo(request, visitor);
  for (const [name, value] of Object.entries({ lang: visitor.language, ...cookies })) {
    const secure = ORIGIN.startsWith('https:') ? '; Secure' : '';
    response.appendHeader('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  }
  response
    .writeHead(status, {
      ...(location && { location }),
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'content-security-policy': POLICY,
    })
    .end(page);
}

async function answerTo(request, visitor) {
  const { method, headers } = request;
  // Browsers say truthfully which site a form is of.
  if (method === 'POST' && headers.origin !== ORIGIN) {
    return { page: loginPage(visitor.language, 'failed', {}), status: 403 };
  }
  const route = routes[`${method} ${visitor.url.pathname}`] ?? (() => ({ page: 'not found', status: 404 }));
  try {
    return await route({ ...visitor, request });
  } catch (error) {
    complain(error);
    return { page: loginPage(visitor.language, 'failed', {}), status: 502 };
  }
}

/** What a form sent; more than our own ever send is none of ours. */
async function formOf(request) {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 1_000) return new URLSearchParams();
  }
  return new URLSearchParams(body);
}

function visitorOf({ url: path, headers, socket }) {
  const url = new URL(`${ORIGIN}${path}`);
  const cookies = Object.fromEntries((headers.cookie ?? '').split('; ').map((pair) => pair.split('=')));
  const wanted = url.searchParams.get('lang') ?? cookies.lang ?? headers['accept-language'] ?? '';
  return {
    url,
    query: url.searchParams,
    cookies,
    language: wanted.startsWith('zh') ? 'zh' : 'en',
    browser: cookies.browser,
    attempt: attempts.get(cookies.browser),
    visit: visits.get(cookies.visit),
    userAgent: headers['user-agent'],
    address: addressOf({ headers, socket }),
  };
}

/** Where the browser is. Only the last entry is the word of our own proxy: the others are whatever it was told. */
function addressOf({ headers, socket }) {
  const forwarded = TRUST_PROXY === '1' ? headers['x-forwarded-for'] : undefined;
  return forwarded?.split(',').at(-1).trim() || socket.remoteAddress;
}

function keep(map, key, value, lifeMs) {
  map.set(key, value);
  setTimeout(() => map.get(key) === value && map.delete(key), lifeMs).unref();
}

/** The kind of failure and no more: what was sent may hold a code. */
function complain(error) {
  console.error(error.name, error.code ?? error.message);
}
