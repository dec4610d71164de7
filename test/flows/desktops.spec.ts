import type { Identity } from '@saoma/protocol';
import {
  DesktopDevice,
  LogoutReceiver,
  PhoneDevice,
  PortalBackend,
  type PortalTokens,
  routeTo,
  type RunningBroker,
  startBroker,
  type StartExtras,
  TestApp,
  type TestPerson,
} from '@saoma/testing';
import { tokenIntrospection, tokenRevocation } from 'openid-client';
import { ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { FREE, WORLDS } from './worlds.js';

const AT_ONCE = 8;
const RACES = 10;
const MINUTE = 60_000;

const COMPANY: Identity = { id: 'e1', type: 'enterprise', name: '云海商贸有限公司', code: '91530100MA6K5XUN1B' };

const OFFICE = {
  user_agent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0',
  address: '203.0.113.77',
};
const HOME = {
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  address: '2001:db8:1:2::3',
};

interface SignedIn {
  readonly id: string;
  readonly portal: PortalBackend;
  readonly tokens: PortalTokens;
}

describe.each(WORLDS)('signed-in computers: $name', ({ redis, nodes }) => {
  const away = nodes - 1;
  let server: RedisServer | undefined;
  let broker: RunningBroker;
  /** Of one realm: the same `sub` is the same person in all of them. */
  let [app, twin, mini]: TestApp[] = [];
  /** One knows people by a `sub` of its own, the other by one that others have, too. */
  let [etax, library]: PortalBackend[] = [];
  let logouts: LogoutReceiver;
  let people = 0;
  let zhang: TestPerson;

  beforeAll(async () => {
    server = redis ? await startRedis() : undefined;
    logouts = await LogoutReceiver.listen();
    const realm = 'etax';
    app = await TestApp.create({ id: 'etax-app', realm });
    twin = await TestApp.create({ id: 'twin-app', realm });
    mini = await TestApp.create({ id: 'bearer-app', realm, tokenType: 'bearer' });
    const apps = [app, twin, mini];
    etax = await PortalBackend.create({
      clientId: 'etax',
      redirectUri: 'https://etax.test/callback',
      apps,
      logouts,
      entry: { subject_type: 'pairwise' },
    });
    library = await PortalBackend.create({
      clientId: 'library',
      redirectUri: 'https://library.test/callback',
      apps,
      entry: { subject_type: 'public' },
    });
    broker = await startBroker({
      nodes,
      env: FREE,
      ...(server && { redisUrl: server.url }),
      portals: [etax, library],
      apps,
    });
  });

  afterAll(async () => {
    await broker.close();
    await logouts.close();
    await server?.stop();
  });

  beforeEach(() => {
    people += 1;
    zhang = { ...ZHANG, sub: `zhang-${people}`, identities: [COMPANY] };
  });

  const phone = (person = zhang, its = app!): Promise<PhoneDevice> =>
    PhoneDevice.create({
      broker: broker.origin,
      app: its,
      person,
      route: routeTo(broker.origin, broker.nodes[away] ?? broker.origin),
    });

  /** The whole of it, at the node that is not the phone's. */
  async function signIn(
    holder: PhoneDevice,
    portal = etax!,
    { identity, ...extras }: StartExtras & { readonly identity?: string } = {},
  ): Promise<SignedIn> {
    const request = () => portal.startSession({ desktop: OFFICE, ...extras });
    const page = await DesktopDevice.start({ broker: broker.origin, origin: portal.origin, request });
    await holder.scan(page);
    await holder.approve(identity);
    const tokens = await portal.redeem(await page.landing());
    page.close();
    return { id: page.answer.session_id, portal, tokens };
  }

  const isAlive = async ({ portal, tokens }: SignedIn): Promise<boolean> =>
    (await tokenIntrospection(await portal.configuration(), tokens.access_token)).active;
  const listed = async (holder: PhoneDevice): Promise<string[]> => (await holder.desktops()).map(({ id }) => id);
  const told = (id: string): number => logouts.logouts.filter(({ sid }) => sid === id).length;
  const untilTold = (id: string): Promise<unknown> =>
    until(
      'portal that is told',
      () => told(id),
      (times) => times > 0,
    );

  it('are listed for the person, the latest first: where, as whom, on what and since when', async () => {
    const holder = await phone();
    expect(await listed(holder)).toEqual([]);
    const office = await signIn(holder, etax, { identity: 'e1' });
    broker.shiftTime(5 * MINUTE);
    const home = await signIn(holder, library, { desktop: HOME });
    const [first, second, ...more] = await holder.desktops();
    expect(more).toEqual([]);
    expect(first).toEqual({
      id: home.id,
      portal: { names: library?.registration().names, domain: 'library.test' },
      flow: 'code',
      browser: 'Firefox 140',
      system: 'Linux',
      address: '2001:db8:1:*',
      signed_in_ms_ago: expect.any(Number),
      last_seen_ms_ago: expect.any(Number),
    });
    expect(second).toMatchObject({
      id: office.id,
      portal: { domain: 'etax.test' },
      browser: 'Microsoft Edge 156',
      system: 'Windows 10 / 11',
      address: '203.0.113.*',
    });
    const { id: _, ...company } = COMPANY;
    expect(second?.identity).toEqual(company);
    expect(first?.signed_in_ms_ago).toBeLessThan(5 * MINUTE);
    expect(second?.signed_in_ms_ago).toBeGreaterThanOrEqual(5 * MINUTE);
  });

  it('were last seen when their portal last asked about them', async () => {
    const holder = await phone();
    const signedIn = await signIn(holder);
    broker.shiftTime(2 * MINUTE);
    expect((await holder.desktops())[0]?.last_seen_ms_ago).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(await isAlive(signedIn)).toBe(true);
    const [seen] = await holder.desktops();
    expect(seen?.last_seen_ms_ago).toBeLessThan(2 * MINUTE);
    expect(seen?.signed_in_ms_ago).toBeGreaterThanOrEqual(2 * MINUTE);
  });

  it('are seen from any phone of the person, through the app by which they were signed in and no other', async () => {
    const { id } = await signIn(await phone());
    expect(await listed(await phone())).toEqual([id]);
    expect(await listed(await phone(zhang, twin))).toEqual([]);
    const bearer = await phone(zhang, mini);
    const { id: another } = await signIn(bearer);
    expect(await listed(bearer)).toEqual([another]);
    expect(await listed(await phone())).toEqual([id]);
  });

  it('one is signed out: what it was given is dead, its portal is told (Back-Channel Logout §2.4), the others live', async () => {
    const holder = await phone();
    const [gone, stays] = [await signIn(holder), await signIn(holder, library)];
    await holder.signOut(gone.id);
    expect(await isAlive(gone)).toBe(false);
    expect(await isAlive(stays)).toBe(true);
    expect(await listed(holder)).toEqual([stays.id]);
    await untilTold(gone.id);
    expect(logouts.logouts.find(({ sid }) => sid === gone.id)).toMatchObject({ sub: gone.tokens.claims()?.sub });
    expect(logouts.refused).toEqual([]);
  });

  it('all are signed out, and nobody else’s', async () => {
    const [holder, other] = [await phone(), await phone({ ...zhang, sub: `li-${people}` })];
    const mine = [await signIn(holder), await signIn(holder, library), await signIn(holder)];
    const theirs = await signIn(other);
    await holder.client.signOutAll({ reason: 'not_me' });
    expect(await listed(holder)).toEqual([]);
    for (const signedIn of mine) expect(await isAlive(signedIn)).toBe(false);
    expect(await isAlive(theirs)).toBe(true);
    expect(await listed(other)).toEqual([theirs.id]);
  });

  it(`Invariant: of ${AT_ONCE} who sign one out at once all are told that it is out, and its portal once`, async () => {
    const holder = await phone();
    const [gone, later] = [await signIn(holder), await signIn(holder)];
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => holder.call('DELETE', `/v1/desktops/${gone.id}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(AT_ONCE).fill(204));
    await holder.signOut(later.id);
    await Promise.all([untilTold(gone.id), untilTold(later.id)]);
    expect(told(gone.id)).toBe(1);
    await expect(holder.signOut(gone.id)).resolves.toBeUndefined();
    expect(await isAlive(gone)).toBe(false);
  });

  it('one that its portal gave up is on the list no more (RFC 7009)', async () => {
    const holder = await phone();
    const { id, portal, tokens } = await signIn(holder);
    expect(await listed(holder)).toEqual([id]);
    await tokenRevocation(await portal.configuration(), tokens.access_token);
    expect(await listed(holder)).toEqual([]);
  });

  it.each(['step_up', 'verify'] as const)('a %s signs nobody in, so that there is nothing to see', async (purpose) => {
    const holder = await phone();
    const proved = await signIn(holder, etax, { purpose, login_hint: [{ realm: 'etax', sub: zhang.sub }] });
    expect(await listed(holder)).toEqual([]);
    await expect(holder.signOut(proved.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  describe('not me, when the portal was faster,', () => {
    it('signs out what was redeemed, however often it is said', async () => {
      const holder = await phone();
      const signedIn = await signIn(holder);
      await expect(holder.deny('not_me')).resolves.toEqual({ session_id: signedIn.id, state: 'denied' });
      await expect(holder.deny('not_me')).resolves.toEqual({ session_id: signedIn.id, state: 'denied' });
      expect(await isAlive(signedIn)).toBe(false);
      expect(await listed(holder)).toEqual([]);
      await untilTold(signedIn.id);
      expect(told(signedIn.id)).toBe(1);
    });

    it('does so also minutes later', async () => {
      const holder = await phone();
      const signedIn = await signIn(holder);
      broker.shiftTime(5 * MINUTE);
      await expect(holder.deny('not_me')).resolves.toMatchObject({ state: 'denied' });
      expect(await isAlive(signedIn)).toBe(false);
    });

    it('takes back what was proved for one act', async () => {
      const holder = await phone();
      const login_hint = [{ realm: 'etax', sub: zhang.sub }];
      const proved = await signIn(holder, etax, { purpose: 'step_up', login_hint });
      expect(await isAlive(proved)).toBe(true);
      await expect(holder.deny('not_me')).resolves.toMatchObject({ state: 'denied' });
      expect(await isAlive(proved)).toBe(false);
    });

    it('Invariant: said while the portal redeems, leaves nothing alive, whoever was first', async () => {
      const holder = await phone();
      for (let round = 0; round < RACES; round += 1) {
        const page = await DesktopDevice.start({ portal: etax! });
        await holder.signIn(page);
        const landing = await page.landing();
        page.close();
        const [redeemed, denied] = await Promise.allSettled([etax!.redeem(landing), holder.deny('not_me')]);
        expect(denied).toMatchObject({ status: 'fulfilled', value: { state: 'denied' } });
        if (redeemed.status === 'rejected') continue;
        expect(await isAlive({ id: page.answer.session_id, portal: etax!, tokens: redeemed.value })).toBe(false);
      }
      expect(await listed(holder)).toEqual([]);
    });

    it('is more than a second thought: what was declined too late stays', async () => {
      const holder = await phone();
      const signedIn = await signIn(holder);
      await expect(holder.deny('declined')).rejects.toMatchObject({ code: 'session_over' });
      expect(await isAlive(signedIn)).toBe(true);
    });

    it('Attack: ends nothing that is somebody else’s, be it with the same nonce', async () => {
      const holder = await phone();
      const signedIn = await signIn(holder);
      const { consent_nonce } = holder.consent;
      const path = `/v1/scans/${signedIn.id}/deny`;
      for (const stranger of [await phone({ ...zhang, sub: `li-${people}` }), await phone(zhang, twin)]) {
        const guess = await stranger.call('POST', path, { consent_nonce: 'x'.repeat(43), reason: 'not_me' });
        expect(guess).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
        const stolen = await stranger.call('POST', path, { consent_nonce, reason: 'not_me' });
        expect(stolen).toMatchObject({ status: 409, body: { code: 'session_over' } });
      }
      expect(await isAlive(signedIn)).toBe(true);
    });
  });

  describe('Attack:', () => {
    it.each<[string, () => Promise<PhoneDevice>]>([
      ['somebody else', () => phone({ ...zhang, sub: `li-${people}` })],
      ['the same person through another app of the realm', () => phone(zhang, twin)],
    ])('%s, who knows the id, is told that there is nothing', async (_, attacker) => {
      const holder = await phone();
      const signedIn = await signIn(holder);
      const stranger = await attacker();
      for (const id of [signedIn.id, 'A'.repeat(26), 'guess']) {
        const answer = await stranger.call('DELETE', `/v1/desktops/${id}?reason=not_me`);
        expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
      }
      await stranger.client.signOutAll();
      expect(await isAlive(signedIn)).toBe(true);
      expect(await listed(holder)).toEqual([signedIn.id]);
    });

    it('who has a token without its proof, or neither, sees and ends nothing (RFC 9449 §7.2)', async () => {
      const holder = await phone();
      const signedIn = await signIn(holder);
      const accessToken = await holder.accessToken();
      for (const [method, path] of [
        ['GET', '/v1/desktops'],
        ['DELETE', '/v1/desktops'],
        ['DELETE', `/v1/desktops/${signedIn.id}`],
      ] as const) {
        for (const overrides of [
          { accessToken: undefined },
          { accessToken, proof: undefined },
          { accessToken, proof: undefined, scheme: 'Bearer' },
          { accessToken, proof: await holder.proof('GET', `${broker.origin}/v1/requests`, accessToken) },
        ]) {
          const { status, headers } = await holder.call(method, path, undefined, overrides);
          expect(status).toBe(401);
          expect(headers.get('cache-control')).toBe('no-store');
        }
      }
      expect(await isAlive(signedIn)).toBe(true);
    });
  });
});
