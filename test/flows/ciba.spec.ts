import { PhoneDevice, PortalBackend, type RunningBroker, startBroker, TestApp, type TestPerson } from '@saoma/testing';
import { decodeJwt } from 'jose';
import { initiateBackchannelAuthentication, pollBackchannelAuthenticationGrant } from 'openid-client';
import { LI, startWorld, type World, ZHANG } from '../broker/world.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { CibaDesk, decide, open, sentTo } from './ciba-desk.js';
import { refusal } from './oauth-call.js';
import { commandsOf } from './redis-commands.js';
import { isActive, pollDevice, TvDevice } from './tv-device.js';
import { describeInEveryWorld } from './worlds.js';

const PENDING = refusal('authorization_pending');

/** Another with each test: so many requests and no more are for one person. */
let people = 0;
function somebody(): TestPerson & { readonly account: string } {
  people += 1;
  const account = `A-${String(people)}`;
  return { ...ZHANG, sub: `zhang-${String(people)}`, accounts: { etax: [account] }, account };
}

describeInEveryWorld('OpenID CIBA Core: a portal’s backend', (worldOf, away) => {
  let world: World;
  let desk: CibaDesk;
  let far: string;
  beforeEach(() => {
    world = worldOf();
    far = world.broker.nodes[away] ?? '';
    desk = new CibaDesk(world.broker.origin, world.portal);
  });

  /** A request that its person has opened, at the other node. */
  async function opened(person = somebody(), parameters: Readonly<Record<string, string>> = {}) {
    const authReqId = await desk.ask({ login_hint: person.account, ...parameters });
    const phone = await world.phone(person, away);
    const [request] = await sentTo(phone);
    return { authReqId, phone, person, consent: await open(phone, request?.session_id ?? '') };
  }

  /** One that was approved and is not collected. */
  async function approved(person = somebody()) {
    const request = await opened(person);
    expect(await decide(request.phone, request.consent)).toMatchObject({ status: 200, body: { state: 'approved' } });
    return request;
  }

  it('§7.3 is told what to poll with, how long and how often, and nothing else', async () => {
    const { status, headers, body } = await desk.send({ login_hint: somebody().account });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({ auth_req_id: expect.any(String) as string, expires_in: 120, interval: 5 });
  });

  it('§7.1 asks a person whose phone lists the request, opens it, and shows the same message', async () => {
    const person = somebody();
    const authReqId = await desk.ask({ login_hint: `account:${person.account}`, binding_message: '柜台 3 W-47' });
    expect(await desk.poll(authReqId)).toMatchObject(PENDING);
    const phone = await world.phone(person, away);
    const [request, ...others] = await sentTo(phone);
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      portal: { domain: 'etax.test' },
      purpose: 'login',
      binding_message: '柜台 3 W-47',
      expires_in_ms: expect.any(Number) as number,
    });
    const consent = await open(phone, request?.session_id ?? '');
    expect(consent).toMatchObject({
      status: 200,
      body: { flow: 'ciba', via: 'request', state: 'scanned', binding_message: '柜台 3 W-47' },
    });
    expect(consent.body).not.toHaveProperty('user_code');
    expect(await sentTo(phone)).toEqual([]);
    await decide(phone, consent);

    const { status, body } = await desk.poll(authReqId, { node: far });
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'openid profile' });
    const claims = decodeJwt(body.id_token ?? '');
    expect(claims).toMatchObject({ iss: world.broker.origin, aud: 'etax', acr: ZHANG.acr, amr: ['fpt'] });
    expect(claims).toMatchObject({ name: ZHANG.name, auth_time: expect.any(Number) as number });
    // §10.3.1 is of the push mode, which is not offered.
    expect(claims).not.toHaveProperty('urn:openid:params:jwt:claim:auth_req_id');
    await expect(isActive(far, world.portal, body.access_token)).resolves.toBe(true);
  });

  it.each<[string, (known: { readonly sub: string; readonly idToken: string; readonly account: string }) => object]>([
    ['an account, bare', ({ account }) => ({ login_hint: account })],
    ['an account, named so', ({ account }) => ({ login_hint: `account:${account}` })],
    ['the sub of an ID token, bare', ({ sub }) => ({ login_hint: sub })],
    ['the sub of an ID token, named so', ({ sub }) => ({ login_hint: `sub:${sub}` })],
    ['an ID token', ({ idToken }) => ({ id_token_hint: idToken })],
  ])('§7.1 names the person by %s', async (_, hint) => {
    const person = somebody();
    const { authReqId: first } = await approved(person);
    const idToken = (await desk.poll(first)).body.id_token ?? '';
    const known = { idToken, sub: decodeJwt(idToken).sub ?? '', account: person.account };
    const authReqId = await desk.ask(hint(known) as Record<string, string>);
    const phone = await world.phone(person, away);
    const [request] = await sentTo(phone);
    await decide(phone, await open(phone, request?.session_id ?? ''));
    expect(decodeJwt((await desk.poll(authReqId)).body.id_token ?? '').sub).toBe(known.sub);
  });

  it.each<[string, Record<string, string>]>([
    ['none', {}],
    ['two', { login_hint: 'A-1', id_token_hint: 'x.y.z' }],
    ['one of a kind that is not supported', { login_hint_token: 'x' }],
    ['one that is too long', { login_hint: `account:${'a'.repeat(256)}` }],
    ['an ID token that is none', { id_token_hint: 'x.y.z' }],
  ])('§7.1 sends exactly one hint, and %s is invalid_request', async (_, hint) => {
    expect(await desk.send(hint)).toMatchObject(refusal('invalid_request'));
  });

  it('§13 names by a sub that is none of its own: unknown_user_id', async () => {
    expect(await desk.send({ login_hint: 'sub:nobody' })).toMatchObject(refusal('unknown_user_id'));
  });

  it.each(['a'.repeat(21), '', 'two\nlines', '<b>', 'a\u202Eb', '👍'])(
    '§13 sends a message that cannot be compared: %j is invalid_binding_message',
    async (binding_message) => {
      const answer = await desk.send({ login_hint: somebody().account, binding_message });
      // What is empty is not there (RFC 6749 §3.1).
      expect(answer).toMatchObject(binding_message === '' ? { status: 200 } : refusal('invalid_binding_message'));
    },
  );

  it.each([
    ['1', 30],
    ['60', 60],
    ['99999', 480],
  ])('§7.1 asks for a life of %s s and is told what it gets: %i s', async (requested_expiry, expires_in) => {
    const answer = await desk.send({ login_hint: somebody().account, requested_expiry });
    expect(answer).toMatchObject({ status: 200, body: { expires_in } });
  });

  it.each(['0', '-5', '1.5', 'soon'])('§7.1 asks for a life of %s: invalid_request', async (requested_expiry) => {
    const answer = await desk.send({ login_hint: somebody().account, requested_expiry });
    expect(answer).toMatchObject(refusal('invalid_request'));
  });

  it('§7.1 asks for openid, or is told invalid_request', async () => {
    expect(await desk.send({ login_hint: 'A-1', scope: 'profile' })).toMatchObject(refusal('invalid_request'));
  });

  it('§11 that asks too often must wait longer, at every node; a poll in time is pending', async () => {
    const authReqId = await desk.ask({ login_hint: somebody().account });
    expect(await desk.poll(authReqId)).toMatchObject(PENDING);
    expect(await desk.poll(authReqId)).toMatchObject(refusal('slow_down'));
    world.broker.shiftTime(7_000);
    expect(await desk.poll(authReqId)).toMatchObject(refusal('slow_down'));
    world.broker.shiftTime(10_000);
    expect(await desk.poll(authReqId)).toMatchObject(PENDING);
  });

  it('§11 is told that time is up, also when nothing is left of the request; the phone lists it no more', async () => {
    const person = somebody();
    const authReqId = await desk.ask({ login_hint: person.account, requested_expiry: '30' });
    const phone = await world.phone(person, away);
    const [request] = await sentTo(phone);
    world.broker.shiftTime(31_000);
    expect(await desk.poll(authReqId, { node: far })).toMatchObject(refusal('expired_token'));
    expect(await sentTo(phone)).toEqual([]);
    expect(await open(phone, request?.session_id ?? '')).toMatchObject({ status: 410 });
    world.broker.shiftTime(60_000);
    expect(await desk.poll(authReqId)).toMatchObject(refusal('expired_token'));
  });

  it.each(['declined', 'not_me'] as const)('§11 is told access_denied as often as it asks: %s', async (reason) => {
    const { authReqId, phone, consent } = await opened();
    expect(await decide(phone, consent, { reason })).toMatchObject({ body: { state: 'denied' } });
    for (const node of [far, world.broker.origin, far]) {
      expect(await desk.poll(authReqId, { node })).toMatchObject(refusal('access_denied'));
    }
  });

  it('§10.1.1 collects once: a second time is invalid_grant, and what was given is revoked', async () => {
    const { authReqId } = await approved();
    const { access_token: token } = (await desk.poll(authReqId)).body;
    await expect(isActive(far, world.portal, token)).resolves.toBe(true);
    expect(await desk.poll(authReqId, { node: far })).toMatchObject(refusal('invalid_grant'));
    await expect(isActive(far, world.portal, token)).resolves.toBe(false);
  });

  it('Invariant: of two phones of one person that open it at once the first owns it', async () => {
    const person = somebody();
    const authReqId = await desk.ask({ login_hint: person.account });
    const phones = await Promise.all([world.phone(person), world.phone(person, away)]);
    const [request] = await sentTo(phones[0]);
    const views = await Promise.all(phones.map((phone) => open(phone, request?.session_id ?? '')));
    expect(views.map(({ status }) => status).sort()).toEqual([200, 409]);
    const loser = views.find(({ status }) => status === 409);
    expect(loser).toMatchObject({ body: { code: 'claimed_by_another' } });
    const winner = views.findIndex(({ status }) => status === 200);
    await decide(phones[winner]!, views[winner]!);
    expect(await desk.poll(authReqId)).toMatchObject({ status: 200 });
  });

  it('Attack: who is not meant is told that there is nothing, and takes it from nobody', async () => {
    const person = somebody();
    const authReqId = await desk.ask({ login_hint: person.account });
    const [phone, stranger] = [await world.phone(person, away), await world.phone(LI, away)];
    const [request] = await sentTo(phone);
    expect(await sentTo(stranger)).toEqual([]);
    const nothing = { status: 404, body: { code: 'session_not_found' } };
    expect(await open(stranger, request?.session_id ?? '')).toMatchObject(nothing);
    expect(await open(stranger, 'A'.repeat(26))).toMatchObject(nothing);
    await decide(phone, await open(phone, request?.session_id ?? ''));
    expect(await desk.poll(authReqId)).toMatchObject({ status: 200 });
  });

  it('Attack: a session that shows a code is opened by its code alone', async () => {
    const [tv, desktop] = [await TvDevice.start(world), await world.desktop()];
    const phone = await world.phone(somebody(), away);
    for (const sessionId of [tv.sessionId, desktop.answer.session_id]) {
      expect(await open(phone, sessionId)).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
    }
    desktop.close();
  });

  it('Attack: a device code is no auth_req_id, nor the other way round', async () => {
    const { authReqId } = await approved();
    const tv = await TvDevice.start(world);
    await (await world.phone(ZHANG, away)).signIn(tv);
    expect(await desk.poll(tv.answer.device_code)).toMatchObject(refusal('invalid_grant'));
    const caller = { node: far, portal: world.portal };
    expect(await pollDevice(caller, authReqId)).toMatchObject(refusal('invalid_grant'));
    expect(await desk.poll('x')).toMatchObject(refusal('invalid_grant'));
    expect(await desk.poll(authReqId)).toMatchObject({ status: 200 });
    expect(await tv.poll()).toMatchObject({ status: 200 });
  });

  it('§15 sends one person five requests in ten minutes, and is told when to ask again', async () => {
    const person = somebody();
    for (let time = 0; time < 5; time += 1) await desk.ask({ login_hint: person.account });
    const answer = await desk.send({ login_hint: person.account });
    expect(answer).toMatchObject(refusal('slow_down', 429));
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(await desk.send({ login_hint: somebody().account })).toMatchObject({ status: 200 });
  });
});

