import { DesktopDevice, PhoneDevice, PortalBackend, type RunningBroker, startBroker, TestApp } from './index.js';

const PERSON = { sub: '7', name: '张三' };

describe('startBroker', () => {
  let app: TestApp;
  let portal: PortalBackend;
  let broker: RunningBroker | undefined;
  let desktop: DesktopDevice | undefined;

  beforeEach(async () => {
    app = await TestApp.create({ id: 'etax-app', realm: 'etax' });
    portal = await PortalBackend.create({ clientId: 'etax', redirectUri: 'https://etax.test/in', apps: [app] });
  });
  afterEach(async () => {
    desktop?.close();
    await broker?.close();
    desktop = broker = undefined;
  });

  const phone = (): Promise<PhoneDevice> => PhoneDevice.create({ broker: broker?.origin ?? '', app, person: PERSON });

  it('starts a broker at which the portal that it registers signs a person in', async () => {
    broker = await startBroker({ portals: [portal], apps: [app] });
    desktop = await DesktopDevice.start({ portal });
    await (await phone()).signIn(desktop);
    const tokens = await portal.redeem(await desktop.landing());
    expect(tokens.claims()).toMatchObject({ iss: broker.origin, sid: desktop.answer.session_id });
  });

  it.each(['letters', 'digits'] as const)('lets people type: %s', async (alphabet) => {
    broker = await startBroker({ portals: [portal], apps: [app] });
    desktop = await DesktopDevice.start({ portal });
    const device = await phone();
    await expect(device.scan((await desktop.userCode(alphabet)).toLowerCase())).resolves.toMatchObject({
      via: 'user_code',
    });
    await desktop.until('scanned');
  });

  it('takes entries as they stand in a registry file, once its origin is known', async () => {
    const told: string[] = [];
    broker = await startBroker({
      register: (origin) => {
        told.push(origin);
        portal.useBroker(origin);
        return Promise.resolve({ portals: [portal.registration()], apps: [app.registration()] });
      },
    });
    expect(told).toEqual([broker.origin]);
    await expect(portal.startSession()).resolves.toMatchObject({ apps: [{ names: { en: 'App etax-app' } }] });
  });

  it('lets sessions run out without anybody waiting', async () => {
    broker = await startBroker({ portals: [portal], apps: [app] });
    desktop = await DesktopDevice.start({ portal });
    const device = await phone();
    await device.scan(desktop);
    broker.shiftTime(121_000);
    await expect(device.approve()).rejects.toMatchObject({ code: 'expired_token' });
    desktop.goOnline();
    await desktop.until('expired');
  });

  it('keeps two brokers in one process apart', async () => {
    broker = await startBroker({ portals: [portal], apps: [app] });
    const session = await portal.startSession();
    const second = await startBroker({ portals: [portal], apps: [app] });
    const answer = await fetch(`${second.origin}/v1/sessions/${session.session_id}`, {
      headers: { authorization: `Bearer ${session.desktop_token}`, origin: portal.origin },
    });
    await second.close();
    expect(answer.status).toBe(401);
  });

  it('rejects with what the broker says of settings or entries that it cannot use, and leaves nothing open', async () => {
    await expect(
      startBroker({ portals: [portal], apps: [app], env: { PORT: 'x', LOG_LEVEL: 'loud' } }),
    ).rejects.toThrow(/LOG_LEVEL/);
    await expect(startBroker({ portals: [portal], apps: [] })).rejects.toThrow(/trusted_apps/);
  });

  it('a portal that was told of no broker says so', async () => {
    await expect(portal.startSession()).rejects.toThrow('portal etax knows no broker');
  });
});
