import { jest } from '@jest/globals';
import type { SessionMessage, StartAnswer } from '@saoma/protocol';
import { DesktopDevice, PhoneDevice, PortalBackend, type RunningBroker, startBroker, TestApp } from '@saoma/testing';
import { decodeJwt } from 'jose';
import { type SessionStore, StoreUnavailable } from '../../src/core/ports.js';
import { Secrets } from '../../src/core/secrets.js';
import { SESSIONS } from '../../src/core/tokens.js';
import { LI, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { BarePage, codeShown, landingOf } from './bare-page.js';
import { waitsAt, watchesAt } from './held-open.js';
import { readPng, readSvg } from './qr-reader.js';
import { describeInEveryWorld } from './worlds.js';

const TWO_MINUTES_MS = 120_000;
const TEN_MINUTES_MS = 600_000;

describeInEveryWorld('a waiting page', (worldOf, away) => {
  let world: World;
  let session: StartAnswer;
  let page: BarePage;

  beforeEach(async () => {
    world = worldOf();
    session = await world.session();
    page = pageOf(session);
  });

  afterEach(() => jest.restoreAllMocks());

  const pageOf = (of: StartAnswer, node = 0): BarePage =>
    new BarePage({ node: world.broker.nodes[node] ?? '', session: of, origin: world.portal.origin });
  const qr = (): string => codeShown(session.qr);
  const phone = (): Promise<PhoneDevice> => world.phone(ZHANG, away);

  it('reads its session as it stands', async () => {
    const { status, headers, body } = await page.get();
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      session_id: session.session_id,
      purpose: 'login',
      rev: 1,
      state: 'pending',
      expires_in_ms: expect.any(Number) as number,
      qr: { ...session.qr, elapsed_ms: expect.any(Number) as number },
    });
    expect(body.expires_in_ms + (body.qr?.elapsed_ms ?? 0)).toBe(TWO_MINUTES_MS);
  });

  describe('by long poll', () => {
    it('is told what is newer at once, and at a node of its own', async () => {
      const watched = watchesAt(world, 0);
      const polled = page.get('?wait_ms=25000&rev=1');
      await until('long poll that waits', watched.open, (count) => count === 1);
      await (await phone()).scan(qr());
      await expect(polled).resolves.toMatchObject({ status: 200, body: { state: 'scanned', rev: 2 } });
      await until('long poll that lets go', watched.open, (count) => count === 0);
    });

    it('is told at once what it has missed', async () => {
      await (await phone()).scan(qr());
      await expect(page.get('?wait_ms=25000&rev=1')).resolves.toMatchObject({ body: { state: 'scanned', rev: 2 } });
      await expect(page.get('?wait_ms=25000')).resolves.toMatchObject({ body: { rev: 2 } });
    });

    it('is told at the end of its patience what it knows already', async () => {
      const before = (await page.get()).body;
      const after = (await page.get('?wait_ms=400&rev=1')).body;
      expect(after).toMatchObject({ state: 'pending', rev: 1 });
      // The store's own clock says how long it waited. Node's timers may be a millisecond early.
      expect((after.qr?.elapsed_ms ?? 0) - (before.qr?.elapsed_ms ?? 0)).toBeGreaterThanOrEqual(399);
    });

    it('is told that time is up, without anybody’s doing', async () => {
      world.broker.shiftTime(TWO_MINUTES_MS - 1_500);
      await expect(page.get('?wait_ms=25000&rev=1')).resolves.toMatchObject({
        body: { state: 'expired', rev: 1, expires_in_ms: 0 },
      });
    });

    it('leaves nothing behind when it goes away', async () => {
      const watched = watchesAt(world, 0);
      const leaving = new AbortController();
      const polled = page.get('?wait_ms=25000&rev=1', leaving.signal).catch((error: unknown) => error);
      await until('long poll that waits', watched.open, (count) => count === 1);
      leaving.abort();
      expect(await polled).toMatchObject({ name: 'AbortError' });
      await until('long poll that lets go', watched.open, (count) => count === 0);
    });
  });

  describe('by server-sent events', () => {
    it('is told everything in order, each with its revision, and then nothing more', async () => {
      const events = await page.events();
      expect(events.headers.get('content-type')).toBe('text/event-stream');
      expect(events.headers.get('cache-control')).toBe('no-store');
      expect(events.headers.get('x-accel-buffering')).toBe('no');
      expect(events.headers.get('access-control-allow-origin')).toBe(world.portal.origin);
      await events.until('first event', () => true);
      await (await phone()).signIn(qr());
      const { data } = await events.until('approval', ({ id }) => id === '3');
      await world.portal.redeem(landingOf(JSON.parse(data) as SessionMessage));
      await events.untilEnded();
      expect(events.all.map(({ event, id, data: text }) => [event, id, stateOf(text)])).toEqual([
        ['session', '1', 'pending'],
        ['session', '2', 'scanned'],
        ['session', '3', 'approved'],
        ['session', '4', 'redeemed'],
      ]);
    });

    it('goes on after the revision it has seen', async () => {
      const first = await page.events();
      await first.until('first event', () => true);
      first.close();
      const scanning = await phone();
      await scanning.scan(qr());
      const again = await page.events(1);
      await again.until('what was missed', () => true);
      const third = await page.events(2);
      await scanning.approve();
      await Promise.all([again.until('approval', ({ id }) => id === '3'), third.until('approval', () => true)]);
      expect(again.all.map(({ id }) => id)).toEqual(['2', '3']);
      expect(third.all.map(({ id }) => id)).toEqual(['3']);
      again.close();
      third.close();
    });

    it('is told that time is up, and then nothing more', async () => {
      world.broker.shiftTime(TWO_MINUTES_MS - 1_500);
      const events = await page.events(1);
      await events.untilEnded();
      expect(events.all.map(({ data }) => stateOf(data))).toEqual(['expired']);
    });

    it('leaves nothing behind when it goes away', async () => {
      const watched = watchesAt(world, 0);
      const events = await page.events();
      await events.until('first event', () => true);
      expect(watched.open()).toBe(1);
      events.close();
      await until('stream that lets go', watched.open, (count) => count === 0);
    });

    it('leaves nothing behind when it goes away before it was told anything', async () => {
      const leaving = new AbortController();
      const waits = waitsAt(world, 0);
      const watched = watchesAt(world, 0, async () => {
        leaving.abort();
        await until('node that noticed', waits.open, (count) => count === 0);
      });
      await expect(page.get('/events', leaving.signal)).rejects.toMatchObject({ name: 'AbortError' });
      await until('stream that lets go', watched.open, (count) => count === 0);
    });

    it('is let go when the store is lost after the answer began, to come back', async () => {
      const sessions = world.broker.apps[0]!.get<SessionStore>(SESSIONS);
      jest.spyOn(sessions, 'watch').mockRejectedValueOnce(new StoreUnavailable('gone just now'));
      const events = await page.events();
      await events.untilEnded();
      expect(events.all).toEqual([]);
    });
  });

  describe('by socket', () => {
    it('is told first how things stand, then what is new, and is let go at the end', async () => {
      const socket = page.socket();
      await socket.until('snapshot', ({ state, rev }) => state === 'pending' && rev === 1);
      await (await phone()).signIn(qr());
      const approved = await socket.until('approval', ({ state }) => state === 'approved');
      await world.portal.redeem(landingOf(approved));
      await socket.untilEnded();
      expect(socket.all.map(({ rev, state }) => [rev, state])).toEqual([
        [1, 'pending'],
        [2, 'scanned'],
        [3, 'approved'],
        [4, 'redeemed'],
      ]);
    });

    it('is told an end that came before it, and let go', async () => {
      await page.post('cancel');
      const socket = page.socket();
      await socket.untilEnded();
      expect(socket.all.map(({ state }) => state)).toEqual(['cancelled']);
    });

    it('is told that time is up, and let go', async () => {
      world.broker.shiftTime(TWO_MINUTES_MS - 1_500);
      const socket = page.socket();
      await socket.untilEnded();
      expect(socket.all.at(-1)).toMatchObject({ state: 'expired', rev: 1 });
    });

    it('leaves nothing behind when it goes away', async () => {
      const watched = watchesAt(world, 0);
      const socket = page.socket();
      await socket.until('snapshot', () => true);
      expect(watched.open()).toBe(1);
      socket.close();
      await until('socket that lets go', watched.open, (count) => count === 0);
    });
  });

  it('hears the same by socket, event, long poll and question', async () => {
    const [socket, events] = [page.socket(), await page.events()];
    const scanning = await phone();
    const steps = [
      () => Promise.resolve(),
      () => page.post('extend'),
      () => scanning.scan(qr()),
      () => scanning.approve(),
      () => scanning.deny('not_me'),
    ];
    for (const [index, step] of steps.entries()) {
      const rev = index + 1;
      const polled = page.get(`?wait_ms=25000&rev=${String(rev - 1)}`);
      await step();
      const bySocket = await socket.until(`revision ${String(rev)}`, (message) => message.rev === rev);
      const byEvent = await events.until(`revision ${String(rev)}`, ({ id }) => id === String(rev));
      const tellings = [bySocket, JSON.parse(byEvent.data) as SessionMessage, (await polled).body];
      const asked = timeless((await page.get()).body);
      expect(tellings.map(timeless)).toEqual([asked, asked, asked]);
    }
    expect(socket.all.map(({ state }) => state)).toEqual(['pending', 'pending', 'scanned', 'approved', 'denied']);
  });

  it('learns nothing about the person before they approve', async () => {
    const [socket, events] = [page.socket(), await page.events()];
    const scanning = await phone();
    const consent = await scanning.scan(qr());
    await socket.until('scan', ({ state }) => state === 'scanned');
    await events.until('scan', ({ id }) => id === '2');
    const polled = [(await page.get()).text, (await page.get('?wait_ms=100')).text];
    const told = [...socket.all.map((message) => JSON.stringify(message)), ...events.all.map(({ data }) => data)];
    const person = world.broker.apps[0]?.get(Secrets).person('etax', ZHANG.sub) ?? '';
    expect(person).not.toBe('');
    for (const secret of ['张', ZHANG.sub, person, scanning.jkt, consent.consent_nonce, '"code"', '"person"']) {
      expect([...told, ...polled].filter((text) => text.includes(secret))).toEqual([]);
    }
    const scanned = (await page.get()).body;
    expect(Object.keys(scanned).sort()).toEqual(['expires_in_ms', 'phone', 'purpose', 'rev', 'session_id', 'state']);
    expect(scanned.phone).toEqual({ app: { names: { zh: '应用 etax-app', en: 'App etax-app' } } });
    socket.close();
    events.close();
  });

  it('gets two minutes more each time, and never past ten in all', async () => {
    const ends: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      const { body } = await page.post('extend');
      ends.push(body.expires_in_ms + (body.qr?.elapsed_ms ?? 0));
    }
    expect(ends).toEqual([240_000, 360_000, 480_000, TEN_MINUTES_MS, TEN_MINUTES_MS]);
    world.broker.shiftTime(TEN_MINUTES_MS);
    expect((await page.get()).body.state).toBe('expired');
    expect((await page.post('extend')).status).toBe(410);
  });

  it('shows a code after eight minutes that scans as well as the first', async () => {
    for (let time = 0; time < 4; time += 1) await page.post('extend');
    world.broker.shiftTime(8 * 60_000);
    const { body } = await page.get();
    await expect((await phone()).scan(codeShown(body.qr!))).resolves.toMatchObject({ state: 'scanned' });
  });

  it('cancels: its other windows and the phone are told, and no approval counts any more', async () => {
    const scanning = await phone();
    await scanning.scan(qr());
    const other = page.socket();
    await other.until('snapshot', () => true);
    await expect(pageOf(session, away).post('cancel')).resolves.toMatchObject({ body: { state: 'cancelled' } });
    await other.untilEnded();
    expect(other.all.at(-1)).toMatchObject({ state: 'cancelled', expires_in_ms: 0 });
    await expect(scanning.read()).resolves.toMatchObject({ state: 'cancelled' });
    await expect(scanning.approve()).rejects.toMatchObject({ code: 'session_over' });
    await expect(page.post('cancel')).resolves.toMatchObject({ status: 200, body: { state: 'cancelled' } });
  });

  it.each(['qr.svg', 'qr.png'] as const)('gets a picture of its code as %s, which scans', async (name) => {
    const { headers, body } = await page.picture(name);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toMatch(name === 'qr.svg' ? /^image\/svg\+xml/ : /^image\/png/);
    const [first, second] = name === 'qr.svg' ? await readSvg(body.toString()) : await readPng(body);
    expect(first).toBe(qr());
    expect(second).toBe(qr());
    await expect((await phone()).scan(first ?? '')).resolves.toMatchObject({ session_id: session.session_id });
    const after = await page.get<{ code: string }>(`/${name}`);
    expect(after).toMatchObject({ status: 409, body: { code: 'invalid_transition', state: 'scanned' } });
  });

  it('may be started by the page itself: the phone shows the browser that the broker saw', async () => {
    const request = await world.portal.begin({ scope: 'openid profile' });
    const { origin } = world.portal;
    const desktop = await DesktopDevice.start({ broker: world.broker.origin, origin, request });
    const scanning = await phone();
    await expect(scanning.scan(desktop)).resolves.toMatchObject({
      desktop: { browser: 'Chrome 156', address: '127.0.0.*' },
    });
    await scanning.approve();
    const tokens = await world.portal.redeem(await desktop.landing());
    expect(tokens.claims()).toMatchObject({ name: '张伟', sid: desktop.answer.session_id });
    desktop.close();
  });

  it('may be started by its portal’s backend: the phone shows the browser that the portal saw', async () => {
    await expect((await phone()).scan(qr())).resolves.toMatchObject({
      desktop: { browser: 'Chrome 156', address: '203.0.113.*' },
    });
  });

  it('ASVS 7.2.3: has a token of 128 random bits, which no other has', async () => {
    const sessions = await Promise.all(Array.from({ length: 32 }, () => worldOf().session()));
    const secrets = sessions.map(({ desktop_token }) => decodeJwt(desktop_token).jti ?? '');
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(16);
    expect(new Set(secrets.map((secret) => secret.slice(0, 8))).size).toBe(secrets.length);
  });

  it('has nothing to do with one that began at the same moment', async () => {
    const [one, other] = await Promise.all([world.desktop(), world.desktop(away)]);
    expect(other.answer.session_id).not.toBe(one.answer.session_id);
    expect(other.answer.qr.frame_key).not.toBe(one.answer.qr.frame_key);
    await (await phone()).signIn(one);
    const landing = await one.landing();
    expect(other.snapshot()).toMatchObject({ phase: 'waiting', rev: 1 });
    await (await world.phone(LI, away)).signIn(other);
    const [zhang, li] = await Promise.all([world.portal.redeem(landing), world.portal.redeem(await other.landing())]);
    expect([zhang.claims()?.['name'], li.claims()?.['name']]).toEqual(['张伟', '李娜']);
    one.close();
    other.close();
  });
});

