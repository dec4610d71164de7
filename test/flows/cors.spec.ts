import { startWorld, type World } from '../broker/world.js';

/** Origins that are nearly the portal's, by what is wrong with them. */
const STRANGERS = [
  ['nobody’s', 'null'],
  ['below it', 'https://evil.etax.test'],
  ['above it', 'https://test'],
  ['ended otherwise', 'https://etax.test.evil.test'],
  ['begun otherwise', 'https://evil-etax.test'],
  ['in upper case', 'https://ETAX.test'],
  ['at another port', 'https://etax.test:8443'],
  ['at the default port', 'https://etax.test:443'],
  ['over plain http', 'http://etax.test'],
  ['with a path', 'https://etax.test/'],
  ['with a dot', 'https://etax.test.'],
  ['with a user', 'https://etax.test@evil.test'],
  ['and another', 'https://etax.test, https://evil.test'],
  ['and a space', 'https://etax.test https://evil.test'],
  ['any', '*'],
  ['nothing', ''],
] as const;

describe('what a browser lets another site’s page read', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });

  afterAll(() => world.close());

  const cors = async (
    method: string,
    path: string,
    headers: Record<string, string>,
  ): Promise<Record<string, string>> => {
    const answer = await fetch(world.broker.origin + path, { method, headers });
    await answer.body?.cancel();
    return Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('access-control-')));
  };
  const preflight = (path: string, origin: string, method: string, headers = 'authorization') =>
    cors('OPTIONS', path, {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': headers,
    });

  it.each(STRANGERS)('is nothing where its origin is %s', async (_, origin) => {
    const { session_id } = await world.session();
    for (const path of ['/v1/sessions', `/v1/sessions/${session_id}`]) {
      expect(await cors('GET', path, { origin })).not.toHaveProperty('access-control-allow-origin');
      expect(await preflight(path, origin, 'POST')).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('is the desktop door’s answers at the portal’s own origin, letter for letter, and never with credentials', async () => {
    const { origin } = world.portal;
    const { session_id } = await world.session();
    for (const path of ['/v1/sessions', `/v1/sessions/${session_id}?wait_ms=0`]) {
      const answers = [await cors('GET', path, { origin }), await preflight(path, origin, 'POST')];
      for (const answer of answers) {
        expect(answer['access-control-allow-origin']).toBe(origin);
        expect(answer).not.toHaveProperty('access-control-allow-credentials');
      }
    }
    const vary = await fetch(`${world.broker.origin}/v1/sessions`, { headers: { origin } });
    expect(vary.headers.get('vary')?.toLowerCase()).toContain('origin');
  });

  it('is nothing of any other door, at no origin', async () => {
    const { origin } = world.portal;
    const paths = [
      '/v1/scans',
      '/v1/desktops',
      '/v1/operator/subjects',
      '/v1/sessionsx',
      '/v1/request-code',
      '/login/x',
    ];
    for (const path of [...paths, '/health/ready', '/docs-json', '//v1/sessions', '/x/../v1/scans']) {
      expect(await cors('GET', path, { origin })).not.toHaveProperty('access-control-allow-origin');
      expect(await preflight(path, origin, 'POST')).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'TRACE'])('is asked for with GET and POST alone, not with %s', async (method) => {
    const { origin } = world.portal;
    const answer = await preflight('/v1/sessions', origin, method, 'authorization, x-forwarded-for, cookie');
    expect(answer['access-control-allow-methods']?.split(/, */)).toEqual(['GET', 'POST']);
    const allowed = answer['access-control-allow-headers']?.toLowerCase().split(/, */) ?? [];
    expect(allowed).toContain('authorization');
    for (const header of ['x-forwarded-for', 'cookie', '*']) expect(allowed).not.toContain(header);
  });
});
