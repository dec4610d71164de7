import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { type Consent, type Problem, PROBLEMS, type StartAnswer, type UserCodeAnswer } from '@saoma/protocol';
import { DesktopDevice, PhoneDevice, type TestPerson } from '@saoma/testing';
import { decodeJwt } from 'jose';
import { io } from 'socket.io-client';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { BarePage, codeShown, landingOf } from './bare-page.js';
import { type BrokerProcess, BUILD_MS, startBrokerProcess } from './broker-process.js';
import { codeOf, introspect, redeemOnce } from './token-endpoint.js';

/** Unlike anything else that might be printed. */
const PERSON: TestPerson = { sub: 'subject-5f0c2e', name: '欧阳慎独', acr: 'urn:saoma:app', amr: ['fpt'] };

/** A number that a portal has on file. */
const NUMBER = '+8613800571942';

/** How the token endpoint refuses (RFC 6749 §5.2). */
const OAUTH_ERRORS = ['invalid_request', 'invalid_client', 'invalid_grant', 'authorization_pending', 'slow_down'];

/** Without it no portal that must know it can disturb the person. */
const REQUEST_CODE = 'blauer-kolibri-7';

/** A portal of every door, told of decisions at an address that nobody may be told at. */
const EVERY_DOOR = {
  started_by: ['page', 'backend', 'device', 'ciba'],
  refresh_tokens: true,
  backchannel_token_delivery_mode: 'ping',
  backchannel_client_notification_endpoint: 'https://127.0.0.1:9/decided',
  backchannel_user_code_parameter: true,
} as const;

/** What nobody may find where it does not belong, by what it is. */
type Secrets = Map<string, string>;

/** What Redis holds at one moment, by key. */
type Dump = ReadonlyMap<string, string>;