describe('a waiting page is told as much as its portal allows', () => {
  let broker: RunningBroker;
  let app: TestApp;
  const portals = new Map<string, PortalBackend>();

  const REGISTERED = {
    plain: {},
    discreet: { show_name: false },
    careful: { confirm_on_desktop: 'always' },
    page: {},
  } as const;

  beforeAll(async () => {
    broker = await startBroker({
      register: async (origin) => {
        app = await TestApp.create({ id: 'etax-app', realm: 'etax', audience: origin });
        for (const clientId of Object.keys(REGISTERED)) {
          const redirectUri = `https://${clientId}.test/callback`;
          const auth = clientId === 'page' ? 'none' : 'client_secret_basic';
          portals.set(
            clientId,
            await PortalBackend.create({ broker: origin, clientId, redirectUri, apps: [app], auth }),
          );
        }
        const registered = Object.entries(REGISTERED).map(([clientId, overrides]) =>
          portals.get(clientId)!.registration(overrides),
        );
        return { portals: registered, apps: [app.registration()] };
      },
    });
  });

  afterAll(() => broker.close());

  async function approval(clientId: keyof typeof REGISTERED, person = ZHANG): Promise<SessionMessage> {
    const session = await portals.get(clientId)!.startSession({ scope: 'openid profile' });
    const phone = await PhoneDevice.create({ broker: broker.origin, app, person });
    await phone.signIn(codeShown(session.qr));
    return (await new BarePage({ node: broker.origin, session }).get()).body;
  }

  it('the name is masked, and goes on by itself unless the portal says otherwise', async () => {
    const message = await approval('plain');
    expect(message.person).toEqual({ name: '张*' });
    expect(message).not.toHaveProperty('confirm');
    expect(JSON.stringify(message)).not.toContain('伟');
  });

  it('a portal may withhold even that', async () => {
    expect(await approval('discreet')).not.toHaveProperty('person');
  });

  it('a portal may ask “Continue as …?” first', async () => {
    expect(await approval('careful')).toMatchObject({ confirm: true, person: { name: '张*' } });
  });

  it('a person without a name in the app’s token is nobody in particular', async () => {
    expect(await approval('plain', { sub: 'anonymous' })).not.toHaveProperty('person');
  });

  it('CORS: a registered origin may ask and read at this door, and no other may', async () => {
    const session = await portals.get('plain')!.startSession();
    const { origin } = portals.get('plain')!;
    const paths = ['/v1/sessions', `/v1/sessions/${session.session_id}`, `/v1/sessions/${session.session_id}/events`];
    for (const path of paths) {
      const allowed = await preflight(path, origin);
      expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
      expect(allowed.headers.get('access-control-allow-headers')).toMatch(/authorization/);
      expect(allowed.headers.get('vary')).toMatch(/origin/i);
      for (const stranger of ['https://evil.test', 'null', 'https://plain.test.evil.test', 'http://plain.test']) {
        const refused = await preflight(path, stranger);
        expect(refused.headers.get('access-control-allow-origin')).toBeNull();
      }
    }
  });

  it('CORS: the phone’s door and the house’s own are open to no page at all', async () => {
    const { origin } = portals.get('plain')!;
    for (const path of [
      '/v1/scans',
      `/v1/scans/${'A'.repeat(26)}/approve`,
      '/health/ready',
      '/docs-json',
      '/authorize',
    ]) {
      const asked = await preflight(path, origin);
      const got = await fetch(broker.origin + path, { headers: { origin } });
      for (const answer of [asked, got]) expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('CORS: what the token endpoint tells a portal is read by that portal’s pages only', async () => {
    const redemption = (origin: string): Promise<Response> =>
      fetch(`${broker.origin}/token`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'page',
          code: 'x',
          code_verifier: 'x',
        }),
      });
    const own = await redemption('https://page.test');
    expect(own.headers.get('access-control-allow-origin')).toBe('https://page.test');
    expect(own.headers.get('access-control-allow-credentials')).toBeNull();
    for (const stranger of ['https://evil.test', 'null', 'https://plain.test']) {
      expect((await redemption(stranger)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('CORS: one portal’s page cannot read another portal’s session, preflight or not', async () => {
    const session = await portals.get('plain')!.startSession();
    const page = new BarePage({ node: broker.origin, session, origin: portals.get('careful')!.origin });
    await expect(page.get()).resolves.toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } });
  });

  const preflight = (path: string, origin: string): Promise<Response> =>
    fetch(broker.origin + path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
});

const stateOf = (data: string): string => (JSON.parse(data) as SessionMessage).state;

/** A message without what passes by itself. */
function timeless({ expires_in_ms: _, qr, ...rest }: SessionMessage): object {
  return { ...rest, ...(qr && { qr: { ...qr, elapsed_ms: 0 } }) };
}