describe('OpenID CIBA Core, by what is registered', () => {
  let broker: RunningBroker;
  let app: TestApp;
  let portals: Record<'etax' | 'coded' | 'site' | 'bound', PortalBackend>;

  beforeAll(async () => {
    app = await TestApp.create({ id: 'etax-app', realm: 'etax' });
    const make = (clientId: string, options: Partial<Parameters<typeof PortalBackend.create>[0]> = {}) =>
      PortalBackend.create({ clientId, redirectUri: `https://${clientId}.test/callback`, apps: [app], ...options });
    portals = {
      etax: await make('etax', { auth: 'private_key_jwt' }),
      coded: await make('coded', { entry: { backchannel_user_code_parameter: true } }),
      site: await make('site', { entry: { started_by: ['page', 'backend'] } }),
      bound: await make('bound', { dpop: true }),
    };
    broker = await startBroker({ portals: Object.values(portals), apps: [app] });
  });

  afterAll(() => broker.close());

  const desk = (portal: PortalBackend): CibaDesk => new CibaDesk(broker.origin, portal);
  const holder = (account: string): Promise<PhoneDevice> => {
    const accounts = Object.fromEntries(Object.keys(portals).map((clientId) => [clientId, [account]]));
    return PhoneDevice.create({ broker: broker.origin, app, person: { ...ZHANG, sub: account, accounts } });
  };
  async function approve(phone: PhoneDevice): Promise<void> {
    const [request] = await sentTo(phone);
    await decide(phone, await open(phone, request?.session_id ?? ''));
  }

  it('§7, §10: an unmodified client library asks and collects', async () => {
    const client = await portals.etax.configuration();
    const asked = { login_hint: 'B-1', scope: 'openid profile', binding_message: 'W-48' };
    const answer = await initiateBackchannelAuthentication(client, asked);
    await approve(await holder('B-1'));
    const tokens = await pollBackchannelAuthenticationGrant(client, { ...answer, interval: 0 });
    expect(tokens.claims()).toMatchObject({ iss: broker.origin, aud: 'etax', name: ZHANG.name });
  });

  it('RFC 9449 §5: bound tokens are given for a proof of the key', async () => {
    const client = await portals.bound.configuration();
    const { DPoP } = await portals.bound.proofs();
    const answer = await initiateBackchannelAuthentication(client, { login_hint: 'B-2', scope: 'openid' });
    await approve(await holder('B-2'));
    expect(await desk(portals.bound).poll(answer.auth_req_id)).toMatchObject(refusal('invalid_grant'));
    const tokens = await pollBackchannelAuthenticationGrant(client, { ...answer, interval: 0 }, undefined, {
      DPoP: DPoP!,
    });
    expect(tokens.token_type).toBe('dpop');
  });

  it('§13 a portal that is not registered for it is unauthorized_client, at either endpoint', async () => {
    expect(await desk(portals.site).send({ login_hint: 'B-3' })).toMatchObject(refusal('unauthorized_client'));
    const authReqId = await desk(portals.etax).ask({ login_hint: 'B-3' });
    expect(await desk(portals.site).poll(authReqId)).toMatchObject(refusal('unauthorized_client'));
    expect(await desk(portals.etax).poll(authReqId)).toMatchObject(PENDING);
  });

  it('§4 a portal that cannot prove who it is is not registered for it', async () => {
    const nobody = await PortalBackend.create({
      clientId: 'nobody',
      redirectUri: 'https://nobody.test/callback',
      apps: [app],
      auth: 'none',
      entry: { started_by: ['ciba'] },
    });
    await expect(startBroker({ portals: [nobody], apps: [app] })).rejects.toThrow(/client_auth/);
  });

  it('Attack: an auth_req_id in another client’s hands is invalid_grant, and slows its own portal by nothing', async () => {
    const authReqId = await desk(portals.etax).ask({ login_hint: 'B-4' });
    for (let time = 0; time < 3; time += 1) {
      expect(await desk(portals.bound).poll(authReqId)).toMatchObject(refusal('invalid_grant'));
    }
    expect(await desk(portals.etax).poll(authReqId)).toMatchObject(PENDING);
    await approve(await holder('B-4'));
    expect(await desk(portals.bound).poll(authReqId)).toMatchObject(refusal('invalid_grant'));
    expect(await desk(portals.etax).poll(authReqId)).toMatchObject({ status: 200 });
  });

  it('Attack: an ID token that another portal was given names nobody here', async () => {
    const authReqId = await desk(portals.etax).ask({ login_hint: 'B-5' });
    await approve(await holder('B-5'));
    const idToken = (await desk(portals.etax).poll(authReqId)).body.id_token ?? '';
    expect(await desk(portals.bound).send({ id_token_hint: idToken })).toMatchObject(refusal('invalid_request'));
    const { sub = '' } = decodeJwt(idToken);
    expect(await desk(portals.bound).send({ login_hint: `sub:${sub}` })).toMatchObject(refusal('unknown_user_id'));
  });

  it('§7.1 a portal that must know the person’s code is let through with the code that they chose', async () => {
    const phone = await holder('B-6');
    expect(await desk(portals.coded).send({ login_hint: 'B-6' })).toMatchObject(refusal('missing_user_code'));
    const guess = { login_hint: 'B-6', user_code: '4711-Saoma' };
    expect(await desk(portals.coded).send(guess)).toMatchObject(refusal('invalid_user_code'));
    await phone.call('PUT', '/v1/request-code', { user_code: '4711-Saoma' });
    expect(await desk(portals.coded).send(guess)).toMatchObject({ status: 200 });
    expect(await sentTo(phone)).toHaveLength(1);
    await phone.call('DELETE', '/v1/request-code');
    expect(await desk(portals.coded).send(guess)).toMatchObject(refusal('invalid_user_code'));
  });

  it('Attack: five wrong codes for one person in ten minutes and no more, whether there is such a person or not', async () => {
    const phone = await holder('B-7');
    await phone.call('PUT', '/v1/request-code', { user_code: '4711-Saoma' });
    const tries = async (login_hint: string): Promise<unknown[]> => {
      const guesses = Array.from({ length: 7 }, (_, n) => ({ login_hint, user_code: `guess-${String(n)}` }));
      return Promise.all(guesses.map(async (guess) => (await desk(portals.coded).send(guess)).body.error));
    };
    const told = [...Array<string>(5).fill('invalid_user_code'), 'slow_down', 'slow_down'];
    expect([(await tries('B-7')).sort(), (await tries('nobody')).sort()]).toEqual([told, told]);
    const late = await desk(portals.coded).send({ login_hint: 'B-7', user_code: '4711-Saoma' });
    expect(late).toMatchObject(refusal('slow_down', 429));
  });
});

