import { PortalBackend } from '@saoma/testing';
import { clientCredentialsGrant } from 'openid-client';
import { LI, makeOperator, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { OperatorConsole } from './operator-console.js';
import { describeInEveryWorld } from './worlds.js';

const LOST = { reason: '来电核实：手机丢失' };
const FOUND = { reason: 'came to the counter with a new phone' };

/** Another with each test, so that no lock is in another's way. */
let people = 0;
const somebody = (): typeof ZHANG => ({ ...ZHANG, sub: `zhang-${String((people += 1))}` });

describeInEveryWorld('an operator', (worldOf, away) => {
  let world: World;
  let operator: OperatorConsole;
  const pages: { close(): void }[] = [];

  beforeEach(() => {
    world = worldOf();
    operator = new OperatorConsole(world, away);
  });

  afterEach(() => {
    for (const page of pages.splice(0)) page.close();
  });

  const open: World['desktop'] = async (node) => {
    const desktop = await world.desktop(node);
    pages.push(desktop);
    return desktop;
  };
  const subjectOf = ({ sub }: { readonly sub: string }): Promise<string> => operator.subjectOf({ realm: 'etax', sub });

  describe('locks a person', () => {
    it('who can scan nothing until they are unlocked; the page waits on, and others sign in at it', async () => {
      const [person, desktop] = [somebody(), await open()];
      const subject = await subjectOf(person);
      await operator.done('POST', `subjects/${subject}/lock`, LOST);
      const phone = await world.phone(person);
      for (let time = 0; time < 3; time += 1) {
        await expect(phone.scan(desktop)).rejects.toMatchObject({ code: 'subject_locked' });
      }
      expect(desktop.snapshot().phase).toBe('waiting');
      const { audit } = await operator.done('GET', `subjects/${subject}`);
      expect(audit).toMatchObject([
        { event: 'lock', outcome: 'applied' },
        { event: 'kept_out', outcome: 'subject_locked' },
      ]);
      const other = await world.phone(LI, away);
      await other.signIn(desktop);
      await expect(world.portal.redeem(await desktop.landing())).resolves.toBeDefined();

      await operator.done('POST', `subjects/${subject}/unlock`, FOUND);
      await expect(phone.signIn(await open())).resolves.toMatchObject({ state: 'approved' });
    });

    it('who can no longer approve what they scanned before, but still decline it', async () => {
      const [person, desktop] = [somebody(), await open()];
      const [phone, subject] = [await world.phone(person), await subjectOf(person)];
      await phone.scan(desktop);
      await operator.done('POST', `subjects/${subject}/lock`, LOST);
      await expect(phone.approve()).rejects.toMatchObject({ code: 'subject_locked' });
      await expect(phone.deny('not_me')).resolves.toMatchObject({ state: 'denied' });
      await expect(desktop.until('denied')).resolves.toMatchObject({ reason: 'not_me' });
    });

    it('by an account of a portal, whose holder the app then lets approve nothing', async () => {
      const [person, desktop] = [{ ...somebody(), accounts: { etax: ['A-7', 'A-8'] } }, await open()];
      const account = await operator.subjectOf({ account: 'A-8' }, 'etax');
      await operator.done('POST', `subjects/${account}/lock`, LOST);
      const phone = await world.phone(person, away);
      await expect(phone.scan(desktop)).rejects.toMatchObject({ code: 'subject_locked' });
      phone.verify({ accounts: { etax: ['A-7'], other: ['A-8'] } });
      await expect(phone.signIn(desktop)).resolves.toMatchObject({ state: 'approved' });
      await operator.done('POST', `subjects/${account}/unlock`, FOUND);
    });

    it('and everybody who looks sees who did it, why and since when, at whichever node', async () => {
      const subject = await subjectOf(somebody());
      const nobody = { subject, locked: false, failures: 0, audit: [] };
      expect(await operator.done('GET', `subjects/${subject}`)).toEqual(nobody);
      const locked = await operator.done('POST', `subjects/${subject}/lock`, LOST);
      const act = { operator: world.operator.id, ...LOST };
      expect(locked).toEqual({
        ...nobody,
        locked: true,
        operator_lock: { ...act, at: expect.any(String) },
        audit: [{ event: 'lock', outcome: 'applied', act, at: expect.any(String) }],
      });
      expect(await new OperatorConsole(world, 0).done('GET', `subjects/${subject}`)).toEqual(locked);
      expect(await operator.done('POST', `subjects/${subject}/unlock`, FOUND)).toEqual({
        ...nobody,
        audit: [
          { event: 'lock', outcome: 'applied', act, at: expect.any(String) },
          { event: 'unlock', outcome: 'applied', act: { ...act, ...FOUND }, at: expect.any(String) },
        ],
      });
    });
  });

  describe('names a person', () => {
    it('as the app does, or as a portal does: by the sub it was given, or by an account of its own', async () => {
      const [person, desktop] = [somebody(), await open()];
      const phone = await world.phone(person, away);
      await phone.signIn(desktop);
      const { sub } = (await world.portal.redeem(await desktop.landing())).claims() ?? {};
      expect(await operator.subjectOf({ sub }, 'etax')).toBe(await subjectOf(person));
      const account = await operator.subjectOf({ account: 'A-1' }, 'etax');
      expect(account).toMatch(/^[\w-]{43}$/);
      expect(await operator.subjectOf({ account: 'A-1', realm: 'etax' }, 'etax')).toBe(account);
      expect(await operator.subjectOf({ account: 'A-2' }, 'etax')).not.toBe(account);
    });

    it.each<[string, object, RegExp]>([
      ['an account without its portal', { login_hint: { account: 'A-1' } }, /client_id/],
      ['a portal’s sub without the portal', { login_hint: { sub: 'zhang' } }, /realm and sub/],
      ['a realm of no app', { login_hint: { realm: 'nowhere', sub: 'zhang' } }, /realm of no app/],
      ['two names at once', { login_hint: { sub: 'zhang', account: 'A-1', realm: 'etax' } }, /one of sub and account/],
      ['no name', { login_hint: {} }, /one of sub and account/],
      ['nothing', {}, /login_hint/],
      [
        'a sub that the portal was never given',
        { client_id: 'etax', login_hint: { sub: 'zhang' } },
        /none of this portal/,
      ],
    ])('and is told what is wrong with %s', async (_, body, detail) => {
      const { status, body: problem } = await operator.call('POST', 'subjects', body);
      expect({ status, problem }).toMatchObject({
        status: 400,
        problem: { code: 'invalid_request', detail: expect.stringMatching(detail) },
      });
    });

    it('and is told so where the portal is none', async () => {
      const { body } = await operator.call('POST', 'subjects', {
        client_id: 'none',
        login_hint: { realm: 'etax', sub: ZHANG.sub },
      });
      expect(body).toMatchObject({ code: 'invalid_request' });
    });
  });

  describe('ends a session', () => {
    it('that a phone holds; page and phone are told, and the record says who and why', async () => {
      const [person, desktop] = [somebody(), await open()];
      const phone = await world.phone(person);
      await phone.scan(desktop);
      const { session_id } = desktop.answer;
      expect(await operator.done('POST', `sessions/${session_id}/end`, LOST)).toEqual({
        ...{ session_id, state: 'cancelled', reason: 'ended_by_operator' },
      });
      await desktop.until(({ reason }) => reason === 'ended_by_operator');
      await expect(phone.approve()).rejects.toMatchObject({ code: 'session_over' });
      const trail = await operator.done('GET', `sessions/${session_id}`);
      expect(trail).toMatchObject({ state: 'cancelled', reason: 'ended_by_operator', client_id: 'etax' });
      expect((trail['audit'] as { event: string }[]).map(({ event }) => event).slice(0, 3)).toEqual([
        ...['start', 'scan', 'end'],
      ]);
      expect(trail['audit']).toContainEqual(
        expect.objectContaining({ event: 'end', to: 'cancelled', act: { operator: world.operator.id, ...LOST } }),
      );
    });

    it('that is approved: its code is worth nothing', async () => {
      const desktop = await open();
      const phone = await world.phone(somebody(), away);
      await phone.signIn(desktop);
      const landing = await desktop.landing();
      await operator.done('POST', `sessions/${desktop.answer.session_id}/end`, LOST);
      await expect(world.portal.redeem(landing)).rejects.toMatchObject({ error: 'invalid_grant' });
    });

    it('once, and none that is over or out of time', async () => {
      const [{ session_id: ended }, { session_id: left }] = [await world.session(), await world.session()];
      await operator.done('POST', `sessions/${ended}/end`, LOST);
      const again = await operator.call('POST', `sessions/${ended}/end`, FOUND);
      expect(again.body).toMatchObject({ code: 'session_over', state: 'cancelled' });
      world.broker.shiftTime(130_000);
      expect((await operator.call('POST', `sessions/${left}/end`, LOST)).body).toMatchObject({ code: 'expired_token' });
      expect(await operator.done('GET', `sessions/${left}`)).toMatchObject({ state: 'expired' });
    });

    it.each(['AAAAAAAAAAAAAAAAAAAAAAAAAA', 'none', '%2e%2e'])('but not what is none: %s', async (id) => {
      for (const [method, path] of [
        ['GET', `sessions/${id}`],
        ['POST', `sessions/${id}/end`],
      ] as const) {
        const { status } = await operator.call(method, path, method === 'POST' ? LOST : undefined);
        expect(status).toBe(404);
      }
    });
  });

  it('sees of a session no name, no subject, no address, no secret', async () => {
    const [person, desktop] = [somebody(), await open()];
    const phone = await world.phone(person, away);
    await phone.signIn(desktop);
    const { session_id, desktop_token } = desktop.answer;
    const trail = JSON.stringify(await operator.done('GET', `sessions/${session_id}`));
    expect(trail).toContain(await subjectOf(person));
    const code = new URL(await desktop.landing()).searchParams.get('code');
    for (const hidden of [person.name, person.sub, '203.0.113.7', desktop_token, code, phone.jkt]) {
      expect(trail).not.toContain(hidden);
    }
  });

  // Last: from here on another one runs the service.
  it('is one no more as soon as the registry says so, nor is a portal that came with it', async () => {
    const successor = makeOperator('zhou');
    const redirectUri = 'https://fund.test/callback';
    const other = await PortalBackend.create({ clientId: 'fund', redirectUri, apps: [world.app] });
    const subject = await subjectOf(somebody());
    await world.broker.register({
      portals: [world.portal, other],
      apps: [world.app, world.stranger],
      operators: [successor.entry],
    });
    await until(
      'operator who is refused',
      () => operator.call('GET', `subjects/${subject}`),
      ({ status }) => status === 401,
    );
    const next = operator.as(`Bearer ${successor.token}`);
    expect(await next.done('GET', `subjects/${subject}`)).toMatchObject({ locked: false });
    // At the node that has read the registry anew; the other may yet have to.
    const there = await other.along(world.route(away)).configuration();
    const { access_token } = await clientCredentialsGrant(there, { scope: 'sessions' });
    expect((await next.as(`Bearer ${access_token}`).call('GET', `subjects/${subject}`)).status).toBe(401);
  });
});
