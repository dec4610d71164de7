import { LoginClient, type LoginState, redirectTarget } from '@saoma/browser';
import type { DenyReason } from '@saoma/protocol';
import { DesktopDevice, PhoneDevice, PortalBackend, startBroker, TestApp } from '@saoma/testing';
import { WebSocket } from 'ws';
import { LI, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { BarePage, codeShown } from './bare-page.js';
import { describeInEveryWorld } from './worlds.js';

/** Two phones point at one screen so often. */
const RACES = 20;

describeInEveryWorld('a sign-in that does not go straight on', (worldOf, away) => {
  let world: World;
  const pages: { close(): void }[] = [];

  beforeEach(() => {
    world = worldOf();
  });

  afterEach(() => {
    for (const page of pages.splice(0)) page.close();
  });

  const open = async (): Promise<DesktopDevice> => {
    const desktop = await world.desktop();
    pages.push(desktop);
    return desktop;
  };
  /** The page is loaded anew, and goes on with what its portal kept for it. */
  const reload = ({ answer, key }: Pick<DesktopDevice, 'answer' | 'key'>): LoginClient => {
    const client = new LoginClient({
      start: () => Promise.resolve(answer),
      key: () => Promise.resolve(key),
      fetch: (url, init) => fetch(world.route(0)(url as string), init),
      webSocket: class extends WebSocket {
        constructor(url: string | URL) {
          super(world.route(0)(String(url)));
        }
      } as unknown as typeof globalThis.WebSocket,
    });
    pages.push({ close: () => client.stop() });
    client.start();
    return client;
  };
  const shows = (client: LoginClient, isWanted: (state: LoginState) => boolean): Promise<LoginState> =>
    until('page that shows what was wanted', client.getSnapshot, isWanted);
  const phone = (person = ZHANG): Promise<PhoneDevice> => world.phone(person, away);

  describe('the person says no', () => {
    it.each<DenyReason>(['declined', 'not_me'])('“%s” is told to the page, and nothing comes of it', async (reason) => {
      const [desktop, scanning] = [await open(), await phone()];
      await scanning.scan(desktop);
      await expect(scanning.deny(reason)).resolves.toMatchObject({ state: 'denied' });
      await expect(desktop.until('denied')).resolves.toMatchObject({ reason });
      await expect(scanning.read()).resolves.toMatchObject({ state: 'denied', reason });
      await expect(scanning.approve()).rejects.toMatchObject({ code: 'session_over' });
    });

    it('no after yes: until the portal has redeemed the code, it is taken back', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      await scanning.signIn(desktop);
      const landing = await desktop.landing();
      await scanning.deny('not_me');
      await expect(desktop.until('denied')).resolves.toMatchObject({ reason: 'not_me', approval: undefined });
      await expect(world.portal.redeem(landing)).rejects.toMatchObject({ error: 'invalid_grant' });
    });

    it('no after the portal’s redemption comes too late, and says so', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      await scanning.signIn(desktop);
      await world.portal.redeem(await desktop.landing());
      await desktop.until('redeemed');
      const { session_id, consent_nonce } = scanning.consent;
      const answer = await scanning.call('POST', `/v1/scans/${session_id}/deny`, { consent_nonce, reason: 'declined' });
      expect(answer).toMatchObject({ status: 409, body: { code: 'session_over', state: 'redeemed' } });
    });
  });

  describe('the page says no', () => {
    it('before anybody scanned: a later scan finds it cancelled', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      const qr = desktop.qr();
      await desktop.cancel();
      expect(desktop.snapshot().phase).toBe('cancelled');
      const answer = await scanning.call('POST', '/v1/scans', { qr });
      expect(answer).toMatchObject({ status: 409, body: { code: 'session_over', state: 'cancelled' } });
    });

    it('after the scan: the phone is told when it looks or decides', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      await scanning.scan(desktop);
      await desktop.cancel();
      await expect(scanning.read()).resolves.toMatchObject({ state: 'cancelled', expires_in_ms: 0 });
      await expect(scanning.approve()).rejects.toMatchObject({ code: 'session_over' });
      await expect(scanning.deny()).rejects.toMatchObject({ code: 'session_over' });
    });

    it('after the approval: the code is worth nothing any more', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      await scanning.signIn(desktop);
      const landing = await desktop.landing();
      await desktop.cancel();
      await expect(scanning.read()).resolves.toMatchObject({ state: 'cancelled' });
      await expect(world.portal.redeem(landing)).rejects.toMatchObject({ error: 'invalid_grant' });
    });

    it('and takes a new code: a stranger’s scan of the old one is worth nothing', async () => {
      const [desktop, stranger] = [await open(), await phone(LI)];
      await stranger.scan(desktop);
      const { session_id } = desktop.answer;
      await desktop.restart();
      expect(desktop.answer.session_id).not.toBe(session_id);
      await until(
        'stranger who is told',
        () => stranger.read(),
        ({ state }) => state === 'cancelled',
      );
      await expect((await phone()).signIn(desktop)).resolves.toMatchObject({ state: 'approved' });
      const tokens = await world.portal.redeem(await desktop.landing());
      expect(tokens.claims()).toMatchObject({ name: '张伟' });
    });
  });

  describe('time runs out', () => {
    it('while nobody scanned: the page is told at the end, by itself', async () => {
      const session = await world.session();
      world.broker.shiftTime(118_500);
      await expect(
        shows(reload({ answer: session, key: undefined }), ({ phase }) => phase === 'expired'),
      ).resolves.toMatchObject({
        remainingMs: 0,
      });
      const qr = codeShown({ ...session.qr, elapsed_ms: 120_000 });
      const answer = await (await phone()).call('POST', '/v1/scans', { qr });
      expect(answer).toMatchObject({ status: 410, body: { code: 'expired_token' } });
    });

    it('while the person hesitates: page and phone are told', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      await scanning.scan(desktop);
      await desktop.until('scanned');
      world.broker.shiftTime(121_000);
      desktop.client.resync();
      await desktop.until('expired');
      await expect(scanning.read()).resolves.toMatchObject({ state: 'expired', expires_in_ms: 0 });
      await expect(scanning.approve()).rejects.toMatchObject({ code: 'expired_token' });
      await expect(scanning.deny()).rejects.toMatchObject({ code: 'expired_token' });
    });

    it('before the portal redeemed: the page is told, and the code is refused', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      await scanning.signIn(desktop);
      const landing = await desktop.landing();
      world.broker.shiftTime(61_000);
      desktop.drop();
      await desktop.until('expired');
      await expect(world.portal.redeem(landing)).rejects.toMatchObject({ error: 'invalid_grant' });
    });
  });

  describe('an answer is lost on its way', () => {
    it('the same scan gets the same consent view, whatever happened since, and the page hears nothing twice', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      const qr = desktop.qr();
      const first = await scanning.call('POST', '/v1/scans', { qr });
      expect(first.status).toBe(200);
      // By now the frame is too old for anybody else.
      world.broker.shiftTime(25_000);
      const second = await scanning.call('POST', '/v1/scans', { qr });
      expect(lasting(second.body)).toEqual(lasting(first.body));
      await scanning.signIn(qr);
      const third = await scanning.call('POST', '/v1/scans', { qr });
      expect(lasting(third.body)).toEqual(lasting(first.body));
      await expect(desktop.until('approved')).resolves.toMatchObject({ rev: 3 });
    });

    it('the same approval gets the same answer, also once the portal has redeemed the code', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      await scanning.scan(desktop);
      const first = await scanning.approve();
      const landing = await desktop.landing();
      await expect(scanning.approve()).resolves.toEqual(first);
      await world.portal.redeem(landing);
      await expect(scanning.approve()).resolves.toEqual(first);
      expect(desktop.snapshot()).toMatchObject({ phase: 'redeemed', rev: 4 });
    });

    it('the same refusal gets the same answer, and the first reason stands', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      await scanning.scan(desktop);
      const first = await scanning.deny('not_me');
      await expect(scanning.deny('declined')).resolves.toEqual(first);
      await expect(desktop.until('denied')).resolves.toMatchObject({ reason: 'not_me' });
    });
  });

  describe('two phones', () => {
    it('the first that scans owns it: the second learns only that it came second', async () => {
      const [desktop, first, second] = [await open(), await phone(), await phone(LI)];
      const qr = desktop.qr();
      await first.scan(qr);
      const refused = await second.call('POST', '/v1/scans', { qr });
      expect(refused).toMatchObject({ status: 409, body: { code: 'claimed_by_another' } });
      expect(JSON.stringify(refused.body)).not.toMatch(/张|zhang/);
      await first.approve();
      const tokens = await world.portal.redeem(await desktop.landing());
      expect(tokens.claims()).toMatchObject({ name: '张伟' });
    });

    it(`Invariant: of two that scan at once exactly one owns it, ${RACES} times`, async () => {
      const phones = await Promise.all([world.phone(ZHANG, 0), world.phone(LI, away)]);
      for (let race = 0; race < RACES; race += 1) {
        const session = await world.session();
        const qr = codeShown(session.qr);
        const answers = await Promise.all(phones.map((one) => one.call('POST', '/v1/scans', { qr })));
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
        const page = new BarePage({ node: world.broker.origin, session });
        expect((await page.get()).body).toMatchObject({ state: 'scanned', rev: 2 });
      }
    });

    it(`Invariant: a page that cancels while the phone approves has cancelled, and both are told so, ${RACES} times`, async () => {
      const scanning = await phone();
      for (let race = 0; race < RACES; race += 1) {
        const session = await world.session();
        await scanning.scan(codeShown(session.qr));
        const page = new BarePage({ node: world.broker.origin, session });
        const [approved, cancelled] = await Promise.allSettled([scanning.approve(), page.post('cancel')]);
        expect(cancelled).toMatchObject({ status: 'fulfilled', value: { body: { state: 'cancelled' } } });
        if (approved.status === 'rejected') expect(approved.reason).toMatchObject({ code: 'session_over' });
        await expect(scanning.read()).resolves.toMatchObject({ state: 'cancelled' });
        expect((await page.get()).body).toMatchObject({
          state: 'cancelled',
          rev: approved.status === 'fulfilled' ? 4 : 3,
        });
      }
    });
  });

  describe('the page', () => {
    it('is loaded anew and goes on with its session', async () => {
      const desktop = await open();
      const scanning = await phone();
      desktop.close();
      const client = reload(desktop);
      const { qrText } = await shows(client, (state) => state.qrText !== undefined && state.rev === 1);
      await scanning.scan(qrText ?? '');
      await shows(client, ({ phase }) => phase === 'scanned');
      await scanning.approve();
      const { approval } = await shows(client, ({ phase }) => phase === 'approved');
      const tokens = await world.portal.redeem(redirectTarget(approval!) ?? '');
      expect(tokens.claims()).toMatchObject({ sid: desktop.answer.session_id });
    });

    it('finds an approval that was given while nobody listened', async () => {
      const desktop = await open();
      const qr = desktop.qr();
      desktop.close();
      await (await phone()).signIn(qr);
      const { approval } = await shows(reload(desktop), ({ phase }) => phase === 'approved');
      await expect(world.portal.redeem(redirectTarget(approval!) ?? '')).resolves.toBeDefined();
    });

    it('stands open twice: both windows are told the same code', async () => {
      const desktop = await open();
      const other = reload(desktop);
      await shows(other, ({ rev }) => rev === 1);
      await (await phone()).signIn(desktop);
      const [one, two] = await Promise.all([
        desktop.until('approved'),
        shows(other, ({ phase }) => phase === 'approved'),
      ]);
      expect(one.approval?.code).toBe(two.approval?.code);
    });

    it('loses its link and hears on, by another', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      await until(
        'link',
        () => desktop.snapshot().connection,
        (connection) => connection === 'live',
      );
      desktop.drop();
      await scanning.scan(desktop.qr());
      await desktop.until('scanned');
      desktop.drop();
      await scanning.approve();
      await expect(world.portal.redeem(await desktop.landing())).resolves.toBeDefined();
    });

    it('loses its network and has it back: what happened meanwhile is told', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      const qr = desktop.qr();
      desktop.goOffline();
      await desktop.until(({ connection }) => connection === 'offline');
      await scanning.signIn(qr);
      expect(desktop.snapshot().phase).toBe('waiting');
      desktop.goOnline();
      await expect(world.portal.redeem(await desktop.landing())).resolves.toBeDefined();
    });

    it('is told an end that came while its network was gone', async () => {
      const [desktop, scanning] = [await open(), await phone()];
      await scanning.scan(desktop);
      await desktop.until('scanned');
      desktop.goOffline();
      await scanning.deny('not_me');
      desktop.goOnline();
      await expect(desktop.until('denied')).resolves.toMatchObject({ reason: 'not_me' });
    });
  });
});

