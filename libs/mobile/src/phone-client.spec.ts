import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { PROBLEMS, problem, type ProblemCode } from '@saoma/protocol';
import { PhoneClient, PhoneError } from './index.js';
import { isProblemCode } from './tell.js';

const SESSION = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const CONSENT = { session_id: SESSION, rev: 2, state: 'scanned', consent_nonce: 'nonce-1', expires_in_ms: 90_000 };
const VIEW = { session_id: SESSION, consent_nonce: 'nonce-1' };

interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Reply = (response: ServerResponse) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const refusal = (code: ProblemCode, headers: Record<string, string> = {}): Reply =>
  json(PROBLEMS[code].status, problem(code, 'https://broker.test'), headers);
const hangUp: Reply = (response) => response.socket?.destroy();
const breakOff: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
  response.write('{"session_id":', () => response.socket?.destroy());
};

describe('PhoneClient', () => {
  let server: Server;
  let broker: string;
  let received: Received[];
  let replies: Reply[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url: path, headers } = request;
        received.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
        // The last reply stays, so that a client that asks too often is seen doing so.
        const reply = replies.length > 1 ? replies.shift() : replies[0];
        reply?.(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    broker = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  beforeEach(() => {
    received = [];
    replies = [];
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const qr = (origin = broker): string => `${origin}/Q/${SESSION}ABC234`.toUpperCase();
  const accessToken = (): Promise<string> => Promise.resolve('token-1');
  const bearer = (): PhoneClient => new PhoneClient({ broker, fetch, accessToken });
  const failure = async (call: Promise<unknown>): Promise<PhoneError> => {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(PhoneError);
    return error as PhoneError;
  };

  it.each(['https://pass.example.cn/', 'https://pass.example.cn/x', 'pass.example.cn', 'https://a@b', 'ftp://b', ''])(
    'refuses %j as the broker: it must be an origin',
    (wrong) => {
      expect(() => new PhoneClient({ broker: wrong, fetch, accessToken })).toThrow(TypeError);
    },
  );

  it.each([
    ['not_ours', 'https://example.com/'],
    ['other_broker', qr('https://other.example')],
    ['other_broker', 'https://other.example/Q/WDJBM-JHTKX-T'],
  ])('sends nothing, least of all a token, when the text is %s', async (code, text) => {
    expect((await failure(bearer().scan(text))).code).toBe(code);
    expect(received).toEqual([]);
  });

  describe('speaks the phone door', () => {
    it('scans with the text of the code and answers the consent view', async () => {
      replies = [json(200, CONSENT)];
      await expect(bearer().scan(` ${qr()}\n`)).resolves.toEqual(CONSENT);
      expect(received).toMatchObject([{ method: 'POST', path: '/v1/scans', body: JSON.stringify({ qr: qr() }) }]);
      expect(received[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
    });

    it.each([
      ['typed', () => 'wdjbm jhtkx t'],
      ['opened as a link', () => `${broker}/Q/WDJBM-JHTKX-T`],
      ['handed over behind the # of the app’s own link', () => '#WDJBM-JHTKX-T'],
    ])('scans with a code that was %s: only its bare characters are sent', async (_, text) => {
      replies = [json(200, CONSENT)];
      await expect(bearer().scan(text())).resolves.toEqual(CONSENT);
      expect(received).toMatchObject([{ path: '/v1/scans', body: '{"user_code":"WDJBMJHTKXT"}' }]);
    });

    it('asks for what waits for a decision, claimed by this phone or sent to the person', async () => {
      const waiting = { requests: [CONSENT], sent: [{ session_id: SESSION, expires_in_ms: 90_000 }] };
      replies = [json(200, waiting)];
      await expect(bearer().requests()).resolves.toEqual(waiting);
      expect(received).toMatchObject([{ method: 'GET', path: '/v1/requests', body: '' }]);
    });

    it.each([
      {},
      { requests: {}, sent: [] },
      { requests: [] },
      { requests: [{ session_id: SESSION, state: 'approved' }], sent: [] },
      { requests: [], sent: [{}] },
      null,
    ])('does not take %j for such a list', async (body) => {
      replies = [json(200, body)];
      expect((await failure(bearer().requests())).code).toBe('unexpected_answer');
    });

    it('opens what was sent to the person, and answers the consent view', async () => {
      replies = [json(200, CONSENT)];
      await expect(bearer().open(SESSION)).resolves.toEqual(CONSENT);
      expect(received).toMatchObject([{ method: 'POST', path: `/v1/requests/${SESSION}`, body: '' }]);
      expect(received[0]?.headers).not.toHaveProperty('content-type');
    });

    it('reads a session back, with no body and no content type', async () => {
      const outcome = { session_id: SESSION, rev: 4, state: 'redeemed', expires_in_ms: 0 };
      replies = [json(200, outcome)];
      await expect(bearer().read(SESSION)).resolves.toEqual(outcome);
      expect(received).toMatchObject([{ method: 'GET', path: `/v1/scans/${SESSION}`, body: '' }]);
      expect(received[0]?.headers).not.toHaveProperty('content-type');
    });

    it('approves with the nonce of the view, and nothing else of it', async () => {
      replies = [json(200, { session_id: SESSION, state: 'approved' })];
      const view = { ...CONSENT, purpose: 'login' };
      await expect(bearer().approve(view)).resolves.toEqual({ session_id: SESSION, state: 'approved' });
      expect(received).toMatchObject([
        { method: 'POST', path: `/v1/scans/${SESSION}/approve`, body: '{"consent_nonce":"nonce-1"}' },
      ]);
    });

    it('approves as the identity that the person chose', async () => {
      replies = [json(200, { session_id: SESSION, state: 'approved' })];
      await bearer().approve(VIEW, { identity: 'e-1' });
      expect(received[0]?.body).toBe('{"consent_nonce":"nonce-1","identity":"e-1"}');
    });

    it('answers how many more must approve', async () => {
      const decision = { session_id: SESSION, state: 'pending', approvals: { needed: 2, given: 1 } };
      replies = [json(200, decision)];
      await expect(bearer().approve(VIEW)).resolves.toEqual(decision);
    });

    it('denies with the nonce of the view and the reason', async () => {
      replies = [json(200, { session_id: SESSION, state: 'denied' })];
      await bearer().deny(VIEW, 'not_me');
      expect(received).toMatchObject([
        { path: `/v1/scans/${SESSION}/deny`, body: '{"consent_nonce":"nonce-1","reason":"not_me"}' },
      ]);
    });

    it('never lets a session id reach another path', async () => {
      replies = [refusal('session_not_found')];
      await failure(bearer().read('../sessions?x='));
      expect(received[0]?.path).toBe('/v1/scans/..%2Fsessions%3Fx%3D');
    });

    it('calls the platform’s fetch as a plain function: a browser’s refuses any other `this`', async () => {
      const calledOn: unknown[] = [];
      replies = [json(200, CONSENT)];
      const client = new PhoneClient({
        broker,
        accessToken,
        fetch(this: unknown, url, request) {
          calledOn.push(this);
          return fetch(url, request);
        },
      });
      await client.scan(qr());
      expect(calledOn).toEqual([undefined]);
    });
  });

  describe('proves itself', () => {
    it('by a bearer token where there is no key', async () => {
      replies = [json(200, CONSENT)];
      await bearer().scan(qr());
      expect(received[0]?.headers).toMatchObject({ authorization: 'Bearer token-1' });
      expect(received[0]?.headers).not.toHaveProperty('dpop');
    });

    it('by a fresh token and a fresh proof for every attempt, made for exactly this call', async () => {
      let made = 0;
      const asked: unknown[] = [];
      const client = new PhoneClient({
        broker,
        fetch,
        accessToken: () => Promise.resolve(`token-${String((made += 1))}`),
        proof: (...about) => {
          asked.push(about);
          return Promise.resolve(`proof-${String(made)}`);
        },
      });
      replies = [hangUp, refusal('temporarily_unavailable'), json(200, CONSENT)];
      await client.scan(qr());
      expect(received.map(({ headers }) => [headers.authorization, headers['dpop']])).toEqual([
        ['DPoP token-1', 'proof-1'],
        ['DPoP token-2', 'proof-2'],
        ['DPoP token-3', 'proof-3'],
      ]);
      expect(asked).toEqual([1, 2, 3].map((n) => ['POST', `${broker}/v1/scans`, `token-${String(n)}`, undefined]));
    });

    describe('naming the nonce that the broker gave (RFC 9449 §8)', () => {
      const naming = (): PhoneClient => {
        const proof = (...[, , , nonce]: readonly (string | undefined)[]): Promise<string> =>
          Promise.resolve(`naming ${nonce ?? 'none'}`);
        return new PhoneClient({ broker, fetch, accessToken, proof });
      };
      const proofs = (): unknown[] => received.map(({ headers }) => headers['dpop']);
      const wants = (nonce: string): Reply => refusal('use_dpop_nonce', { 'dpop-nonce': nonce });

      it('asks again at once when it is told one, and then names what each answer says', async () => {
        const client = naming();
        replies = [wants('n-1'), json(200, CONSENT, { 'dpop-nonce': 'n-2' }), json(200, CONSENT)];
        await client.scan(qr());
        await client.read(SESSION);
        await client.read(SESSION);
        expect(proofs()).toEqual(['naming none', 'naming n-1', 'naming n-2', 'naming n-2']);
      });

      it('but once only: a broker that is never content is no reason to go round in circles', async () => {
        replies = [wants('n-1'), wants('n-2'), wants('n-3')];
        expect((await failure(naming().scan(qr()))).code).toBe('use_dpop_nonce');
        expect(proofs()).toEqual(['naming none', 'naming n-1']);
      });

      it('nor where it is not told any other', async () => {
        const client = naming();
        replies = [json(200, CONSENT, { 'dpop-nonce': 'n-1' }), wants('n-1')];
        await client.scan(qr());
        expect((await failure(client.read(SESSION))).code).toBe('use_dpop_nonce');
        expect(received).toHaveLength(2);
      });

      it('also where the answer to that is lost', async () => {
        replies = [wants('n-1'), hangUp, json(200, CONSENT)];
        await naming().scan(qr());
        expect(proofs()).toEqual(['naming none', 'naming n-1', 'naming n-1']);
      });
    });

    it('and passes on what the token source throws, without another attempt', async () => {
      const signedOut = new Error('signed out');
      const source = jest.fn(() => Promise.reject(signedOut));
      const client = new PhoneClient({ broker, fetch, accessToken: source });
      await expect(client.scan(qr())).rejects.toBe(signedOut);
      expect(source).toHaveBeenCalledTimes(1);
    });
  });

  describe('repeats a call whose answer was lost', () => {
    it.each<[string, Reply]>([
      ['the connection broke before the answer', hangUp],
      ['the connection broke within the answer', breakOff],
      ['the broker is not available for a moment', refusal('temporarily_unavailable', { 'retry-after': '0' })],
      ['the broker asks to slow down', refusal('slow_down', { 'retry-after': '0' })],
      ['a proxy found no broker', json(502, {})],
      ['a proxy waited in vain', json(504, {})],
    ])('when %s', async (_, lost) => {
      replies = [lost, json(200, { session_id: SESSION, state: 'approved' })];
      await expect(bearer().approve(VIEW)).resolves.toMatchObject({ state: 'approved' });
      expect(received).toHaveLength(2);
      expect(received[1]?.body).toBe(received[0]?.body);
    });

    it('four times at most, then says what was wrong', async () => {
      replies = [refusal('temporarily_unavailable', { 'retry-after': '0' })];
      const error = await failure(bearer().scan(qr()));
      expect(error).toMatchObject({ code: 'temporarily_unavailable', retryAfterMs: 0 });
      expect(received).toHaveLength(4);
    });

    it('and tells a network that never came back by its own code, with the cause', async () => {
      replies = [hangUp];
      const error = await failure(bearer().scan(qr()));
      expect(error.code).toBe('network');
      expect(error.cause).toBeDefined();
      expect(error.problem).toBeUndefined();
    });

    it('after as many seconds as Retry-After says', async () => {
      const timers = jest.spyOn(globalThis, 'setTimeout');
      replies = [refusal('slow_down', { 'retry-after': '1' }), json(200, CONSENT)];
      await bearer().scan(qr());
      expect(timers.mock.calls.map(([, delayMs]) => delayMs)).toContain(1000);
    });

    it('but leaves it to the person when Retry-After asks for long patience', async () => {
      replies = [refusal('slow_down', { 'retry-after': '600' })];
      expect(await failure(bearer().scan(qr()))).toMatchObject({ code: 'slow_down', retryAfterMs: 600_000 });
      expect(received).toHaveLength(1);
    });

    it('when no answer comes at all', async () => {
      let fire: (() => void) | undefined;
      const real = globalThis.setTimeout;
      jest.spyOn(globalThis, 'setTimeout').mockImplementation((callback: () => void, delayMs?: number) => {
        if (delayMs !== 10_000) return real(callback, delayMs);
        fire = callback;
        return real(() => undefined, 0);
      });
      replies = [() => fire?.(), json(200, CONSENT)];
      await expect(bearer().scan(qr())).resolves.toEqual(CONSENT);
      expect(received).toHaveLength(2);
    });
  });

  it.each(
    (Object.keys(PROBLEMS) as ProblemCode[])
      .filter(isProblemCode)
      .filter((code) => code !== 'slow_down' && code !== 'temporarily_unavailable'),
  )('asks once when the broker answers %s, and hands the problem on', async (code) => {
    replies = [refusal(code, { 'retry-after': '0' })];
    const error = await failure(bearer().approve(VIEW));
    expect(error).toMatchObject({ code, problem: { code, status: PROBLEMS[code].status } });
    expect(received).toHaveLength(1);
  });

  it('RFC 9470 §3: tells how the person must be verified, and approves the same view with the token of after that', async () => {
    const required = { amr: ['face', 'user'] as const, acr: ['urn:example:high'], max_age: 300 };
    const { amr: required_amr, acr: required_acr, max_age } = required;
    const members = problem('insufficient_user_authentication', broker, { required_amr, required_acr, max_age });
    replies = [json(401, members), json(200, { session_id: SESSION, state: 'approved' })];
    let token = 'before';
    const client = new PhoneClient({ broker, fetch, accessToken: () => Promise.resolve(token) });
    expect((await failure(client.approve(VIEW))).required).toEqual(required);
    token = 'after';
    await client.approve(VIEW);
    expect(received.map(({ headers: { authorization } }) => authorization)).toEqual(['Bearer before', 'Bearer after']);
    expect(received[1]?.body).toBe(received[0]?.body);
  });

  it('tells nothing of a verification where none is asked for', async () => {
    replies = [refusal('not_for_you')];
    expect((await failure(bearer().approve(VIEW))).required).toBeUndefined();
  });

  it('asks once where a captive portal greets in HTML', async () => {
    replies = [(response) => response.writeHead(200).end('<html>Welcome</html>')];
    expect((await failure(bearer().scan(qr()))).code).toBe('unexpected_answer');
    expect(received).toHaveLength(1);
  });

  it('puts neither token nor proof into any error', async () => {
    const client = new PhoneClient({
      broker,
      fetch,
      accessToken: () => Promise.resolve('SECRET-TOKEN'),
      proof: () => Promise.resolve('SECRET-PROOF'),
    });
    for (const reply of [hangUp, json(403, {}), refusal('invalid_token')]) {
      replies = [reply];
      const error = await failure(client.approve({ session_id: SESSION, consent_nonce: 'SECRET-NONCE' }));
      expect(`${String(error.stack)} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('SECRET');
    }
  });
});
