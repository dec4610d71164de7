import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Consent } from '@saoma/protocol';
import { PortalBackend, startBroker } from '@saoma/testing';
import { startWorld, type World } from '../broker/world.js';

type Method = 'get' | 'post' | 'put' | 'delete';

/** What every answer says of these, unless it is listed below. */
const ALWAYS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

const OAUTH = [
  ['get', '/.well-known/openid-configuration'],
  ['get', '/.well-known/oauth-authorization-server'],
  ['get', '/jwks'],
  ['post', '/par'],
  ['post', '/device_authorization'],
  ['post', '/bc-authorize'],
  ['post', '/token'],
  ['get', '/userinfo'],
  ['post', '/introspect'],
  ['post', '/revoke'],
] as const;

const PAGES = [
  ['/authorize?client_id=nobody', 'same-origin'],
  ['/logout', 'same-origin'],
  ['/login/nobody', 'same-origin'],
  ['/q', 'no-referrer'],
  ['/Q/BCDF-GHJK', 'no-referrer'],
] as const;

describe('headers of every answer', () => {
  let world: World;
  let origin: string;

  beforeAll(async () => {
    world = await startWorld();
    ({ origin } = world.broker);
  });

  afterAll(() => world.close());

  const ask = (method: string, path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(origin + path, { method: method.toUpperCase(), redirect: 'manual', ...init });

  const told = ({ headers }: Response): Record<string, string | null> =>
    Object.fromEntries(Object.keys(ALWAYS).map((name) => [name, headers.get(name)]));

  it('are on each call of the OpenAPI document and of OAuth, whatever the answer is', async () => {
    const document = (await (await ask('get', '/docs-json')).json()) as {
      paths: Record<string, Partial<Record<Method, object>>>;
    };
    const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method, path.replace(/\{\w+\}/g, 'x')] as const),
    );
    expect(calls.length).toBeGreaterThan(30);
    const elsewhere = [
      ['get', '/nowhere'],
      ['options', '/v1/sessions'],
      ['get', '/%zz'],
      ['get', `/problems/${'x'.repeat(200)}`],
      ['get', '/socket.io/?EIO=4&transport=polling'],
      ['get', '/docs-json'],
      ['get', '/docs-async-json'],
    ] as const;
    for (const [method, path] of [...calls, ...OAUTH, ...elsewhere]) {
      const answer = await ask(method, path);
      expect({ path, ...told(answer) }).toEqual({ path, ...ALWAYS });
      await answer.body?.cancel();
    }
  });

  it('are also on the refusal of a socket, which is no answer of the framework’s', async () => {
    const upgrade = {
      ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
      ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', origin: 'https://elsewhere.test' },
    };
    const [answer] = (await once(
      get(`${origin}/socket.io/?EIO=4&transport=websocket`, { headers: upgrade }),
      'response',
    )) as [IncomingMessage];
    expect(answer.statusCode).toBe(403);
    expect(answer.headers).toMatchObject(ALWAYS);
    answer.resume();
  });

  it('behind TLS, and only there, say that browsers shall not come without', async () => {
    expect((await ask('get', '/health/live')).headers.get('strict-transport-security')).toBeNull();
    const secure = await startWorld({ env: { PUBLIC_ORIGIN: 'https://pass.example.cn' } });
    for (const path of ['/health/live', '/jwks', '/nowhere', '/q']) {
      const { headers } = await fetch(`${String(secure.broker.nodes[0])}${path}`);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    }
    await secure.close();
  });

  it.each(PAGES)('%s is a page with a policy without anything inline but by its hash', async (path, referrer) => {
    const answer = await ask('get', path, { headers: { accept: 'text/html' } });
    expect(answer.headers.get('content-type')).toContain('text/html');
    const { 'content-security-policy': policy, ...rest } = told(answer);
    expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(policy).not.toMatch(/unsafe|\*/);
    const { 'content-security-policy': _, ...always } = ALWAYS;
    expect(rest).toEqual({ ...always, 'referrer-policy': referrer });
  });

  it('the hosted page may be framed by whom its portal’s entry names, and by nobody where it names nobody', async () => {
    const entries = { framed: ['https://intranet.example.cn', 'https://a.example.cn'], bare: [] };
    const portals = await Promise.all(
      Object.entries(entries).map(([clientId, frame_ancestors]) =>
        PortalBackend.create({
          ...{ clientId, redirectUri: `https://${clientId}.test/callback`, apps: [world.app] },
          entry: { frame_ancestors },
        }),
      ),
    );
    const broker = await startBroker({ portals, apps: [world.app] });
    const ancestors = portals.map(async (portal) => {
      const asked = await fetch(await portal.authorizationUrl(), { redirect: 'manual' });
      const cookie = asked.headers.getSetCookie().map((each) => each.split(';', 1)[0]);
      const page = await fetch(new URL(asked.headers.get('location') ?? '', broker.origin), {
        headers: { cookie: cookie.join('; '), accept: 'text/html' },
      });
      expect({ status: page.status, text: await page.text() }).toMatchObject({ status: 200 });
      return /frame-ancestors ([^;]*)/.exec(page.headers.get('content-security-policy') ?? '')?.[1];
    });
    expect(await Promise.all(ancestors)).toEqual(['https://intranet.example.cn https://a.example.cn', "'none'"]);
    await broker.close();
  });

  it('the documentation takes its scripts from files', async () => {
    const answer = await ask('get', '/docs');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toContain('unsafe-eval');
    expect(await answer.text()).not.toMatch(/<script>|<script [^>]*>[^<\s]| on\w+=/);
  });

  it('of what carries a secret nothing is kept', async () => {
    const session = await world.session();
    const desktop = { headers: { authorization: `Bearer ${session.desktop_token}` } };
    const own = `/v1/sessions/${session.session_id}`;
    const json = { ...desktop.headers, 'content-type': 'application/json' };
    const answers = [
      await ask('post', '/token', { body: new URLSearchParams({ grant_type: 'client_credentials' }) }),
      await ask('get', own, desktop),
      await ask('get', `${own}/qr.svg`, desktop),
      await ask('get', `${own}/qr.png`, desktop),
      await ask('get', `${own}/events`, desktop),
      await ask('post', `${own}/user-code`, { headers: json, body: '{}' }),
    ];
    for (const answer of answers) {
      expect(told(answer)).toEqual(ALWAYS);
      await answer.body?.cancel();
    }
    const phone = await world.phone();
    const desk = await world.desktop();
    const scanned = await phone.call('POST', '/v1/scans', { qr: desk.qr() });
    expect((scanned.body as Consent).consent_nonce).toBeDefined();
    expect(scanned.headers.get('cache-control')).toBe('no-store');
    desk.close();
  });

  it('only the files that everybody gets are kept, and portals may load the element', async () => {
    const element = await ask('get', '/login/assets/saoma-login.js');
    expect(told(element)).toEqual({
      ...ALWAYS,
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-cache',
    });
    const style = await ask('get', '/docs/swagger-ui.css');
    expect(told(style)).toEqual({ ...ALWAYS, 'cache-control': 'public, max-age=0' });
    // Who leaves it unread is waited for when the broker closes.
    for (const answer of [element, style]) await answer.text();
  });
});