describe('secrets', () => {
  let redis: RedisServer;
  let broker: BrokerProcess;
  let gateway: Server;
  let message: { readonly code: string; readonly text: string };
  const secrets: Secrets = new Map();
  const names = new Set([PERSON.name ?? '', JSON.stringify(PERSON.name).slice(1, -1)]);
  /** Every address that page, phone and portal asked for. */
  const urls: string[] = [];
  /** Every answer that was no success. */
  const refusals: string[] = [];
  let typed: Dump;
  let approved: Dump;
  let redeemed: Dump;
  let sent: Dump;
  let requestId: string;

  const noting = (url: string): string => {
    urls.push(url);
    return url;
  };
  const learn = (found: Readonly<Record<string, string | undefined>>): void => {
    for (const [what, secret] of Object.entries(found)) {
      if (secret === undefined || secret.length < 6) throw new Error(`no ${what}`);
      secrets.set(`${what} ${String(secrets.size)}`, secret);
    }
  };
  const learnSession = ({ desktop_token, qr }: StartAnswer): void => {
    const text = codeShown(qr);
    const { jti } = decodeJwt(desktop_token);
    learn({
      'desktop token': desktop_token,
      'its id': jti,
      'frame key': qr.frame_key,
      code: text,
      frame: text.slice(-6),
    });
  };
  const ask = async (
    path: string,
    init: RequestInit = {},
  ): Promise<{ readonly status: number; readonly text: string }> => {
    const response = await fetch(broker.origin + path, init);
    const text = await response.text();
    if (!response.ok) refusals.push(text);
    return { status: response.status, text };
  };
  const phoneOf = async (person: TestPerson): Promise<PhoneDevice> => {
    const phone = await PhoneDevice.create({ broker: broker.origin, app: broker.app, person, route: noting });
    for (const method of ['accessToken', 'proof'] as const) {
      const make = phone[method].bind(phone) as (...args: unknown[]) => Promise<string>;
      jest.spyOn(phone, method).mockImplementation(async (...args: unknown[]) => {
        const made = await make(...args);
        learn({ [method]: made, [`${method}’s id`]: decodeJwt(made).jti });
        return made;
      });
    }
    return phone;
  };

  beforeAll(async () => {
    redis = await startRedis();
    gateway = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        message = JSON.parse(body) as typeof message;
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const key = `whsec_${randomBytes(32).toString('base64')}`;
    learn({ 'webhook key': key, number: NUMBER.slice(3) });
    const sms = {
      SMS_WEBHOOK_URL: `http://127.0.0.1:${String((gateway.address() as AddressInfo).port)}/messages`,
      SMS_WEBHOOK_KEY: key,
    };
    broker = await startBrokerProcess({ REDIS_URL: redis.url, LOG_LEVEL: 'trace', ...sms }, noting, EVERY_DOOR);
    const credentials = await portalSecret();
    learn({ 'client secret': credentials });

    const session = await startByBackend();
    await signIn(session);
    await typeCode();
    await proveByMessage();
    await signInWithShippedClients();
    await goThroughOtherDoors();
    await attack(session);
  }, BUILD_MS);

  afterAll(async () => {
    await broker.stop();
    gateway.close();
    await redis.stop();
  });

  /** A code by text message, typed wrong and right. */
  async function proveByMessage(): Promise<void> {
    const session = await broker.portal.startSession({
      purpose: 'verify',
      login_hint: [{ realm: 'etax', sub: PERSON.sub }],
      contacts: [{ channel: 'sms', to: NUMBER }],
    });
    learnSession(session);
    const post = (what: string, body: object): Promise<{ readonly status: number; readonly text: string }> =>
      ask(`/v1/sessions/${session.session_id}/${what}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${session.desktop_token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post('one-time-code', { channel: 'sms' });
    learn({ message: message.text });
    await post('prove', { one_time_code: message.code === '000000' ? '000001' : '000000' });
    const { status, text } = await post('prove', { one_time_code: message.code });
    if (status !== 200) throw new Error(`the code was refused: ${text}`);
    learn({ 'authorization code of a message': (JSON.parse(text) as { code: string }).code });
  }

  async function portalSecret(): Promise<string> {
    const { headers } = await broker.portal.credentials();
    const [, basic = ''] = (headers.get('authorization') ?? '').split(' ');
    const [, secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
    learn({ 'client authentication': basic });
    return decodeURIComponent(secret);
  }

  async function startByBackend(): Promise<StartAnswer> {
    const { headers, body } = await broker.portal.credentials();
    body.set('grant_type', 'client_credentials');
    body.set('scope', 'sessions');
    const { text } = await ask('/token', { method: 'POST', headers, body });
    const { access_token } = JSON.parse(text) as { access_token: string };
    learn({ 'backend’s access token': access_token });
    const started = await ask('/v1/sessions', {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify(await broker.portal.begin({ scope: 'openid profile' })),
    });
    const session = JSON.parse(started.text) as StartAnswer;
    learnSession(session);
    return session;
  }

  /** The whole way, with every way to hear of it, wrong tries between, and a replay behind. */
  async function signIn(session: StartAnswer): Promise<void> {
    const page = new BarePage({ node: broker.origin, session });
    const [socket, events] = [page.socket(), await page.events()];
    const phone = await phoneOf(PERSON);
    const wrong = await phone.accessToken({ claims: { aud: 'https://elsewhere.test' } });
    const qr = codeShown(session.qr);
    for (const overrides of [{ accessToken: wrong }, { proof: 'no.proof.at-all' }, { scheme: 'Bearer' }]) {
      refusals.push(JSON.stringify((await phone.call('POST', '/v1/scans', { qr }, overrides)).body));
    }
    const consent = await phone.scan(qr);
    learn({ 'consent nonce': consent.consent_nonce });
    await page.get('?wait_ms=100&rev=2');
    await phone.approve();
    const message = await socket.until('approval', ({ state }) => state === 'approved');
    await events.until('approval', ({ id }) => id === '3');
    approved = await dump();

    const request = codeOf(broker.portal, landingOf(message));
    learn({ 'authorization code': request.code, 'its proof': request.code.split('.')[1], verifier: request.verifier });
    const wrongVerifier = await redeemOnce(broker.origin, { ...request, verifier: `${request.verifier}x` });
    const { body: tokens } = await redeemOnce(broker.origin, request);
    learn({
      'access token': tokens.access_token,
      'ID token': tokens.id_token,
    });
    await introspect(broker.origin, request, tokens.access_token);
    await Promise.all([socket.untilEnded(), events.untilEnded()]);
    redeemed = await dump();
    const replay = await redeemOnce(broker.origin, request);
    expect([wrongVerifier.status, replay.status]).toEqual([400, 400]);
    refusals.push(JSON.stringify(wrongVerifier.body), JSON.stringify(replay.body));
  }

  /** The typed way in: the code asked for, its link opened, wrong ones tried, the right one claimed by somebody. */
  async function typeCode(): Promise<void> {
    const session = await startByBackend();
    const { text } = await ask(`/v1/sessions/${session.session_id}/user-code`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session.desktop_token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    const { user_code: userCode, link } = JSON.parse(text) as UserCodeAnswer;
    learn({ 'typed code': userCode, 'bare typed code': userCode.replaceAll('-', '') });
    // The one address that is made to be opened: it has the typed code, and the log says /Q/* of it.
    await fetch(link);
    const phone = await phoneOf(PERSON);
    for (const user_code of [`${userCode}X`, 'BBBBB-BBBBB-V', [userCode]]) {
      refusals.push(JSON.stringify((await phone.call('POST', '/v1/scans', { user_code })).body));
    }
    const { body } = await phone.call('POST', '/v1/scans', { user_code: userCode });
    learn({ 'consent nonce': (body as Consent).consent_nonce });
    typed = await dump();
  }

  async function signInWithShippedClients(): Promise<void> {
    const desktop = await DesktopDevice.start({
      broker: broker.origin,
      origin: broker.portal.origin,
      request: () => broker.portal.startSession({ scope: 'openid profile' }),
      route: noting,
    });
    learnSession(desktop.answer);
    const phone = await phoneOf(PERSON);
    await phone.signIn(desktop);
    learn({ 'consent nonce': phone.consent.consent_nonce });
    const landing = await desktop.landing();
    const tokens = await broker.portal.redeem(landing);
    learn({ 'authorization code': codeOf(broker.portal, landing).code, 'access token': tokens.access_token });
    desktop.close();
  }

  /** A device that polls too early, what it was given refreshed and used, and a request sent to whom that was. */
  async function goThroughOtherDoors(): Promise<void> {
    const post = async (path: string, members: Readonly<Record<string, string>>): Promise<Record<string, string>> => {
      const { headers, body } = await broker.portal.credentials();
      for (const [name, value] of Object.entries(members)) body.set(name, value);
      return JSON.parse((await ask(path, { method: 'POST', headers, body })).text) as Record<string, string>;
    };
    const collect = async (members: Readonly<Record<string, string>>): Promise<Record<string, string>> => {
      const tokens = await post('/token', members);
      const { access_token, refresh_token, id_token } = tokens;
      learn({ 'access token': access_token, 'refresh token': refresh_token, 'ID token': id_token });
      return tokens;
    };
    const phone = await phoneOf(PERSON);
    const approve = async (path: string, members?: object): Promise<void> => {
      const { body } = await phone.call('POST', path, members);
      const { session_id: id, consent_nonce } = body as Consent;
      learn({ 'consent nonce': consent_nonce });
      await phone.call('POST', `/v1/scans/${id}/approve`, { consent_nonce });
    };

    const device = await post('/device_authorization', { scope: 'openid profile' });
    const { device_code: deviceCode = '', user_code: userCode = '' } = device;
    learn({ 'device code': deviceCode, 'device’s typed code': userCode });
    const poll = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: deviceCode };
    for (let early = 0; early < 2; early++) await post('/token', poll);
    await approve('/v1/scans', { user_code: userCode });
    const tokens = await collect(poll);
    const renewed = await collect({ grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' });
    await ask('/userinfo', { headers: { authorization: `Bearer ${renewed['access_token'] ?? ''}` } });
    await ask('/userinfo', { headers: { authorization: `Bearer ${renewed['access_token'] ?? ''}x` } });

    learn({ 'request code': REQUEST_CODE });
    await phone.call('PUT', '/v1/request-code', { user_code: REQUEST_CODE });
    const notification = randomBytes(20).toString('base64url');
    learn({ 'notification token': notification });
    const request = await post('/bc-authorize', {
      scope: 'openid',
      login_hint: decodeJwt(tokens['id_token'] ?? '').sub ?? '',
      user_code: REQUEST_CODE,
      client_notification_token: notification,
    });
    const { auth_req_id: requestToken = '' } = request;
    learn({ 'request’s token': requestToken });
    const { body } = await phone.call('GET', '/v1/requests');
    const [{ session_id: id }] = (body as { sent: [{ session_id: string }] }).sent;
    await approve(`/v1/requests/${id}`);
    await post('/par', {
      response_type: 'code',
      redirect_uri: broker.portal.registration().redirect_uris[0] ?? '',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
      scope: 'openid',
      id_token_hint: tokens['id_token'] ?? '',
      login_hint: `account:${PERSON.sub}`,
    });
    sent = await dump();
    await collect({ grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: requestToken });
    await until(
      'warning of the ping',
      () => broker.lines(),
      (lines) => lines.some((line) => line.includes('"ping"')),
    );
  }

  /** Secrets in all the wrong places. */
  async function attack({ session_id, desktop_token, qr }: StartAnswer): Promise<void> {
    const json = { 'content-type': 'application/json' };
    await ask(`/v1/sessions/${session_id}?access_token=${desktop_token}`);
    await ask(`/v1/sessions/${desktop_token}`, { headers: { authorization: `Bearer ${desktop_token}` } });
    await ask(`/v1/sessions/${session_id}`, {
      headers: { authorization: desktop_token, cookie: `t=${desktop_token}` },
    });
    await ask(new URL(codeShown(qr)).pathname);
    await ask(`/%zz/${desktop_token}`);
    await ask(`/nowhere/${desktop_token}?code=${desktop_token}`);
    for (const body of [
      `{"client_id":"${desktop_token}`,
      JSON.stringify({ client_id: 7, [desktop_token]: desktop_token }),
    ]) {
      await ask('/v1/sessions', { method: 'POST', headers: json, body });
    }
    // Each would be a line of its own, or another one's end, if it were written as it is.
    const forged = { 'user-agent': '","level":"fatal","msg":"all is well', 'x-request-id': '","level":"fatal' };
    await ask('/nowhere/%0A%7B%22level%22%3A%22fatal%22%7D%1B%5B2J', { headers: forged });
    await ask('/problems/%E2%80%A8%7B%22level%22%3A%22fatal%22%7D', { headers: forged });
    await ask('/v1/sessions', {
      method: 'POST',
      headers: { ...json, ...forged },
      body: JSON.stringify({ client_id: '\n{"level":"fatal"}', '\n{"level":"fatal"}': '\u001b[2J' }),
    });
    const { headers, body } = await broker.portal.credentials();
    body.set('grant_type', 'authorization_code');
    body.set('code', desktop_token);
    body.set('redirect_uri', `https://evil.test/${desktop_token}`);
    await ask('/token', { method: 'POST', headers, body });
    await ask('/token', {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'etax', client_secret: desktop_token }),
    });
    const socket = io(`${broker.origin}/desktop`, {
      transports: ['websocket'],
      auth: { token: `${desktop_token}x` },
      reconnection: false,
    });
    await new Promise((resolve) => socket.once('connect_error', resolve));
    socket.close();
    const refused = await ask('/v1/sessions', {
      method: 'POST',
      headers: { ...json, 'x-request-id': randomUUID() },
      body: '{}',
    });
    requestId = (JSON.parse(refused.text) as Problem).instance?.replace('urn:request:', '') ?? '';
  }

  async function dump(): Promise<Dump> {
    const keys = (await redis.command('KEYS', '*')) as string[];
    const read: Record<string, (key: string) => Promise<unknown>> = {
      string: (key) => redis.command('GET', key),
      hash: (key) => redis.command('HGETALL', key),
      list: (key) => redis.command('LRANGE', key, '0', '-1'),
      stream: (key) => redis.command('XRANGE', key, '-', '+'),
    };
    const entries = keys.map(async (key) => {
      const type = String(await redis.command('TYPE', key));
      const value = await read[type]?.(key);
      if (value === undefined) throw new Error(`a key of a type that is not looked at: ${type}`);
      return [key, JSON.stringify(value)] as const;
    });
    return new Map(await Promise.all(entries));
  }

  /** What of all that is secret is in there, by what it is. */
  const foundIn = (text: string): string[] =>
    [...secrets].filter(([, secret]) => text.includes(secret)).map(([what]) => what);
  const isNamed = (text: string): boolean => [...names].some((name) => text.includes(name));

  it('are in no line of the log, not even at its most talkative', () => {
    const lines = broker.lines();
    expect(lines.filter((line) => line.includes('"answered"')).length).toBeGreaterThan(20);
    for (const line of lines) {
      expect([line, foundIn(line)]).toEqual([line, []]);
      expect([line, isNamed(line) || line.includes(PERSON.sub)]).toEqual([line, false]);
    }
  });

  it('are in no address that page, phone or portal asks for', () => {
    expect(urls.some((url) => url.includes('/approve'))).toBe(true);
    expect(urls.some((url) => url.startsWith('ws:'))).toBe(true);
    for (const url of urls) expect([url, foundIn(url)]).toEqual([url, []]);
  });

  it('are in no answer that refuses', () => {
    expect(refusals.length).toBeGreaterThan(12);
    for (const body of refusals) {
      const { code, error } = JSON.parse(body) as { code?: string; error?: string };
      expect([body, [...Object.keys(PROBLEMS), ...OAUTH_ERRORS]]).toEqual([
        body,
        expect.arrayContaining([code ?? error]),
      ]);
      expect([body, foundIn(body)]).toEqual([body, []]);
      expect([body, isNamed(body) || body.includes(PERSON.sub)]).toEqual([body, false]);
    }
  });

  it.each([
    ['a typed code', () => typed, ['code', 'index', 'limit']],
    ['an approval', () => approved, ['index']],
    ['a redemption', () => redeemed, ['grant']],
    ['a request that was sent', () => sent, ['grant', 'index', 'request-code']],
  ])('are not in Redis after %s; the name is in the session alone, the subject nowhere', (_, take, besides) => {
    const entries = [...take()];
    const kinds = ['qr', 'audit', 'seen', 'oidc', ...besides];
    expect(entries.map(([key]) => key.split(':')[0])).toEqual(expect.arrayContaining(kinds));
    for (const [key, value] of entries) {
      const entry = key + value;
      expect([entry, foundIn(entry)]).toEqual([entry, []]);
      expect([entry, entry.includes(PERSON.sub)]).toEqual([entry, false]);
      if (!key.startsWith('qr:')) expect([entry, isNamed(entry)]).toEqual([entry, false]);
    }
  });

  it('apart, the log is JSON line by line, and a request is found in it by the id that its answer carries', async () => {
    const entries = (): Record<string, unknown>[] =>
      broker
        .lines()
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(requestId).not.toBe('');
    expect(entries().filter(({ level }) => level === 'fatal')).toEqual([]);
    expect(broker.lines().join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const own = await until(
      'lines of the request',
      () => entries().filter((entry) => Object.values(entry).includes(requestId)),
      (found) => found.length >= 2,
    );
    expect(own.map(({ msg }) => msg).sort()).toEqual(['answered', 'refused']);
    expect(own.find(({ msg }) => msg === 'answered')).toMatchObject({
      method: 'POST',
      route: '/v1/sessions',
      status: 400,
    });
    // The greeting, and what a library has to say of an old Node.
    const others = broker.lines().filter((line) => !line.startsWith('{'));
    expect(
      others.filter((line) => !/^(Saoma listens at|oidc-provider WARNING: Unsupported runtime)/.test(line)),
    ).toEqual([]);
  });
});
