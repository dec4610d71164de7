import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { PackedLibraries } from '../house/packed-libraries.js';
import { freePorts } from '../servers/free-port.js';
import { AilingBroker } from './ailing-broker.js';
import { ExamplePortal } from './example-portal.js';

const NAMES = ['plain-html', 'react', 'without-script'] as const;
type Name = (typeof NAMES)[number];

/** Where each begins a sign-in. */
const START: Readonly<Record<Name, string>> = {
  'plain-html': '/login/start',
  react: '/login/start',
  'without-script': '/login',
};

describe("The examples' servers", () => {
  let broker: AilingBroker;
  let packed: PackedLibraries;
  let portals: Readonly<Record<Name, ExamplePortal>>;
  let behindProxy: Readonly<Record<Name, ExamplePortal>>;
  /** What is to be put away at the end, the latest first. */
  const opened: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    packed = await PackedLibraries.unpack('openid-client', 'lean-qr', 'react', 'react-dom', 'esbuild-wasm');
    opened.unshift(() => packed.remove());
    broker = await AilingBroker.listen();
    opened.unshift(() => broker.close());
    portals = await started({});
    behindProxy = await started({ TRUST_PROXY: '1' });
  });

  afterAll(async () => {
    for (const close of opened) await close();
  });

  beforeEach(() => broker.recover());

  const started = async (env: Readonly<Record<string, string>>): Promise<Readonly<Record<Name, ExamplePortal>>> => {
    const ports = await freePorts(NAMES.length);
    const made = NAMES.map(
      (name, index) => new ExamplePortal({ name, port: ports[index]!, broker: broker.origin, env }),
    );
    opened.unshift(() => Promise.all(made.map((portal) => portal.stop())));
    await Promise.all(made.map((portal) => portal.start(packed)));
    return Object.fromEntries(NAMES.map((name, index) => [name, made[index]!])) as Record<Name, ExamplePortal>;
  };

  /** Begins as a page of the portal does; the answer, and the cookies of a browser that got it. */
  const begin = async (
    portal: ExamplePortal,
    name: Name,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly answer: Response; readonly cookie: string }> => {
    const how = { method: 'POST', headers: { origin: portal.origin, ...headers }, redirect: 'manual' } as const;
    const answer = await fetch(portal.origin + START[name], how);
    const cookie = answer.headers.getSetCookie().map((set) => set.split(';')[0]);
    return { answer, cookie: cookie.join('; ') };
  };
  /** A browser with an attempt comes back with a code. */
  const comeBack = (portal: ExamplePortal, cookie: string): Promise<Response> => {
    const callback = new URLSearchParams({ code: 'good', state: broker.starts[0]?.state ?? '', iss: broker.origin });
    return fetch(`${portal.origin}/callback?${callback}`, { headers: { cookie }, redirect: 'manual' });
  };

  describe.each(NAMES)('in %s', (name) => {
    it.each(['http://elsewhere.test/', 'http://elsewhere.test/callback', '*'])(
      'refuse a request for %s and go on',
      async (target) => {
        const portal = portals[name];
        expect(await statusOf(portal, target)).toBe(400);
        expect(await statusOf(portal, '/')).toBe(200);
        expect(portal.isRunning()).toBe(true);
      },
    );

    it.each(['//', '//elsewhere.test/', '/%', '/?lang=%', '/callback?%', '/toString'])(
      'answer a request for %s and go on',
      async (target) => {
        const portal = portals[name];
        expect(await statusOf(portal, target)).toBeLessThan(500);
        expect(await statusOf(portal, '/')).toBe(200);
      },
    );

    it('let no page embed theirs, and no browser guess what they send', async () => {
      const { headers } = await fetch(portals[name].origin);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      const policy = headers.get('content-security-policy')?.split('; ');
      expect(policy).toEqual(
        expect.arrayContaining(["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"]),
      );
    });

    it('take the word of a proxy on where a browser is, but only of one that they were told of', async () => {
      const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' };
      await begin(portals[name], name, forwarded);
      await begin(behindProxy[name], name, forwarded);
      await begin(behindProxy[name], name);
      const addresses = broker.starts.map(({ desktop }) => desktop?.address);
      expect(addresses).toEqual(['127.0.0.1', '203.0.113.7', '127.0.0.1']);
    });

    it.each([
      ['is out of order', { status: 503 }],
      ['does not answer', undefined],
    ] as const)('let a sign-in be completed later when the broker %s', async (_how, ailment) => {
      const portal = portals[name];
      const { cookie } = await begin(portal, name);
      broker.token = ailment;
      const busy = await comeBack(portal, cookie);
      expect(busy.status).toBe(503);
      expect(await busy.text()).toContain('http-equiv="refresh"');
      await comeBack(portal, cookie);
      expect(broker.codes).toEqual(['good', 'good']);
    });

    it('offer a new start when the broker refuses the code, and do not try it again', async () => {
      const portal = portals[name];
      const { cookie } = await begin(portal, name);
      for (const _twice of [1, 2]) {
        const refused = await comeBack(portal, cookie);
        expect(refused.status).toBe(400);
        expect(await refused.text()).toMatch(/<a href="\/"|action="\/login"/);
      }
      expect(broker.codes).toEqual(['good']);
    });
  });

  it.each(['plain-html', 'react'] as const)('in %s, pass on a refusal, and when to ask again', async (name) => {
    broker.start = { status: 429, headers: { 'retry-after': '7' } };
    const { answer } = await begin(portals[name], name);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.headers.get('content-type')).toBe('application/json');
  });
});

/** The status of the answer to a request line with just this target. */
async function statusOf({ origin }: ExamplePortal, target: string): Promise<number | undefined> {
  const asked = request(origin, { path: target, agent: false });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}
