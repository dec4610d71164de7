import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { type StartAnswer, userCodeCheck } from '@saoma/protocol';
import {
  PhoneDevice,
  PortalBackend,
  type RawAnswer,
  routeTo,
  type RunningBroker,
  startBroker,
  TestApp,
  type TestPerson,
} from '@saoma/testing';
import { WebSocket } from 'ws';
import { LI, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { codeShown } from './bare-page.js';

const PLACES = [
  { name: 'memory, one node', redis: false, nodes: 1 },
  { name: 'Redis, two nodes that count together', redis: true, nodes: 2 },
] as const;

const PORTALS = ['etax', 'insurance'] as const;
type PortalId = (typeof PORTALS)[number];

/** Whoever asks, and what a proxy says of them. */
interface Caller {
  /** Of 127.0.0.0/8: all of it is this machine. */
  readonly from?: string;
  readonly forwardedFor?: string;
}

describe.each(PLACES)('limits: $name', ({ redis, nodes }) => {
  let server: RedisServer | undefined;
  let broker: RunningBroker;
  let app: TestApp;
  let portals: ReadonlyMap<PortalId, PortalBackend>;
  let asked = 0;

  beforeAll(async () => {
    server = redis ? await startRedis() : undefined;
  });

  afterEach(() => broker.close());

  afterAll(() => server?.stop());

  async function open(env: Record<string, string>): Promise<void> {
    broker = await startBroker({
      nodes,
      env,
      ...(server && { redisUrl: server.url }),
      register: async (origin) => {
        app = await TestApp.create({ id: 'etax-app', realm: 'etax', audience: origin });
        const made = PORTALS.map(async (clientId) => {
          const redirectUri = `https://${clientId}.test/callback`;
          return [
            clientId,
            await PortalBackend.create({ broker: origin, clientId, redirectUri, apps: [app] }),
          ] as const;
        });
        portals = new Map(await Promise.all(made));
        return { portals: [...portals.values()].map((one) => one.registration()), apps: [app.registration()] };
      },
    });
  }

  /** The nodes in turn, as a load balancer picks them. */
  const nextNode = (): string => broker.nodes[asked++ % nodes] ?? '';

  /** A page of that portal starts a session. */
  async function start(by: Caller = {}, portal: PortalId = 'etax', extras: object = {}): Promise<RawAnswer> {
    const backend = portals.get(portal)!;
    const body = { ...(await backend.begin()), ...extras };
    return post(`${nextNode()}/v1/sessions`, by, { origin: backend.origin }, body);
  }

  const phone = (person: TestPerson = ZHANG): Promise<PhoneDevice> => {
    const route = (url: string): string => routeTo(broker.origin, nextNode())(url);
    return PhoneDevice.create({ broker: broker.origin, app, person, route });
  };

  const session = async (): Promise<StartAnswer> => {
    const answer = await start();
    expect(answer.status).toBe(201);
    return answer.body as StartAnswer;
  };

  describe('sessions that one address starts', () => {
    it('are so many a minute, and who is over it is told how long to wait; another address goes on', async () => {
      await open({ LIMIT_STARTS_PER_PREFIX: '3' });
      expect(await statuses(4, () => start())).toEqual([201, 201, 201, 429]);
      expectSlowDown(await start());
      expect(await statuses(2, () => start({ from: '127.0.0.2' }))).toEqual([201, 201]);
      expectSlowDown(await start({}, 'insurance'));
    });

    it('are counted by the address that a trusted proxy saw, and whole networks of IPv6 as one', async () => {
      await open({ LIMIT_STARTS_PER_PREFIX: '2', TRUSTED_PROXIES: '127.0.0.1' });
      const via = (forwardedFor: string) => () => start({ forwardedFor });
      expect(await statuses(3, via('198.51.100.1'))).toEqual([201, 201, 429]);
      expect(await statuses(3, via('198.51.100.2'))).toEqual([201, 201, 429]);
      // What the client wrote in front is not what the proxy saw.
      expectSlowDown(await via('203.0.113.1, 198.51.100.1')());
      expect(await statuses(1, via('2001:db8::1'))).toEqual([201]);
      expect(await statuses(1, via('2001:db8:0:ffff::2'))).toEqual([201]);
      expectSlowDown(await via('2001:db8:0:7f:1::3')());
      expect(await statuses(1, via('2001:db8:1::1'))).toEqual([201]);
    });

    it('are not counted by what anybody else says of themselves', async () => {
      await open({ LIMIT_STARTS_PER_PREFIX: '2', TRUSTED_PROXIES: '127.0.0.9' });
      let claimed = 0;
      const spoof = (): Promise<RawAnswer> => start({ forwardedFor: `198.51.100.${String((claimed += 1))}` });
      expect(await statuses(3, spoof)).toEqual([201, 201, 429]);
    });

    it('are counted by the browser’s address when a backend starts them for it', async () => {
      await open({ LIMIT_STARTS_PER_PREFIX: '2' });
      const portal = portals.get('etax')!;
      const forBrowser = (address: string): Promise<number> =>
        portal.startSession({ desktop: { address } }).then(
          () => 201,
          (error: unknown) => ((error as Error).cause as RawAnswer).status,
        );
      expect(await statuses(3, async () => ({ status: await forBrowser('198.51.100.1') }))).toEqual([201, 201, 429]);
      expect(await forBrowser('198.51.100.2')).toBe(201);
    });
  });

  it('sessions of one portal are so many a minute; another portal goes on', async () => {
    await open({ LIMIT_STARTS_PER_PORTAL: '3' });
    let last = 1;
    const anywhere = (portal?: PortalId) => () => start({ from: `127.0.0.${String((last += 1))}` }, portal);
    expect(await statuses(4, anywhere())).toEqual([201, 201, 201, 429]);
    expectSlowDown(await anywhere()());
    expect(await statuses(1, anywhere('insurance'))).toEqual([201]);
  });

  it('sessions that one page’s key starts are so many a minute; another key goes on, and so does its owner elsewhere', async () => {
    await open({ LIMIT_STARTS_PER_DESKTOP_KEY: '2' });
    const by = (key: string, from: string) => () => start({ from }, 'etax', { desktop_jkt: key.repeat(43) });
    expect(await statuses(3, by('a', '127.0.0.2'))).toEqual([201, 201, 429]);
    expectSlowDown(await by('a', '127.0.0.2')());
    expect(await statuses(2, by('b', '127.0.0.2'))).toEqual([201, 201]);
    expect(await statuses(1, () => start({ from: '127.0.0.2' }))).toEqual([201]);
    // Who only knows the key must not use up what its owner may start.
    expect(await statuses(2, by('a', '127.0.0.1'))).toEqual([201, 201]);
  });

  it('calls that one person has refused are so many a minute, whatever phones they take; another person goes on', async () => {
    await open({ LIMIT_FAILURES_PER_PERSON: '3' });
    const { url, ...qr } = (await session()).qr;
    const fail = async (person: TestPerson): Promise<RawAnswer> =>
      (await phone(person)).call('POST', '/v1/scans', { qr: `${url}AAAAAA` });
    expect(await statuses(4, () => fail(ZHANG))).toEqual([404, 404, 404, 429]);
    const good = { qr: codeShown({ url, ...qr }) };
    expectSlowDown(await (await phone(ZHANG)).call('POST', '/v1/scans', good));
    expect(await (await phone(LI)).call('POST', '/v1/scans', good)).toMatchObject({ status: 200 });
  });

  it('Invariant: a new session and a new code reset nothing that was counted', async () => {
    await open({
      LIMIT_STARTS_PER_PREFIX: '14',
      LIMIT_STARTS_PER_DESKTOP_KEY: '1',
      LIMIT_CALLS_PER_PHONE_KEY: '6',
      LIMIT_SCANS_PER_PERSON: '9',
      LIMIT_FAILURES_PER_PERSON: '9',
    });
    const { url } = (await session()).qr;
    const keyed = (): Promise<RawAnswer> => start({ from: '127.0.0.9' }, 'etax', { desktop_jkt: 'k'.repeat(43) });
    const other = await phone(LI);
    const guess = async (n: number): Promise<RawAnswer> => {
      const others = `BBBBBBBBB${'BCDFGHJKLM'.charAt(n)}`;
      const user_code = others + userCodeCheck(others, 'letters');
      return (await phone(ZHANG)).call('POST', '/v1/scans', { user_code });
    };
    const counted: (() => Promise<RawAnswer>)[] = [
      keyed,
      () => other.call('POST', '/v1/scans', { qr: `${url}AAAAAA` }),
      () => guess(9),
      async () => (await phone({ sub: 'wang' })).call('POST', '/v1/scans', { qr: `${url}AAAAAA` }),
    ];
    expect((await keyed()).status).toBe(201);
    for (let n = 0; n < 2; n += 1) await other.call('POST', '/v1/scans', { qr: `${url}AAAAAA` });
    for (let n = 0; n < 5; n += 1) await guess(n);
    for (let n = 0; n < 9; n += 1)
      await (await phone({ sub: 'wang' })).call('POST', '/v1/scans', { qr: `${url}AAAAAA` });
    for (let round = 0; round < 3; round += 1) {
      for (const call of counted) expectSlowDown(await call());
      const { session_id, desktop_token } = await session();
      for (const command of ['user-code', 'extend', 'cancel']) {
        const authorization = `Bearer ${desktop_token}`;
        await post(`${nextNode()}/v1/sessions/${session_id}/${command}`, {}, { authorization }, {});
      }
    }
    while ((await start()).status === 201);
    expectSlowDown(await start());
  });

  it('calls of one phone are so many a minute; another phone goes on, of the same person too', async () => {
    await open({ LIMIT_CALLS_PER_PHONE_KEY: '4' });
    const [first, second] = [await phone(), await phone()];
    const { url } = (await session()).qr;
    const { session_id, qr } = await session();
    await first.scan(codeShown(qr));
    const look = (): Promise<RawAnswer> => first.call('GET', `/v1/scans/${session_id}`);
    expect(await statuses(4, look)).toEqual([200, 200, 200, 429]);
    expectSlowDown(await look());
    const other = await second.call('POST', '/v1/scans', { qr: `${url}AAAAAA` });
    expect(other.status).toBe(404);
  });

  it('calls about one session are so many a minute, reads among them; another session goes on', async () => {
    await open({ LIMIT_CALLS_PER_SESSION: '3' });
    const [mine, other] = [await session(), await session()];
    const read =
      ({ session_id, desktop_token }: StartAnswer) =>
      async (): Promise<RawAnswer> => {
        const headers = { authorization: `Bearer ${desktop_token}`, origin: portals.get('etax')!.origin };
        const answer = await fetch(`${nextNode()}/v1/sessions/${session_id}`, { headers });
        return { status: answer.status, headers: answer.headers, body: (await answer.json()) as unknown };
      };
    expect(await statuses(4, read(mine))).toEqual([200, 200, 200, 429]);
    expectSlowDown(await read(mine)());
    expect(await statuses(1, read(other))).toEqual([200]);
  });

  it('a call that fails counts for three: who tries codes runs dry sooner', async () => {
    await open({ LIMIT_CALLS_PER_PHONE_KEY: '6' });
    const { url } = (await session()).qr;
    const guessing = await phone();
    expect(await statuses(3, () => guessing.call('POST', '/v1/scans', { qr: `${url}AAAAAA` }))).toEqual([
      404, 404, 429,
    ]);
  });

  it('scans of one person are so many a minute, whatever phone they take; another person goes on', async () => {
    await open({ LIMIT_SCANS_PER_PERSON: '2' });
    const scan = async (person: TestPerson): Promise<RawAnswer> =>
      (await phone(person)).call('POST', '/v1/scans', { qr: codeShown((await session()).qr) });
    expect(await statuses(3, () => scan(ZHANG))).toEqual([200, 200, 429]);
    expectSlowDown(await scan(ZHANG));
    expect(await statuses(2, () => scan(LI))).toEqual([200, 200]);
  });

  it('who is over the limit has done nothing: the code can still be scanned by somebody else', async () => {
    await open({ LIMIT_SCANS_PER_PERSON: '1' });
    await (await phone()).scan(codeShown((await session()).qr));
    const { qr } = await session();
    expectSlowDown(await (await phone()).call('POST', '/v1/scans', { qr: codeShown(qr) }));
    await expect((await phone(LI)).signIn(codeShown(qr))).resolves.toMatchObject({ state: 'approved' });
  });

  it('Invariant: of many that start at once no more than the limit get through', async () => {
    await open({ LIMIT_STARTS_PER_PREFIX: '5' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => start()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  describe('sockets of one address', () => {
    const sockets: WebSocket[] = [];

    afterEach(() => {
      for (const socket of sockets.splice(0)) socket.terminate();
    });

    /** Opens one: resolves to what it was refused with, if it was. */
    const connect = ({
      from,
      forwardedFor,
      of = broker.origin,
      token,
    }: Caller & { of?: string | undefined; token?: string } = {}): Promise<'open' | RawAnswer> => {
      const url = `${of.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
      const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
      const socket = new WebSocket(url, { localAddress: from ?? '127.0.0.1', headers });
      sockets.push(socket);
      return new Promise((resolve) => {
        socket.on('error', () => undefined);
        socket.on('message', (data: Buffer) => {
          const packet = data.toString();
          if (token === undefined || packet.startsWith('42/desktop,')) resolve('open');
          else if (packet.startsWith('0')) socket.send(`40/desktop,${JSON.stringify({ token })}`);
        });
        socket.once('unexpected-response', (_, response: IncomingMessage) => void answerOf(response).then(resolve));
      });
    };

    it('are so many at once at a node; one that closes makes room, and another address has its own', async () => {
      await open({ LIMIT_SOCKETS_PER_ADDRESS: '2' });
      expect([await connect(), await connect()]).toEqual(['open', 'open']);
      expectSlowDown(await refusal(connect()));
      expect(await connect({ from: '127.0.0.2' })).toBe('open');
      sockets[0]?.close();
      await until(
        'room',
        () => connect(),
        (outcome) => outcome === 'open',
      );
      expect(await connect()).not.toBe('open');
    });

    it('are so many of all addresses at a node, streams and long polls with them: who is over it is told 503, and when to come back', async () => {
      await open({ LIMIT_SOCKETS_PER_NODE: '2' });
      const { session_id, desktop_token } = await session();
      const headers = { authorization: `Bearer ${desktop_token}` };
      const read = async (path: string): Promise<IncomingMessage> => {
        const sent = get(`${broker.nodes[0]}/v1/sessions/${session_id}${path}`, { agent: new Agent(), headers });
        return ((await once(sent, 'response')) as [IncomingMessage])[0];
      };
      const stream = await read('/events');
      expect(stream.statusCode).toBe(200);
      const node = { of: broker.nodes[0] };
      expect(await connect({ from: '127.0.0.2', token: desktop_token, ...node })).toBe('open');
      const refused = await refusal(connect({ from: '127.0.0.3', ...node }));
      expectAway(refused);
      for (const path of ['/events', '?wait_ms=1000&rev=1']) {
        expectAway(await answerOf(await read(path)));
      }
      // What waits for nothing is answered.
      expect(await answerOf(await read(''))).toMatchObject({ status: 200, body: { state: 'pending' } });
      if (nodes > 1) expect(await connect({ from: '127.0.0.3', of: broker.nodes[1] })).toBe('open');
      stream.destroy();
      await until(
        'room',
        () => connect({ from: '127.0.0.3', ...node }),
        (outcome) => outcome === 'open',
      );
    });

    it('Attack: places held by those who never say who they are go to those who do', async () => {
      await open({ LIMIT_SOCKETS_PER_NODE: '3' });
      const node = { of: broker.nodes[0] };
      for (const from of ['127.0.0.4', '127.0.0.5', '127.0.0.6']) expect(await connect({ from, ...node })).toBe('open');
      const cut = once(sockets[0]!, 'close');
      const { desktop_token: token } = await session();
      expect(await connect({ from: '127.0.0.2', token, ...node })).toBe('open');
      await cut;
      for (const from of ['127.0.0.7', '127.0.0.8']) expect(await connect({ from, token, ...node })).toBe('open');
      expectAway(await refusal(connect({ from: '127.0.0.9', token, ...node })));
    });

    it('are counted by what trusted proxies say and by nothing else', async () => {
      await open({ LIMIT_SOCKETS_PER_ADDRESS: '1', TRUSTED_PROXIES: '127.0.0.9' });
      expect(await connect({ from: '127.0.0.9', forwardedFor: '198.51.100.1' })).toBe('open');
      expect(await connect({ from: '127.0.0.9', forwardedFor: '198.51.100.2' })).toBe('open');
      expect(await connect({ from: '127.0.0.9', forwardedFor: '203.0.113.1, 198.51.100.1' })).not.toBe('open');
      expect(await connect({ forwardedFor: '198.51.100.3' })).toBe('open');
      expect(await connect({ forwardedFor: '198.51.100.4' })).not.toBe('open');
    });
  });

  async function refusal(outcome: Promise<'open' | RawAnswer>): Promise<RawAnswer> {
    const refused = await outcome;
    if (refused === 'open') throw new Error('it was let in');
    return refused;
  }

  function expectAway({ status, headers, body }: RawAnswer): void {
    expect({ status, body }).toMatchObject({ status: 503, body: { code: 'temporarily_unavailable', status: 503 } });
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('content-type')).toContain('application/problem+json');
  }

  function expectSlowDown({ status, headers, body }: RawAnswer): void {
    expect({ status, body }).toMatchObject({ status: 429, body: { code: 'slow_down', status: 429 } });
    expect(headers.get('retry-after')).toMatch(/^[1-9]\d{0,2}$/);
    expect(headers.get('cache-control')).toBe('no-store');
  }
});

/** So many times, one after the other. */
async function statuses(times: number, call: () => Promise<{ readonly status: number }>): Promise<number[]> {
  const seen: number[] = [];
  for (let time = 0; time < times; time += 1) seen.push((await call()).status);
  return seen;
}

/** From an address of one's own, over a connection of one's own. */
function post(url: string, { from, forwardedFor }: Caller, headers: object, body: object): Promise<RawAnswer> {
  const sent = request(url, {
    method: 'POST',
    agent: new Agent(),
    localAddress: from ?? '127.0.0.1',
    headers: {
      'content-type': 'application/json',
      ...headers,
      ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }),
    },
  });
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => void answerOf(response).then(resolve, reject));
    sent.end(JSON.stringify(body));
  });
}

async function answerOf(response: IncomingMessage): Promise<RawAnswer> {
  return {
    status: response.statusCode ?? 0,
    headers: new Headers(response.headers as Record<string, string>),
    body: await json(response),
  };
}
