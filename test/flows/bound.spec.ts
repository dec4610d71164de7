import type { StartExtras } from '@saoma/testing';
import { tokenIntrospection } from 'openid-client';
import { DesktopDevice, PhoneDevice, TestApp } from '@saoma/testing';
import { LI, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { describeInEveryWorld } from './worlds.js';

const FACE = ['face'] as const;
const TO_ZHANG: StartExtras = { purpose: 'step_up', login_hint: [{ realm: 'etax', sub: 'zhang' }] };
const VERIFY_ZHANG: StartExtras = { ...TO_ZHANG, purpose: 'verify' };
const COMPANY = {
  id: 'e1',
  type: 'enterprise',
  name: '云海商贸有限公司',
  code: '91530100MA6K5XUN1B',
} as const;

describeInEveryWorld('A session that is meant for somebody', (worldOf, away) => {
  let world: World;
  const pages: DesktopDevice[] = [];

  beforeAll(() => {
    world = worldOf();
  });
  afterEach(() => {
    for (const page of pages.splice(0)) page.close();
  });

  const desktop = async (extras: StartExtras): Promise<DesktopDevice> => {
    const { broker, portal } = world;
    const request = () => portal.along(world.route(0)).startSession({ scope: 'openid profile', ...extras });
    const page = await DesktopDevice.start({
      broker: broker.origin,
      origin: portal.origin,
      route: world.route(0),
      request,
    });
    pages.push(page);
    return page;
  };
  const signedIn = async (): Promise<string> => {
    const page = await desktop({});
    await (await world.phone(ZHANG, away)).signIn(page);
    return (await world.portal.redeem(await page.landing())).claims()?.sub ?? '';
  };
  const refusedStart = (extras: StartExtras): Promise<string> =>
    world.portal.startSession(extras).then(
      () => 'it was started',
      (error: unknown) => {
        const { status, body } = (error as { cause: { status: number; body: { code: string; detail: string } } }).cause;
        return `${status} ${body.code}: ${body.detail}`;
      },
    );

  it.each([
    ['by the app’s subject', () => Promise.resolve({ realm: 'etax', sub: 'zhang' })],
    ['by the portal’s own account', () => Promise.resolve({ account: '42' })],
    ['by the sub that it was given before', async () => ({ sub: await signedIn() })],
  ])(
    'is for the person whom the portal names %s, and for nobody else; it stays open for the right one',
    async (_, hint) => {
      const page = await desktop({ purpose: 'step_up', login_hint: [await hint()] });
      const other = await world.phone(LI, away);
      await expect(other.scan(page)).rejects.toMatchObject({ code: 'not_for_you' });
      expect(await page.until(({ refused }) => refused !== undefined)).toMatchObject({
        phase: 'waiting',
        refused: 'not_for_you',
      });
      const right = await world.phone({ ...ZHANG, accounts: { etax: ['41', '42'] } }, away);
      expect(await right.scan(page)).toMatchObject({ purpose: 'step_up', portal: { domain: 'etax.test' } });
      await right.approve();
      const tokens = await world.portal.redeem(await page.landing());
      expect(tokens.claims()).toMatchObject({ purpose: 'step_up', amr: ['fpt'], name: '张伟' });
    },
  );

  it('Attack: the same sub in another realm is another person', async () => {
    const fund = await TestApp.create({ id: 'fund', realm: 'fund', audience: world.broker.origin });
    const portal = { ...world.portal.registration(), trusted_apps: [world.app.id, fund.id] };
    await world.broker.register({ portals: [portal], apps: [world.app.registration(), fund.registration()] });
    const twin = await PhoneDevice.create({
      broker: world.broker.origin,
      app: fund,
      person: ZHANG,
      route: world.route(away),
    });
    await until(
      'the other app',
      () => twin.call('GET', '/v1/requests'),
      ({ status }) => status === 200,
    );
    const page = await desktop(TO_ZHANG);
    await expect(twin.scan(page)).rejects.toMatchObject({ code: 'not_for_you' });
    await expect((await world.phone(ZHANG, away)).scan(page)).resolves.toMatchObject({ state: 'scanned' });
  });

  it('shows the portal’s words, and through which app, on the phone', async () => {
    const page = await desktop({ ...VERIFY_ZHANG, text: '重置 <b>密码</b>' });
    expect(await (await world.phone(ZHANG, away)).scan(page)).toMatchObject({
      purpose: 'verify',
      text: '重置 <b>密码</b>',
      app: { channel: 'app', names: { en: 'App etax-app' } },
    });
    expect(page.snapshot()).toMatchObject({ purpose: 'verify' });
  });

  it('RFC 9470: an approval without the required factor is told what is needed, and counts once the person is verified', async () => {
    const page = await desktop({ ...TO_ZHANG, required_amr: FACE, max_age: 60 });
    const phone = await world.phone(ZHANG, away);
    expect(await phone.scan(page)).toMatchObject({ required: { amr: ['face'], max_age: 60 } });
    const { consent_nonce } = phone.consent;
    const path = `/v1/scans/${phone.consent.session_id}/approve`;
    const refused = await phone.call('POST', path, { consent_nonce });
    expect(refused).toMatchObject({
      status: 401,
      body: { code: 'insufficient_user_authentication', required_amr: ['face'], max_age: 60 },
    });
    expect(refused.headers.get('www-authenticate')).toBe('DPoP error="insufficient_user_authentication", max_age="60"');
    expect(await page.until(({ refused: kind }) => kind !== undefined)).toMatchObject({
      phase: 'scanned',
      refused: 'insufficient_user_authentication',
    });
    const stale = Math.floor(Date.now() / 1_000) - 120;
    phone.verify({ amr: ['face'], authTimeSeconds: stale });
    await expect(phone.approve()).rejects.toMatchObject({ code: 'insufficient_user_authentication' });
    phone.verify({ amr: ['face', 'pwd'], authTimeSeconds: stale + 120 });
    await phone.approve();
    const tokens = await world.portal.redeem(await page.landing());
    // The app is registered for no passwords.
    expect(tokens.claims()).toMatchObject({ amr: ['face'], auth_time: stale + 120 });
  });

  it('Attack: an app claims a factor that it may not vouch for', async () => {
    const page = await desktop({ ...TO_ZHANG, required_amr: ['hwk'] });
    const phone = await world.phone({ ...ZHANG, amr: ['hwk', 'mfa'] }, away);
    await phone.scan(page);
    await expect(phone.approve()).rejects.toMatchObject({ code: 'insufficient_user_authentication' });
  });

  it('demands a level where the portal does', async () => {
    const page = await desktop({ ...TO_ZHANG, required_acr: ['urn:saoma:high', 'urn:saoma:higher'] });
    const phone = await world.phone(ZHANG, away);
    await phone.scan(page);
    await expect(phone.approve()).rejects.toMatchObject({ code: 'insufficient_user_authentication' });
    phone.verify({ acr: 'urn:saoma:higher' });
    await expect(phone.approve()).resolves.toMatchObject({ state: 'approved' });
  });

  it('RFC 8693 §4.1: the portal learns the person, and whom they act for', async () => {
    const sub = await signedIn();
    const page = await desktop({ purpose: 'step_up', login_hint: [{ sub }], identity_types: ['enterprise', 'person'] });
    const phone = await world.phone({ ...ZHANG, identities: [COMPANY] }, away);
    const { identities } = await phone.scan(page);
    expect(identities.map(({ id, type }) => `${id} ${type}`)).toEqual(['self person', 'e1 enterprise']);
    await phone.approve('e1');
    const tokens = await world.portal.redeem(await page.landing());
    const { id: _, ...company } = COMPANY;
    expect(tokens.claims()).toMatchObject({ sub, identity: { ...company, act: { sub } } });
  });

  it('takes no identity that the app does not vouch for, or that the portal does not take', async () => {
    const page = await desktop({ ...TO_ZHANG, identity_types: ['enterprise'] });
    const phone = await world.phone({ ...ZHANG, identities: [COMPANY] }, away);
    expect((await phone.scan(page)).identities).toHaveLength(1);
    for (const identity of [undefined, 'e2', 'self']) {
      const { consent_nonce, session_id } = phone.consent;
      const answer = await phone.call('POST', `/v1/scans/${session_id}/approve`, { consent_nonce, identity });
      expect(answer.body).toMatchObject({ code: 'identity_required' });
    }
    await expect(phone.approve('e1')).resolves.toMatchObject({ state: 'approved' });
  });

  it('Attack: a result of verify signs nobody in, and a code of one attempt is worth nothing in another', async () => {
    const page = await desktop(VERIFY_ZHANG);
    await (await world.phone(ZHANG, away)).signIn(page);
    const landing = await page.landing();
    const attempt = world.portal.attempt(landing);
    const failure = { error: 'invalid_grant' };
    await expect(world.portal.redeem(landing, { ...attempt, purpose: 'login' })).rejects.toMatchObject(failure);
    await expect(world.portal.redeem(landing, { ...attempt, purpose: 'step_up' })).rejects.toMatchObject(failure);
    const login = await world.portal.begin();
    const other = world.portal.attempt(`https://etax.test/?state=${login.state}`);
    const foreign = new URL(landing);
    foreign.searchParams.set('state', other.state);
    await expect(world.portal.redeem(foreign.href, other)).rejects.toMatchObject(failure);
    await expect(world.portal.redeem(foreign.href, { ...other, purpose: 'verify' })).rejects.toMatchObject(failure);
    const tokens = await world.portal.redeem(landing);
    expect(tokens.claims()).toMatchObject({ purpose: 'verify' });
    const client = await world.portal.configuration();
    expect(await tokenIntrospection(client, tokens.access_token)).toMatchObject({ active: false });
  });

  it('lives as long as its portal says, ten minutes at most', async () => {
    const { expires_in_ms } = await world.portal.startSession({ ...VERIFY_ZHANG, life_ms: 600_000 });
    expect(expires_in_ms).toBeGreaterThan(500_000);
    expect(expires_in_ms).toBeLessThanOrEqual(600_000);
  });

  it('is started by nobody but a backend that names whom it means', async () => {
    expect(await refusedStart({ purpose: 'verify' })).toMatch(/^400 invalid_request: .*login_hint/);
    expect(await refusedStart({ purpose: 'step_up' })).toMatch(/^400 invalid_request: .*login_hint/);
    expect(await refusedStart({ ...TO_ZHANG, login_hint: [{ realm: 'nowhere', sub: 'zhang' }] })).toMatch(/realm/);
    expect(await refusedStart({ ...TO_ZHANG, login_hint: [{ sub: 'zhang' }] })).toMatch(/none of this portal/);
    expect(await refusedStart({ ...TO_ZHANG, login_hint: [] })).toMatch(/400 invalid_request/);
    expect(await refusedStart({ ...TO_ZHANG, text: 'one\ntwo' })).toMatch(/400 invalid_request: text/);
    expect(await refusedStart({ ...TO_ZHANG, text: 'x'.repeat(201) })).toMatch(/400 invalid_request: text/);
    expect(await refusedStart({ ...TO_ZHANG, text: 'a\u202eb' })).toMatch(/400 invalid_request: text/);
    expect(await refusedStart({ ...TO_ZHANG, approvers: { any_of: [{ account: '1' }] } })).toMatch(/verify/);
    expect(await refusedStart({ contacts: [{ channel: 'sms', to: '+8613800000142' }] })).toMatch(/400 invalid_request/);
    const contacts = [{ channel: 'sms' as const, to: '+8613800000142' }];
    expect(await refusedStart({ ...TO_ZHANG, contacts, required_acr: ['high'] })).toMatch(/400 invalid_request/);
    expect(await refusedStart({ ...TO_ZHANG, contacts, login_hint: [{ account: '1' }, { account: '2' }] })).toMatch(
      /400/,
    );
    const zhang = { realm: 'etax', sub: 'zhang' };
    const twice = { any_of: [zhang, zhang], needed: 2 };
    expect(await refusedStart({ ...VERIFY_ZHANG, approvers: twice })).toMatch(/different persons/);
    const accounts = { any_of: [{ account: '1' }, { account: '2' }], needed: 2 };
    expect(await refusedStart({ ...VERIFY_ZHANG, approvers: accounts })).toMatch(/several holders/);
    const both = { realm: 'etax', sub: 'zhang', account: '42' };
    expect(await refusedStart({ ...TO_ZHANG, login_hint: [both] })).toMatch(/one of sub and account/);
  });
});