describe('a sign-in with two apps to choose from', () => {
  it('the page goes on showing the app that scanned first, whoever else tries', async () => {
    const names = { first: { zh: '电子税务局', en: 'e-Tax' }, second: { zh: '社保', en: 'Insurance' } };
    const apps: TestApp[] = [];
    let portal: PortalBackend | undefined;
    const broker = await startBroker({
      register: async (origin) => {
        for (const id of ['first', 'second'] as const) {
          apps.push(await TestApp.create({ id, realm: 'province', audience: origin, names: names[id] }));
        }
        portal = await PortalBackend.create({
          broker: origin,
          clientId: 'etax',
          redirectUri: 'https://etax.test/callback',
          apps,
        });
        return { portals: [portal.registration()], apps: apps.map((app) => app.registration()) };
      },
    });
    const desktop = await DesktopDevice.start({
      broker: broker.origin,
      origin: portal!.origin,
      request: () => portal!.startSession(),
    });
    const [first, second] = await Promise.all(
      apps.map((app) => PhoneDevice.create({ broker: broker.origin, app, person: ZHANG })),
    );
    const qr = desktop.qr();
    await first!.scan(qr);
    await expect(desktop.until('scanned')).resolves.toMatchObject({ appNames: names.first });
    // The very same person, by another app: not the one that scanned.
    await expect(second!.scan(qr)).rejects.toMatchObject({ code: 'claimed_by_another' });
    desktop.client.resync();
    await first!.approve();
    await expect(desktop.until('approved')).resolves.toMatchObject({ appNames: names.first });
    desktop.close();
    await broker.close();
  });
});

/** A consent view without what passes by itself. */
function lasting(body: unknown): object {
  const { expires_in_ms: _, desktop, ...rest } = body as { expires_in_ms: number; desktop: object };
  return { ...rest, desktop: { ...desktop, started_ms_ago: 0 } };
}
