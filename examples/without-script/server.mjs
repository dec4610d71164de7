/** A portal whose pages need no script: this server waits for them, and they come back by themselves to look. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import * as broker from './broker.mjs';
import { homePage, loginPage, welcomePage } from './pages.mjs';
import { TEXTS } from './texts.mjs';

const { ORIGIN, PORT } = process.env;

/** What each browser has begun, and who is signed in. A real portal has a session store for both. */
const attempts = new Map();
const visits = new Map();
/** Longer than a session at the broker can last. */
const ATTEMPT_MS = 11 * 60_000;
const VISIT_MS = 30 * 60_000;

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
    const shown = { typed, apps, isHeld: query.has('hold') };
    try {
      const message = await broker.read(attempt);
      const face = faceOf(message, attempt);
      if (face === 'approved') return { location: broker.callbackOf(message) };
      const picture = face === 'pending' ? await broker.picture(attempt) : undefined;
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

  'POST /login/continue': ({ attempt }) => {
    if (attempt) attempt.isConfirmed = true;
    return { location: '/login' };
  },

  'POST /login/cancel': async ({ attempt }) => {
    if (attempt) await broker.cancel(attempt);
    return { location: '/login' };
  },

  'GET /callback': async ({ url, browser, attempt, language }) => {
    attempts.delete(browser);
    if (!attempt) return { page: loginPage(language, 'not_completed', {}), status: 400 };
    const claims = await broker.redeem(url, attempt);
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
  const visitor = visitorOf(request);
  const { cookies = {}, ...answer } = await answerTo(request, visitor);
  for (const [name, value] of Object.entries({ lang: visitor.language, ...cookies })) {
    const secure = ORIGIN.startsWith('https:') ? '; Secure' : '';
    response.appendHeader('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  }
  response
    .writeHead(answer.location ? 303 : (answer.status ?? 200), {
      ...(answer.location && { location: answer.location }),
      'content-type': `${answer.type ?? 'text/html'}; charset=utf-8`,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'",
    })
    .end(answer.page);
}).listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${ORIGIN}`));

async function answerTo({ method, headers }, visitor) {
  // Browsers say truthfully which site a form is of.
  if (method === 'POST' && headers.origin !== ORIGIN) return { location: '/' };
  const route = routes[`${method} ${visitor.url.pathname}`] ?? (() => ({ page: 'not found', status: 404 }));
  try {
    return await route(visitor);
  } catch (error) {
    complain(error);
    return { page: loginPage(visitor.language, 'failed', {}), status: 502 };
  }
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
    address: socket.remoteAddress,
  };
}

function keep(map, key, value, lifeMs) {
  map.set(key, value);
  setTimeout(() => map.get(key) === value && map.delete(key), lifeMs).unref();
}

/** The kind of failure and no more: what was sent may hold a code. */
function complain(error) {
  console.error(error.name, error.code ?? error.message);
}
