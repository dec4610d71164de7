import { PortalBackend, startBroker, type RunningBroker, TestApp, PhoneDevice } from '@saoma/testing';
import { decodeJwt } from 'jose';
import { initiateDeviceAuthorization, pollDeviceAuthorizationGrant } from 'openid-client';
import { LI, startWorld, type World, ZHANG } from '../broker/world.js';
import { Secrets } from '../../src/core/secrets.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { codeShown } from './bare-page.js';
import { callOAuth, refusal } from './oauth-call.js';
import { OperatorConsole } from './operator-console.js';
import { commandsOf } from './redis-commands.js';
import { isActive, pollDevice, TvDevice, type } from './tv-device.js';
import { describeInEveryWorld } from './worlds.js';

const PENDING = refusal('authorization_pending');
const SLOW_DOWN = refusal('slow_down');

describeInEveryWorld('RFC 8628: a device', (worldOf, away) => {
  let world: World;
  let far: string;
  beforeEach(() => {
    world = worldOf();
    far = world.broker.nodes[away] ?? '';
  });

  /** One that was approved and has not asked since. */
  async function approved(): Promise<TvDevice> {
    const tv = await TvDevice.start(world);
    await (await world.phone(ZHANG, away)).signIn(tv);
    return tv;
  }

  it('§3.2 is told its codes, where they lead, how long they live and how often to ask, and nothing else', async () => {
    const { answer, sessionId } = await TvDevice.start(world);
    expect(Object.keys(answer).sort()).toEqual([
      ...['device_code', 'events_uri', 'expires_in', 'interval', 'user_code'],
      ...['verification_uri', 'verification_uri_complete'],
    ]);
    const { origin } = world.broker;
    expect(answer).toMatchObject({
      user_code: expect.stringMatching(/^([BCDFGHJKLMNPQRSTVWXZ]{5}-){2}[BCDFGHJKLMNPQRSTVWXZ]$/) as string,
      verification_uri: `${origin}/q`,
      verification_uri_complete: expect.stringMatching(/^HTTP:\/\/[\d.:]+\/Q\/[A-Z2-7]{32}$/) as string,
      expires_in: 300,
      interval: 5,
      events_uri: `${origin}/v1/sessions/${sessionId}/events`,
    });
    expect(answer.verification_uri_complete).not.toContain(answer.device_code);
  });

  it('§3.3.1 is approved by whoever scans its code and sees the same characters on the phone', async () => {
    const tv = await TvDevice.start(world, { nonce: 'n-1' });
    expect(await tv.poll()).toMatchObject(PENDING);
    const phone = await world.phone(ZHANG, away);
    const consent = await phone.scan(tv);
    expect(consent).toMatchObject({ flow: 'device', via: 'qr', user_code: tv.answer.user_code, purpose: 'login' });
    await phone.approve();

    const { status, headers, body } = await tv.poll({ node: far });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'openid profile' });
    expect(body).not.toHaveProperty('refresh_token');
    const claims = decodeJwt(body.id_token ?? '');
    expect(claims).toMatchObject({ iss: world.broker.origin, aud: 'etax', acr: ZHANG.acr, amr: ['fpt'], nonce: 'n-1' });
    expect(claims).toMatchObject({ name: ZHANG.name, sid: tv.sessionId, auth_time: expect.any(Number) as number });
    await expect(isActive(far, world.portal, body.access_token)).resolves.toBe(true);
  });

  it.each<[string, (code: string) => string]>([
    ['as shown', (code) => code],
    ['with spaces, in lower case', (code) => ` ${code.replace('-', ' ').toLowerCase()} `],
    ['with another dash', (code) => code.replace('-', '–')],
    [
      'without a dash, full-width',
      (code) => code.replace('-', '').replace(/./g, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0)),
    ],
    [
      'with what looks like it',
      (code) =>
        code
          .replaceAll('B', '8')
          .replaceAll('S', '5')
          .replaceAll('G', '6')
          .replaceAll('Z', '2')
          .replaceAll('L', '1')
          .replaceAll('C', 'С'),
    ],
  ])('§6.1 is found by its typed code, typed %s', async (_, mistype) => {
    const tv = await TvDevice.start(world);
    const typed = await type(await world.phone(LI, away), mistype(tv.answer.user_code));
    expect(typed).toMatchObject({
      status: 200,
      body: { flow: 'device', via: 'user_code', user_code: tv.answer.user_code, session_id: tv.sessionId },
    });
  });

  it('§3.3.1 has one typed code for ever: with another the phone would show nothing to compare', async () => {
    const tv = await TvDevice.start(world);
    const asked = await fetch(`${far}/v1/sessions/${tv.sessionId}/user-code`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tv.answer.device_code}`, 'content-type': 'application/json' },
      body: JSON.stringify({ alphabet: 'digits' }),
    });
    expect({ status: asked.status, body: await asked.json() }).toMatchObject({
      status: 409,
      body: { code: 'invalid_transition' },
    });
    const consent = await (await world.phone(LI, away)).scan(tv);
    expect(consent.user_code).toBe(tv.answer.user_code);
  });

  it('§3.2 shows a code that stands still: any picture of it is good for the whole life of the session', async () => {
    const [first, later] = [await TvDevice.start(world), await TvDevice.start(world)];
    world.broker.shiftTime(120_000);
    const shown = (await later.page().get()).body.qr;
    world.broker.shiftTime(170_000);
    await expect((await world.phone(ZHANG, away)).scan(first)).resolves.toMatchObject({ state: 'scanned' });
    const phone = await world.phone(LI, away);
    await expect(phone.scan(codeShown(shown!))).resolves.toMatchObject({ session_id: later.sessionId });
  });

  it('§3.5 that asks too often must wait 5 s longer from then on, at every node', async () => {
    const tv = await TvDevice.start(world);
    const sooner = { node: far };
    expect(await tv.poll()).toMatchObject(PENDING);
    expect(await tv.poll()).toMatchObject(SLOW_DOWN);
    // A node that was not asked before knows from the record how long the next pause must be.
    const first = away === 0 ? SLOW_DOWN : PENDING;
    expect(await tv.poll(sooner)).toMatchObject(first);
    world.broker.shiftTime(7_000);
    expect(await tv.poll(sooner)).toMatchObject(SLOW_DOWN);
    world.broker.shiftTime(60_000);
    expect(await tv.poll()).toMatchObject(PENDING);
    world.broker.shiftTime(7_000);
    expect(await tv.poll()).toMatchObject(SLOW_DOWN);
  });

  it('§3.5 is in time after four fifths of its interval, and a poll that was refused does not move the clock', async () => {
    const tv = await TvDevice.start(world);
    expect(await tv.poll()).toMatchObject(PENDING);
    world.broker.shiftTime(4_100);
    expect(await tv.poll()).toMatchObject(PENDING);
    world.broker.shiftTime(3_000);
    expect(await tv.poll()).toMatchObject(SLOW_DOWN);
    // 8 s of the 10 that it must wait now have gone by since the last poll that counted.
    world.broker.shiftTime(5_100);
    expect(await tv.poll()).toMatchObject(PENDING);
  });

  it('§3.5 whose client never waits leaves nine lines on the trail, and washes away nobody’s', async () => {
    const tv = await TvDevice.start(world);
    for (let time = 0; time < 15; time += 1) await tv.poll();
    expect(await tv.poll()).toMatchObject(SLOW_DOWN);
    const trail = await new OperatorConsole(world, away).done('GET', `sessions/${tv.sessionId}`);
    const events = (trail['audit'] as { event: string }[]).map(({ event }) => event);
    expect(events.filter((event) => event === 'slow_down')).toHaveLength(9);
  });

  it('OpenID Connect Core §3.1.2.1 whose portal demands a fresh sign-in is not given an old one: max_age=0', async () => {
    const tv = await TvDevice.start(world, { max_age: '0' });
    const phone = await world.phone({ ...ZHANG, authTimeSeconds: Math.floor(Date.now() / 1_000) - 3_000 }, away);
    await phone.scan(tv);
    await expect(phone.approve()).rejects.toMatchObject({ code: 'insufficient_user_authentication' });
  });

  it('§3.5 gets its tokens at the first poll after the approval, however early that comes', async () => {
    const tv = await TvDevice.start(world);
    expect(await tv.poll()).toMatchObject(PENDING);
    await (await world.phone(ZHANG, away)).signIn(tv);
    expect(await tv.poll()).toMatchObject({ status: 200 });
  });

  it('§3.5 whose time is up is told so, also when nothing is left of its session', async () => {
    const [tv, unfetched] = [await TvDevice.start(world), await approved()];
    world.broker.shiftTime(61_000);
    expect(await unfetched.poll()).toMatchObject(refusal('expired_token'));
    world.broker.shiftTime(240_000);
    for (let time = 0; time < 2; time += 1) expect(await tv.poll()).toMatchObject(refusal('expired_token'));
    world.broker.shiftTime(120_000);
    expect(await tv.poll()).toMatchObject(refusal('expired_token'));
    await expect((await world.phone(ZHANG, away)).scan(tv)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:qr_unknown|expired_token)$/) as string,
    });
  });

  it.each(['declined', 'not_me'] as const)(
    '§3.5 is told as often as it asks that the person said: %s',
    async (reason) => {
      const tv = await TvDevice.start(world);
      const phone = await world.phone(ZHANG, away);
      await phone.scan(tv);
      await phone.deny(reason);
      for (const node of [far, world.broker.origin, far]) {
        expect(await tv.poll({ node })).toMatchObject(refusal('access_denied'));
      }
    },
  );

  it('§3.5 is told access_denied when it was thrown away, or ended by an operator', async () => {
    const [given, ended] = [await TvDevice.start(world), await TvDevice.start(world)];
    expect(await given.page().post('cancel')).toMatchObject({ status: 200 });
    expect(await given.poll({ node: far })).toMatchObject(refusal('access_denied'));
    const operator = new OperatorConsole(world, away);
    await operator.done('POST', `sessions/${ended.sessionId}/end`, { reason: 'the shop is closed' });
    expect(await ended.poll()).toMatchObject(refusal('access_denied'));
  });

  it('RFC 6749 §4.1.2: a device code used twice is refused, and what it gave is revoked', async () => {
    const tv = await approved();
    const { access_token: token } = (await tv.poll()).body;
    expect(await tv.poll({ node: far })).toMatchObject(refusal('invalid_grant'));
    await expect(isActive(far, world.portal, token)).resolves.toBe(false);
  });

  it('a device code used again when its session is long gone still revokes', async () => {
    const tv = await approved();
    const { access_token: token } = (await tv.poll()).body;
    world.broker.shiftTime(180_000);
    await expect(isActive(far, world.portal, token)).resolves.toBe(true);
    expect(await tv.poll({ node: far })).toMatchObject(refusal('invalid_grant'));
    await expect(isActive(far, world.portal, token)).resolves.toBe(false);
  });

  it('may follow its session by events, which hold nothing that could be redeemed', async () => {
    const tv = await TvDevice.start(world);
    const events = await tv.page(far).events();
    const phone = await world.phone(ZHANG, away);
    const { consent_nonce } = await phone.scan(tv);
    await phone.approve();
    await events.until('approval', ({ id }) => id === '3');
    expect(await tv.poll()).toMatchObject({ status: 200 });
    await events.untilEnded();
    const told = events.all.map(({ data }) => JSON.parse(data) as Record<string, unknown>);
    expect(told.map(({ state }) => state)).toEqual(['pending', 'scanned', 'approved', 'redeemed']);
    for (const message of told)
      for (const member of ['code', 'redirect_uri']) expect(message).not.toHaveProperty(member);
    const text = JSON.stringify(told);
    for (const secret of [tv.answer.device_code, tv.answer.user_code, consent_nonce])
      expect(text).not.toContain(secret);
  });

  it('Attack: what pages get as a code is none for a device’s session, and a page’s token is no device code', async () => {
    const [tv, desktop] = [await TvDevice.start(world), await world.desktop()];
    const phone = await world.phone(ZHANG, away);
    await phone.signIn(tv);
    const secrets = world.broker.apps[0]!.get<Secrets>(Secrets);
    const claimant = { app: world.app.issuer, person: secrets.person('etax', ZHANG.sub), phoneKey: phone.jkt };
    const code = secrets.authorizationCode(secrets.currentKid, tv.sessionId, claimant);
    const caller = { node: far, portal: world.portal };
    const [redirect_uri, code_verifier] = ['https://etax.test/callback', 'a'.repeat(43)];
    for (const more of [{}, { redirect_uri }, { redirect_uri, code_verifier }, { code_verifier }]) {
      const asPage = await callOAuth(caller, '/token', { grant_type: 'authorization_code', code, ...more });
      expect(asPage).toMatchObject(refusal('invalid_grant'));
    }
    expect(await tv.poll()).toMatchObject({ status: 200 });

    await (await world.phone(ZHANG, away)).signIn(desktop);
    expect(await pollDevice(caller, desktop.answer.desktop_token)).toMatchObject(refusal('invalid_grant'));
    await expect(world.portal.redeem(await desktop.landing())).resolves.toBeDefined();
    desktop.close();
  });

  it.each(['x', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])('§3.5 garbage is no device code: %s', async (garbage) => {
    const caller = { node: far, portal: world.portal };
    expect(await pollDevice(caller, garbage)).toMatchObject(refusal('invalid_grant'));
  });

  it('Attack (RFC 10027 §4.1): a code relayed to somebody shows on their phone what it is, how old, and from where', async () => {
    const tv = await TvDevice.start(world);
    world.broker.shiftTime(240_000);
    const { desktop, ...consent } = await (await world.phone(ZHANG, away)).scan(tv.qr());
    expect(consent).toMatchObject({ flow: 'device', user_code: tv.answer.user_code, portal: { domain: 'etax.test' } });
    expect(desktop.started_ms_ago).toBeGreaterThanOrEqual(240_000);
    expect(desktop.address).toBe('127.0.0.*');
  });
});

describe('RFC 8628: devices, by what is registered', () => {
  let broker: RunningBroker;
  let app: TestApp;
  let portals: Record<'tv' | 'other' | 'site' | 'bound', PortalBackend>;

  beforeAll(async () => {
    app = await TestApp.create({ id: 'etax-app', realm: 'etax' });
    const make = (clientId: string, options: Partial<Parameters<typeof PortalBackend.create>[0]> = {}) =>
      PortalBackend.create({ clientId, redirectUri: `https://${clientId}.test/callback`, apps: [app], ...options });
    portals = {
      tv: await make('tv', { auth: 'none', entry: { started_by: ['device'], redirect_uris: [], domain: 'tv.test' } }),
      other: await make('other', { auth: 'none' }),
      site: await make('site', { entry: { started_by: ['page', 'backend'] } }),
      bound: await make('bound', { dpop: true }),
    };
    broker = await startBroker({
      portals: Object.values(portals),
      apps: [app],
      env: { LIMIT_STARTS_PER_PREFIX: '20' },
    });
  });

  afterAll(() => broker.close());

  const start = (portal: PortalBackend, parameters: Record<string, string> = {}): Promise<TvDevice> =>
    TvDevice.start({ broker, portal }, parameters);
  const phone = (): Promise<PhoneDevice> => PhoneDevice.create({ broker: broker.origin, app, person: ZHANG });
  const at = (portal: PortalBackend) => ({ node: broker.origin, portal });

  it('§3.1 a device without a secret, of a portal without pages, signs in with its client_id', async () => {
    const tv = await start(portals.tv);
    await (await phone()).signIn(tv);
    const { body } = await tv.poll();
    expect(decodeJwt(body.id_token ?? '')).toMatchObject({ aud: 'tv' });
  });

  it('RFC 6749 §5.2: a portal that is not registered for it is unauthorized_client, at either endpoint', async () => {
    const asked = await callOAuth(at(portals.site), '/device_authorization', { scope: 'openid' });
    expect(asked).toMatchObject(refusal('unauthorized_client'));
    const tv = await start(portals.tv);
    expect(await tv.poll({ portal: portals.site })).toMatchObject(refusal('unauthorized_client'));
    expect(await tv.poll()).toMatchObject(PENDING);
  });

  it('§3.1 an unknown client is invalid_client, and a scope of other things is not granted', async () => {
    const body = new URLSearchParams({ client_id: 'nobody', scope: 'openid' });
    const answer = await fetch(`${broker.origin}/device_authorization`, { method: 'POST', body });
    expect({ status: answer.status, body: await answer.json() }).toMatchObject(refusal('invalid_client', 401));
    for (const [asked, granted] of [
      ['openid everything', 'openid'],
      ['', 'openid'],
    ] as const) {
      const tv = await start(portals.tv, { scope: asked });
      await (await phone()).signIn(tv);
      expect((await tv.poll()).body).toMatchObject({ scope: granted });
    }
    const starts = await callOAuth(at(portals.tv), '/device_authorization', { scope: 'openid sessions' });
    expect(starts).toMatchObject(refusal('invalid_scope'));
  });

  it('Attack: a device code in another client’s hands is invalid_grant, and slows its own device by nothing', async () => {
    const tv = await start(portals.tv);
    expect(await tv.poll()).toMatchObject(PENDING);
    broker.shiftTime(5_000);
    for (let time = 0; time < 4; time += 1) {
      expect(await tv.poll({ portal: portals.other })).toMatchObject(refusal('invalid_grant'));
    }
    expect(await tv.poll()).toMatchObject(PENDING);
    await (await phone()).signIn(tv);
    expect(await tv.poll({ portal: portals.other })).toMatchObject(refusal('invalid_grant'));
    expect(await tv.poll()).toMatchObject({ status: 200 });
    expect(await tv.poll({ portal: portals.other })).toMatchObject(refusal('invalid_grant'));
  });

  it('RFC 9449 §5: a device of a portal with bound tokens proves its key, and its tokens name it', async () => {
    const client = await portals.bound.configuration();
    const { DPoP } = await portals.bound.proofs();
    const answer = await initiateDeviceAuthorization(client, { scope: 'openid' });
    await (await phone()).signIn(answer.verification_uri_complete ?? '');
    expect(await pollDevice(at(portals.bound), answer.device_code)).toMatchObject(refusal('invalid_grant'));
    const now = { ...answer, interval: 0 };
    const tokens = await pollDeviceAuthorizationGrant(client, now, undefined, { DPoP: DPoP! });
    expect(tokens.token_type).toBe('dpop');
    const seen = await callOAuth(at(portals.bound), '/introspect', { token: tokens.access_token });
    expect(seen.body).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: expect.any(String) as string } });
  });

  it('§3.3 verification_uri says in two languages in which app to type, and takes no code itself', async () => {
    const { verification_uri: uri } = (await start(portals.tv)).answer;
    const answer = await fetch(uri);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("form-action 'none'");
    const page = await answer.text();
    expect(page).toContain('请在应用中输入代码');
    expect(page).toContain('Enter the code in the app');
    expect(page).toContain(app.registration().names.zh);
    expect(page).not.toMatch(/<(?:form|input|script)/);
  });

  it('§5.1 too many starts from one place are told to slow down, and when to come again', async () => {
    const asked = async () => callOAuth(at(portals.tv), '/device_authorization', { scope: 'openid' });
    let answer = await asked();
    for (let more = 0; more < 20 && answer.status === 200; more += 1) answer = await asked();
    expect(answer).toMatchObject(refusal('slow_down', 429));
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a device that waits, at its store', () => {
  let redis: RedisServer;
  let world: World;
  beforeAll(async () => {
    redis = await startRedis({ appendOnly: true });
    world = await startWorld({ redisUrl: redis.url });
  });
  afterAll(async () => {
    await world.close();
    await redis.stop();
  });

  it('costs one trip to Redis with each poll that comes in time, and that writes nothing', async () => {
    const tv = await TvDevice.start(world);
    await tv.poll();
    const before = { rev: (await tv.page().get()).body.rev, keys: await redis.command('DBSIZE') };
    world.broker.shiftTime(5_000);
    await redis.command('CONFIG', 'RESETSTAT');
    expect(await tv.poll()).toMatchObject(PENDING);
    // The script that looks, and what it runs.
    expect(Object.fromEntries(await commandsOf(redis))).toEqual({ evalsha: 1, hgetall: 1, time: 1 });
    expect({ rev: (await tv.page().get()).body.rev, keys: await redis.command('DBSIZE') }).toEqual(before);
  });

  it('RFC 6749 §4.1.2.1: is told to come back when the store is away, and goes on where it was', async () => {
    const tv = await TvDevice.start(world);
    const away = { ...refusal('temporarily_unavailable', 503), headers: expect.anything() as Headers };
    await redis.kill();
    const answers = [
      await tv.poll(),
      await callOAuth({ node: world.broker.origin, portal: world.portal }, '/device_authorization', {}),
    ];
    await redis.restart();
    expect(answers).toMatchObject([away, away]);
    expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual(['1', '1']);
    const again = (): Promise<number> => fetch(`${world.broker.origin}/health/ready`).then(({ status }) => status);
    await until('node that is ready', again, (status) => status === 200);
    expect(await tv.poll()).toMatchObject(PENDING);
    await (await world.phone()).signIn(tv);
    expect(await tv.poll()).toMatchObject({ status: 200 });
  });
});