describe('OpenID CIBA Core, at the store', () => {
  const TOKEN = 'notification-token-8d2f0b';
  let redis: RedisServer;
  let world: World;
  let desk: CibaDesk;
  beforeAll(async () => {
    redis = await startRedis({ appendOnly: true });
    world = await startWorld({ redisUrl: redis.url });
    desk = new CibaDesk(world.broker.origin, world.portal);
  });
  afterAll(async () => {
    await world.close();
    await redis.stop();
  });

  it('§15 a person who is there and one who is not are answered alike, for the same work', async () => {
    const person = somebody();
    const phone = await world.phone(person);
    await sentTo(phone);
    await phone.call('PUT', '/v1/request-code', { user_code: '4711-Saoma' });
    await desk.ask({ login_hint: 'warm-up' });
    const work = [];
    for (const login_hint of [person.account, 'nobody-at-all']) {
      await redis.command('CONFIG', 'RESETSTAT');
      const { status, body } = await desk.send({ login_hint });
      work.push({ status, members: Object.keys(body), commands: Object.fromEntries(await commandsOf(redis)) });
    }
    expect(work[0]).toEqual(work[1]);
    expect(work[0]).toMatchObject({ status: 200 });
  });

  it('§7.1 the notification token, what is polled with, and the person’s code lie nowhere in clear', async () => {
    const portal = await PortalBackend.create({
      clientId: 'pinged',
      redirectUri: 'https://pinged.test/callback',
      apps: [world.app],
      entry: {
        backchannel_token_delivery_mode: 'ping',
        backchannel_client_notification_endpoint: 'https://pinged.test/ping',
      },
    });
    const pinging = await startBroker({ redisUrl: redis.url, portals: [portal], apps: [world.app] });
    const pinged = new CibaDesk(pinging.origin, portal);
    expect(await pinged.send({ login_hint: 'P-1' })).toMatchObject(refusal('invalid_request'));
    const authReqId = await pinged.ask({ login_hint: 'P-1', client_notification_token: TOKEN });
    const texts = await everythingIn(redis);
    expect(texts).toContain('ping');
    for (const secret of [TOKEN, authReqId, 'P-1', '4711-Saoma']) expect(texts).not.toContain(secret);
    await pinging.close();
  });

  it('RFC 6749 §4.1.2.1: a store that is away is temporarily_unavailable, also where a person’s code is looked up', async () => {
    const coded = await PortalBackend.create({
      clientId: 'coded',
      redirectUri: 'https://coded.test/callback',
      apps: [world.app],
      entry: { backchannel_user_code_parameter: true },
    });
    const broker = await startBroker({ redisUrl: redis.url, portals: [coded], apps: [world.app] });
    const codedDesk = new CibaDesk(broker.origin, coded);
    const asked = { login_hint: 'P-2', user_code: '4711-Saoma' };
    expect(await codedDesk.send(asked)).toMatchObject(refusal('invalid_user_code'));
    await redis.kill();
    const answers = [await codedDesk.send(asked), await desk.send({ login_hint: 'P-2' })];
    await redis.restart();
    expect(answers).toMatchObject([refusal('temporarily_unavailable', 503), refusal('temporarily_unavailable', 503)]);
    await broker.close();
  });
});

/** Every key with all that it holds, as one text. */
async function everythingIn(redis: RedisServer): Promise<string> {
  const keys = (await redis.command('KEYS', '*')) as string[];
  const held = await Promise.all(
    keys.map(async (key) => {
      const read = READERS[String(await redis.command('TYPE', key))] ?? [];
      const [command = 'TYPE', ...more] = read;
      return JSON.stringify(await redis.command(command, key, ...more));
    }),
  );
  return [...keys, ...held].join('\n');
}

const READERS: Readonly<Record<string, readonly string[]>> = {
  string: ['GET'],
  hash: ['HGETALL'],
  zset: ['ZRANGE', '0', '-1'],
  set: ['SMEMBERS'],
  list: ['LRANGE', '0', '-1'],
  stream: ['XRANGE', '-', '+'],
};
