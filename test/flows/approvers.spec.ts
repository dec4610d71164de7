import { DesktopDevice, type PhoneDevice, type StartExtras } from '@saoma/testing';
import { decodeJwt } from 'jose';
import { LI, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { OperatorConsole } from './operator-console.js';
import { describeInEveryWorld } from './worlds.js';

const WANG = { sub: 'wang', name: '王芳', amr: ['face'] };
const FRAME_MS = 10_000;

/** About the company’s account: the liaison, the operator, or both of them approve. */
const request = (needed: number): StartExtras => ({
  purpose: 'verify',
  scope: 'openid profile',
  login_hint: [{ account: '91530100MA6K5XUN1B' }],
  approvers: {
    any_of: [
      { realm: 'etax', sub: 'li' },
      { realm: 'etax', sub: 'wang' },
    ],
    needed,
  },
  life_ms: 600_000,
});

describeInEveryWorld('A session that others approve', (worldOf, away) => {
  let world: World;
  let liaison: PhoneDevice;
  let operator: PhoneDevice;
  let page: DesktopDevice;

  beforeAll(async () => {
    world = worldOf();
    liaison = await world.phone(LI, away);
    operator = await world.phone(WANG, away);
  });
  afterEach(() => {
    page.close();
  });

  const open = async (needed: number): Promise<DesktopDevice> => {
    const { broker, portal } = world;
    const start = () => portal.along(world.route(0)).startSession(request(needed));
    page = await DesktopDevice.start({
      broker: broker.origin,
      origin: portal.origin,
      route: world.route(0),
      request: start,
    });
    return page;
  };
  /** Past the frame that the one before has seen. */
  const nextFrame = async (): Promise<void> => {
    const code = (): Promise<string | undefined> => Promise.resolve(page.snapshot().qrText);
    const shown = await until('the code', code, (text) => text !== undefined);
    world.broker.shiftTime(FRAME_MS);
    await page.extend();
    await until('the next frame', code, (text) => text !== undefined && text !== shown);
  };

  it('is approved by one who is named, and tells both sides to the portal and to the record', async () => {
    await open(1);
    await liaison.signIn(page);
    const tokens = await world.portal.redeem(await page.landing());
    const result = tokens.claims();
    expect(result).toMatchObject({
      purpose: 'verify',
      act: { sub: expect.any(String) },
      approved_by: [{ name: '李娜', amr: [], sub: expect.any(String) }],
    });
    expect(result).not.toHaveProperty('name');
    expect(result?.['act']).toEqual({ sub: (result?.['approved_by'] as { sub: string }[])[0]?.sub });
    expect(result?.sub).not.toBe((result?.['act'] as { sub: string }).sub);

    await open(1);
    await operator.signIn(page);
    const other = (await world.portal.redeem(await page.landing())).claims();
    expect(other?.sub).toBe(result?.sub);
    expect(other?.['act']).not.toEqual(result?.['act']);
  });

  it('Attack: an approver who is not on the list, though it be the account’s own person, is told so; it stays open', async () => {
    await open(1);
    const own = await world.phone({ ...ZHANG, accounts: { etax: ['91530100MA6K5XUN1B'] } }, away);
    await expect(own.scan(page)).rejects.toMatchObject({ code: 'not_for_you' });
    await page.until(({ refused }) => refused === 'not_for_you');
    await expect(liaison.signIn(page)).resolves.toMatchObject({ state: 'approved' });
  });

  it('is approved by two, each with a fresh code, of whom neither alone suffices', async () => {
    await open(2);
    const first = await liaison.scan(page);
    expect(first.approvals).toEqual({ needed: 2, given: 0 });
    expect(await liaison.approve()).toEqual({
      session_id: first.session_id,
      state: 'pending',
      approvals: { needed: 2, given: 1 },
    });
    // A lost answer costs no second try.
    expect(await liaison.approve()).toMatchObject({ state: 'pending', approvals: { given: 1 } });
    expect(await page.until(({ approvals }) => approvals?.given === 1)).toMatchObject({ phase: 'waiting' });

    await expect(operator.scan(page)).rejects.toMatchObject({ code: 'qr_stale' });
    await nextFrame();
    await expect(liaison.scan(page)).rejects.toMatchObject({ code: 'already_approved' });
    await page.until(({ refused }) => refused === 'already_approved');
    expect((await operator.scan(page)).approvals).toEqual({ needed: 2, given: 1 });
    expect(await operator.approve()).toMatchObject({ state: 'approved' });
    expect(await liaison.approve()).toMatchObject({ state: 'pending' });

    const tokens = await world.portal.redeem(await page.landing());
    expect((tokens.claims()?.['approved_by'] as { name: string }[]).map(({ name }) => name)).toEqual(['李娜', '王芳']);
    const { receipts } = await new OperatorConsole(world, 0).done('GET', `sessions/${first.session_id}`);
    const approvers = (tokens.claims()?.['approved_by'] as { sub: string }[]).map(({ sub }) => sub);
    expect((receipts as string[]).map((receipt) => decodeJwt(receipt).sub)).toEqual(approvers);
  });

  it('Attack: the first of two cannot approve twice, by whatever way in', async () => {
    await open(2);
    const typed = await page.userCode();
    await liaison.scan(typed);
    const before = liaison.consent;
    await liaison.approve();
    await page.until(({ approvals }) => approvals?.given === 1);
    await expect(operator.scan(typed)).rejects.toMatchObject({ code: 'user_code_wrong' });
    page.client.askUserCode('letters');
    const { userCode } = await page.until(({ userCode: code }) => code !== undefined && code.text !== typed);
    await expect(liaison.scan(userCode?.text ?? '')).rejects.toMatchObject({ code: 'already_approved' });
    await operator.scan(userCode?.text ?? '');
    const stolen = { consent_nonce: before.consent_nonce };
    const path = `/v1/scans/${before.session_id}/approve`;
    expect((await operator.call('POST', path, stolen)).body).toMatchObject({ code: 'session_not_found' });
    expect((await liaison.call('POST', path, stolen)).body).toMatchObject({ state: 'pending' });
    expect(page.snapshot().phase).not.toBe('approved');
  });

  it('ends when one of them declines', async () => {
    await open(2);
    await liaison.scan(page);
    await liaison.approve();
    await page.until(({ approvals }) => approvals?.given === 1);
    await nextFrame();
    await operator.scan(page);
    await operator.deny('not_me');
    expect(await page.until('denied')).toMatchObject({ reason: 'not_me' });
  });
});
