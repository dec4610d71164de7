import { DesktopDevice, PhoneDevice, type StartExtras, TestApp, type TestPerson } from '@saoma/testing';
import { userCodeCheck } from '@saoma/protocol';
import { startWorld, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';

const LEVEL = 'urn:saoma:telephone';
const VERIFY: StartExtras = { purpose: 'verify', login_hint: [{ account: '4711' }], scope: 'openid profile' };

/** The n-th well-formed code of digits. */
function aGuess(n: number): string {
  const others = `000000000${String(n).padStart(3, '0')}`;
  return others + userCodeCheck(others, 'digits');
}

describe('Ways to approve that are no app of their own', () => {
  let world: World;
  let program: PhoneDevice;
  let line: PhoneDevice;
  /** Somebody who rings that line up. */
  let caller: (person: TestPerson) => Promise<PhoneDevice>;
  let page: DesktopDevice;

  beforeAll(async () => {
    world = await startWorld({ env: { LIMIT_CALLS_PER_PHONE_LINE: '80' } });
    const { broker, portal } = world;
    const its = { realm: 'etax', audience: broker.origin };
    const mini = await TestApp.create({ id: 'mini', ...its });
    const telephone = await TestApp.create({ id: 'line', tokenType: 'bearer', ...its });
    await broker.register({
      portals: [{ ...portal.registration(), trusted_apps: ['etax-app', 'mini', 'line'] }],
      apps: [
        world.app,
        mini.registration({ channel: 'mini_program', host: { zh: '云聊', en: 'Yunliao' } }),
        telephone.registration({ channel: 'phone_line', purposes: ['verify'], amr: ['tel'], acr: [LEVEL] }),
      ],
    });
    const person = { ...ZHANG, accounts: { etax: ['4711'] } };
    program = await PhoneDevice.create({ broker: broker.origin, app: mini, person });
    caller = (by) => PhoneDevice.create({ broker: broker.origin, app: telephone, person: by });
    line = await caller({ ...person, amr: ['tel', 'face'], acr: LEVEL });
    for (const device of [program, line]) {
      await until(
        'the registration',
        () => device.call('GET', '/v1/requests'),
        ({ status }) => status === 200,
      );
    }
  });
  afterEach(() => {
    page.close();
  });
  afterAll(() => world.close());

  const open = async (extras: StartExtras): Promise<DesktopDevice> => {
    const { broker, portal } = world;
    page = await DesktopDevice.start({
      broker: broker.origin,
      origin: portal.origin,
      request: () => portal.startSession(extras),
    });
    return page;
  };

  it('a mini program names the app in which it runs', async () => {
    expect((await program.scan(await open(VERIFY))).app).toEqual({
      names: { zh: '应用 mini', en: 'App mini' },
      channel: 'mini_program',
      host: { zh: '云聊', en: 'Yunliao' },
    });
    await expect(program.approve()).resolves.toMatchObject({ state: 'approved' });
  });

  it('a telephone line takes the typed digits, and vouches for what it may and no more', async () => {
    await line.scan(await (await open(VERIFY)).userCode('digits'));
    expect(line.consent).toMatchObject({ via: 'user_code', app: { channel: 'phone_line' } });
    await line.approve();
    const tokens = await world.portal.redeem(await page.landing());
    expect(tokens.claims()).toMatchObject({ purpose: 'verify', amr: ['tel'], acr: LEVEL });
  });

  it('a telephone line states no level that it is not registered for', async () => {
    line.verify({ acr: 'urn:saoma:high' });
    await line.scan(await (await open({ ...VERIFY, required_acr: ['urn:saoma:high'] })).userCode('digits'));
    await expect(line.approve()).rejects.toMatchObject({ code: 'insufficient_user_authentication' });
    line.verify({ acr: LEVEL });
  });

  it('Attack: a telephone line is of no use for what it is not registered for, nor with a picture of the code', async () => {
    const qr = (await open(VERIFY)).qr();
    expect(await line.call('POST', '/v1/scans', { qr })).toMatchObject({
      status: 403,
      body: { code: 'access_denied' },
    });
    page.close();
    await expect(line.scan(await (await open({})).userCode('digits'))).rejects.toMatchObject({
      code: 'app_not_trusted',
    });
    expect(await page.until(({ refused }) => refused !== undefined)).toMatchObject({ refused: 'app_not_trusted' });
  });

  it('Attack: who guesses codes by telephone shuts the line for a while, and nothing else', async () => {
    const told: number[] = [];
    for (let guess = 0; guess < 28; guess += 1) {
      // Five by each: nobody is over their own count.
      const guesser = guess % 5 === 0 ? (line = await caller({ sub: `caller-${String(guess)}` })) : line;
      told.push((await guesser.call('POST', '/v1/scans', { user_code: aGuess(guess) })).status);
    }
    // A third of 77, since there are three apps.
    expect(told).toEqual([...Array<number>(25).fill(404), 429, 429, 429]);
    await expect(program.scan(await (await open(VERIFY)).userCode('digits'))).resolves.toMatchObject({
      via: 'user_code',
    });
  });
});
