import { PROBLEMS, type StartAnswer } from '@saoma/protocol';
import type { PhoneDevice, RawAnswer } from '@saoma/testing';
import { startWorld, type World } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { BarePage, codeShown, landingOf } from './bare-page.js';
import { codeOf, redeemOnce } from './token-endpoint.js';

/** Far longer than a call may take before it is told to come back; only what hangs comes to it. */
const HANGS_AFTER_MS = 40_000;

/** How a Redis goes away, and comes back with all that it had. */
const OUTAGES = [
  {
    name: 'Redis is stopped',
    begin: (redis: RedisServer) => redis.kill(),
    end: (redis: RedisServer) => redis.restart(),
  },
  {
    name: 'Redis hangs',
    begin: async (redis: RedisServer) => redis.pause(),
    end: async (redis: RedisServer) => redis.resume(),
  },
] as const;

describe.each(OUTAGES)('$name in the middle of a sign-in', ({ begin, end }) => {
  let redis: RedisServer;
  let world: World;
  let session: StartAnswer;
  let page: BarePage;
  let phone: PhoneDevice;

  beforeAll(async () => {
    redis = await startRedis({ appendOnly: true });
    world = await startWorld({ nodes: 2, redisUrl: redis.url });
  });

  beforeEach(async () => {
    session = await world.session();
    page = new BarePage({ node: world.broker.origin, session, origin: world.portal.origin });
    phone = await world.phone(undefined, 1);
  });

  afterEach(() => comeBack());

  afterAll(async () => {
    await world.close();
    await redis.stop();
  });

  /** Redis is back, and every node has noticed. */
  async function comeBack(): Promise<void> {
    await end(redis);
    for (const node of world.broker.nodes) {
      const ready = (): Promise<number> => fetch(`${node}/health/ready`).then(({ status }) => status);
      await until('node that is ready', ready, (status) => status === 200);
    }
  }

  /** Every call that needs the store, but those of the token endpoint. */
  async function calls(): Promise<Readonly<Record<string, () => Promise<RawAnswer>>>> {
    const { session_id, desktop_token } = session;
    const accessToken = await backendToken();
    const direct = await world.portal.begin();
    const consent_nonce = 'A'.repeat(43);
    const ask = (path: string, init: RequestInit = {}): Promise<RawAnswer> =>
      told(fetch(world.broker.origin + path, { signal: AbortSignal.timeout(HANGS_AFTER_MS), ...init }));
    const asDesktop =
      (path: string, method = 'GET') =>
      (): Promise<RawAnswer> =>
        ask(`/v1/sessions/${session_id}${path}`, { method, headers: { authorization: `Bearer ${desktop_token}` } });
    const start = (headers: Record<string, string>, body: object) => (): Promise<RawAnswer> =>
      ask('/v1/sessions', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    return {
      'a page starts': start({ origin: world.portal.origin }, direct),
      'a backend starts': start({ authorization: `Bearer ${accessToken}` }, direct),
      'a backend starts for a browser': start(
        { authorization: `Bearer ${accessToken}` },
        { ...direct, desktop: { address: '203.0.113.9' } },
      ),
      'a page asks': asDesktop(''),
      'a page polls': asDesktop('?wait_ms=25000&rev=1'),
      'a page opens its stream': asDesktop('/events'),
      'a page gets its picture': asDesktop('/qr.svg'),
      'a page extends': asDesktop('/extend', 'POST'),
      'a page cancels': asDesktop('/cancel', 'POST'),
      'a phone scans': () => phone.call('POST', '/v1/scans', { qr: codeShown(session.qr) }),
      'a phone looks': () => phone.call('GET', `/v1/scans/${session_id}`),
      'a phone approves': () => phone.call('POST', `/v1/scans/${session_id}/approve`, { consent_nonce }),
      'a phone denies': () => phone.call('POST', `/v1/scans/${session_id}/deny`, { consent_nonce, reason: 'declined' }),
    };
  }

  async function backendToken(): Promise<string> {
    const answer = await token({ grant_type: 'client_credentials', scope: 'sessions' });
    return (answer.body as { access_token: string }).access_token;
  }

  async function token(parameters: Record<string, string>, path = '/token'): Promise<RawAnswer> {
    const { headers, body } = await world.portal.credentials();
    for (const [name, value] of Object.entries(parameters)) body.set(name, value);
    const signal = AbortSignal.timeout(HANGS_AFTER_MS);
    return told(fetch(world.broker.origin + path, { method: 'POST', headers, body, signal }));
  }

  it('every call is told to come back, and when', async () => {
    const every = await calls();
    await begin(redis);
    const answers = await Promise.all(Object.entries(every).map(async ([name, call]) => [name, await call()] as const));
    for (const [name, { status, headers, body }] of answers) {
      const { title } = PROBLEMS.temporarily_unavailable;
      expect({ name, status, body }).toMatchObject({
        name,
        status: 503,
        body: { code: 'temporarily_unavailable', title },
      });
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(headers.get('cache-control')).toBe('no-store');
    }
  }, 120_000);

  it('the token endpoint says the same in OAuth’s own form', async () => {
    const accessToken = await backendToken();
    const code = { code: `${session.session_id}.${'A'.repeat(43)}`, code_verifier: 'a'.repeat(43) };
    await begin(redis);
    const answers = await Promise.all([
      token({ grant_type: 'client_credentials', scope: 'sessions' }),
      token({ grant_type: 'authorization_code', redirect_uri: 'https://etax.test/callback', ...code }),
      token({ token: accessToken }, '/introspect'),
    ]);
    for (const { status, headers, body } of answers) {
      expect({ status, body }).toEqual({
        status: 503,
        body: { error: 'temporarily_unavailable', error_description: expect.any(String) as string },
      });
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
  }, 120_000);

  it('a node says that it lives and cannot serve; what needs no store is served', async () => {
    await begin(redis);
    const get = (path: string): Promise<RawAnswer> => told(fetch(world.broker.origin + path));
    await expect(get('/health/live')).resolves.toMatchObject({ status: 200, body: { status: 'ok' } });
    await expect(get('/health/ready')).resolves.toMatchObject({ status: 503, body: { status: 'store unreachable' } });
    await expect(get('/jwks')).resolves.toMatchObject({ status: 200 });
    await expect(get('/.well-known/openid-configuration')).resolves.toMatchObject({ status: 200 });
  }, 120_000);

  it('a page that connects meanwhile is let go, to come back', async () => {
    await begin(redis);
    const socket = page.socket();
    await until('socket that is let go', () => socket.ended, Boolean, HANGS_AFTER_MS);
    expect(socket.all).toEqual([]);
  }, 120_000);

  it('the sign-in goes on where it was once Redis is back: without a new scan, the waiting page told by itself', async () => {
    const socket = page.socket();
    const consent = await phone.scan(codeShown(session.qr));
    await socket.until('scan', ({ state }) => state === 'scanned');

    await begin(redis);
    const approve = (): Promise<RawAnswer> =>
      phone.call('POST', `/v1/scans/${session.session_id}/approve`, { consent_nonce: consent.consent_nonce });
    await expect(approve()).resolves.toMatchObject({ status: 503 });
    expect(socket.ended).toBe(false);

    await comeBack();
    await expect(approve()).resolves.toMatchObject({ status: 200, body: { state: 'approved' } });
    const approved = await socket.until('approval', ({ state }) => state === 'approved');
    expect(socket.all.map(({ rev }) => rev)).toEqual([1, 2, 3]);
    const tokens = await world.portal.redeem(landingOf(approved));
    expect(tokens.claims()).toMatchObject({ name: '张伟', sid: session.session_id });
    await socket.untilEnded();
  }, 120_000);

  it('a code that could not be redeemed is still good once Redis is back', async () => {
    await phone.signIn(codeShown(session.qr));
    const request = codeOf(world.portal, landingOf((await page.get()).body));
    await begin(redis);
    await expect(redeemOnce(world.broker.origin, request)).resolves.toMatchObject({ status: 503 });
    await comeBack();
    const answer = await redeemOnce(world.broker.nodes[1] ?? '', request);
    expect(answer).toMatchObject({ status: 200 });
  }, 120_000);

  it('the shipped page and phone get through it by themselves', async () => {
    const desktop = await world.desktop();
    await phone.scan(desktop);
    await desktop.until('scanned');
    await begin(redis);
    const approved = phone.approve().catch(() => phone.approve());
    desktop.drop();
    await desktop.until(({ connection }) => connection === 'offline', HANGS_AFTER_MS);
    await comeBack();
    await expect(approved.catch(() => phone.approve())).resolves.toMatchObject({ state: 'approved' });
    await expect(world.portal.redeem(await desktop.landing(HANGS_AFTER_MS))).resolves.toBeDefined();
    desktop.close();
  }, 120_000);
});

async function told(pending: Promise<Response>): Promise<RawAnswer> {
  const response = await pending;
  return { status: response.status, headers: response.headers, body: await response.json() };
}
