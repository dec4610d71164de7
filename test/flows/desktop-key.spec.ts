import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { makePageKey, type PageKey } from '@saoma/browser';
import type { StartAnswer } from '@saoma/protocol';
import {
  DesktopDevice,
  LogoutReceiver,
  PhoneDevice,
  PortalBackend,
  type RunningBroker,
  routeTo,
  startBroker,
  TestApp,
  type TestPerson,
} from '@saoma/testing';
import { SESSIONS } from '../../src/core/tokens.js';
import type { SessionStore } from '../../src/core/ports.js';
import { makeOperator, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { codeShown } from './bare-page.js';
import { KeyedPage, RawKey } from './page-key.js';
import { FREE, WORLDS } from './worlds.js';

const DAY_MS = 86_400_000;

describe.each([WORLDS[0], WORLDS[2]])('the key of a waiting page: $name', ({ redis, nodes }) => {
  let server: RedisServer | undefined;
  let broker: RunningBroker;
  let app: TestApp;
  let logouts: LogoutReceiver;
  let [etax, library, strict, counter, single]: PortalBackend[] = [];
  let counterKey: PageKey;
  const operator = makeOperator('wang.min');
  const away = nodes - 1;
  const open: { close(): void }[] = [];
  let people = 0;
  let zhang: TestPerson;

  beforeAll(async () => {
    server = redis ? await startRedis() : undefined;
    logouts = await LogoutReceiver.listen();
    app = await TestApp.create({ id: 'etax-app', realm: 'etax' });
    counterKey = await makePageKey();
    const portal = (clientId: string, more: object = {}): Promise<PortalBackend> =>
      PortalBackend.create({
        ...{ clientId, redirectUri: `https://${clientId}.test/callback`, apps: [app] },
        ...more,
      });
    etax = await portal('etax', { logouts });
    library = await portal('library');
    strict = await portal('strict', { entry: { desktop_key: 'required' } });
    counter = await portal('counter', {
      entry: { trusted_desktops: [counterKey.jkt], started_by: ['backend', 'page'] },
    });
    single = await portal('single', { auth: 'none', dpop: true });
    broker = await startBroker({
      ...{ nodes, env: FREE, apps: [app], portals: [etax, library, strict, counter, single] },
      operators: [operator.entry],
      ...(server && { redisUrl: server.url }),
    });
  });

  beforeEach(() => {
    people += 1;
    zhang = { ...ZHANG, sub: `zhang-${String(people)}` };
  });

  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  afterAll(async () => {
    await broker.close();
    await server?.stop();
    await logouts.close();
  });

  const node = (at: number): string => broker.nodes[at] ?? broker.origin;
  const phone = (person = zhang): Promise<PhoneDevice> =>
    PhoneDevice.create({ ...{ broker: broker.origin, app, person }, route: routeTo(broker.origin, node(away)) });
  const page = async (portal: PortalBackend, key?: PageKey): Promise<DesktopDevice> => {
    const desktop = await DesktopDevice.start({ portal, ...(key && { key }) });
    open.push(desktop);
    return desktop;
  };
  const keyed = async (key: RawKey, at = 0): Promise<KeyedPage> =>
    new KeyedPage(broker.origin, node(at), await etax!.startSession({ desktop_jkt: key.jkt }), key);
  const refusalOf = (started: Promise<unknown>): Promise<unknown> =>
    started.then(
      () => 'started',
      (error: unknown) => {
        const { cause } = error as { cause: { status: number; body: { code: string } } };
        return `${cause.status} ${cause.body.code}`;
      },
    );
  const recordOf = async ({ session_id }: StartAnswer) =>
    (await broker.apps[0]!.get<SessionStore>(SESSIONS).read(session_id))?.record;
  const console = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${node(away)}/v1/operator/${path}`, {
      method,
      headers: { authorization: `Bearer ${operator.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Record<string, unknown>;
  };

  describe('is proved with every call', () => {
    let key: RawKey;
    let victim: KeyedPage;

    beforeAll(async () => {
      key = await RawKey.create();
      victim = await keyed(key);
    });

    it('and is named in the answer to the start, with the nonce that makes the first proof right at once', async () => {
      const { session } = await keyed(key);
      expect(session).toMatchObject({ desktop_jkt: key.jkt, dpop_nonce: expect.any(String) as string });
      const answer = await new KeyedPage(broker.origin, node(away), session, key).call('GET');
      expect(answer).toMatchObject({ status: 200, body: { state: 'pending' } });
      expect(answer.headers.get('dpop-nonce')).toBeTruthy();
      expect((await recordOf(session))?.desktop_jkt).toBe(key.jkt);
    });

    it.each([
      ['GET', ''],
      ['GET', '?wait_ms=1000&rev=0'],
      ['GET', '/events'],
      ['GET', '/qr.svg'],
      ['GET', '/qr.png'],
      ['POST', '/extend'],
      ['POST', '/user-code'],
      ['POST', '/check'],
      ['POST', '/one-time-code'],
      ['POST', '/prove'],
      ['POST', '/cancel'],
    ] as const)(
      '%s %s without one is refused: the token alone, wherever it was found, opens nothing',
      async (...call) => {
        await expect(victim.call(call[0], call[1], null)).resolves.toMatchObject({
          status: 401,
          body: { code: 'invalid_dpop_proof' },
        });
      },
    );

    it.each<[string, () => Promise<string> | undefined, string]>([
      [
        'of another key, by somebody who knows the thumbprint',
        async () => (await RawKey.create()).prove(victim.claims('GET', '')),
        'invalid_dpop_proof',
      ],
      ['for another method', () => victim.proof('POST', ''), 'invalid_dpop_proof'],
      ['for another path', () => victim.proof('GET', '/events'), 'invalid_dpop_proof'],
      [
        'for another session',
        () => victim.proof('GET', '', { htu: `${broker.origin}/v1/sessions/${'A'.repeat(26)}` }),
        'invalid_dpop_proof',
      ],
      [
        'for another host',
        () => victim.proof('GET', '', { htu: `https://evil.test${victim.path}` }),
        'invalid_dpop_proof',
      ],
      ['without ath', () => victim.proof('GET', '', { ath: undefined }), 'invalid_dpop_proof'],
      ['with the ath of another token', () => victim.proof('GET', '', { ath: 'x'.repeat(43) }), 'invalid_dpop_proof'],
      ['without a nonce', () => victim.proof('GET', '', { nonce: undefined }), 'use_dpop_nonce'],
      ['with a nonce of its own', () => victim.proof('GET', '', { nonce: 'mine' }), 'use_dpop_nonce'],
      ['that is none', () => Promise.resolve('a.b.c'), 'invalid_dpop_proof'],
    ])('a proof %s is refused', async (_, make, code) => {
      const proof = await make();
      await expect(victim.call('GET', '', proof)).resolves.toMatchObject({ status: 401, body: { code } });
    });

    it('a proof that was seen on the way is good once, at whichever node', async () => {
      const proof = (await victim.proof('GET', ''))!;
      await expect(victim.call('GET', '', proof)).resolves.toMatchObject({ status: 200 });
      const thief = new KeyedPage(broker.origin, node(away), victim.session, undefined);
      for (const at of [thief, victim]) {
        await expect(at.call('GET', '', proof)).resolves.toMatchObject({
          status: 401,
          body: { code: 'invalid_dpop_proof', detail: expect.stringContaining('before') as string },
        });
      }
    });

    it.each<[string, (id: string) => Promise<string | undefined>, string]>([
      ['with a proof for this connection', (id) => victim.socketProof(id), 'pending'],
      ['without a proof', () => Promise.resolve(undefined), 'invalid_dpop_proof'],
      [
        'with a proof of another key',
        async (id) => victim.socketProof(id, {}, await RawKey.create()),
        'invalid_dpop_proof',
      ],
      [
        'with a proof that was made for another connection',
        () => victim.socketProof(randomUUID()),
        'invalid_dpop_proof',
      ],
      [
        'with a proof for a call',
        (id) => victim.socketProof(id, { htu: broker.origin + victim.path }),
        'invalid_dpop_proof',
      ],
      ['with a proof without ath', (id) => victim.socketProof(id, { ath: undefined }), 'invalid_dpop_proof'],
      ['with the nonce of calls', () => victim.socketProof(victim.nonce ?? ''), 'invalid_dpop_proof'],
    ])('a socket %s is told', async (_, make, told) => {
      await expect(victim.knock(make)).resolves.toBe(told);
    });

    it('a proof that one socket sent opens no other', async () => {
      let seen: string | undefined;
      await victim.knock(async (id) => (seen = await victim.socketProof(id)));
      await expect(victim.knock(() => Promise.resolve(seen))).resolves.toBe('invalid_dpop_proof');
    });

    it('where there is one: a page without a key waits as before', async () => {
      const session = await etax!.startSession();
      expect(session.desktop_jkt).toBeUndefined();
      const bare = new KeyedPage(broker.origin, node(0), session, undefined);
      await expect(bare.call('GET')).resolves.toMatchObject({ status: 200 });
      await expect(bare.knock(() => Promise.resolve(undefined))).resolves.toBe('pending');
    });
  });

  describe('may be asked for', () => {
    it('by a portal whose pages must have one', async () => {
      await expect(refusalOf(strict!.startSession())).resolves.toBe('400 invalid_request');
      await expect(refusalOf(strict!.startSession({ desktop_jkt: 'k'.repeat(43) }))).resolves.toBe('started');
    });

    it.each(['', 'short', 'k'.repeat(44), `${'k'.repeat(42)} `])(
      'and must be a thumbprint, which “%s” is not',
      async (jkt) => {
        await expect(refusalOf(etax!.startSession({ desktop_jkt: jkt }))).resolves.toBe('400 invalid_request');
      },
    );

    it('by a portal that trusts certain computers only', async () => {
      await expect(refusalOf(counter!.startSession())).resolves.toBe('403 desktop_not_trusted');
      await expect(refusalOf(counter!.startSession({ desktop_jkt: 'k'.repeat(43) }))).resolves.toBe(
        '403 desktop_not_trusted',
      );
      const desktop = await page(counter!, counterKey);
      await (await phone()).signIn(desktop);
      await expect(counter!.redeem(await desktop.landing())).resolves.toBeDefined();
    });
  });

  describe('binds the result', () => {
    it('the ID token names it, so that the portal can bind its own session to it', async () => {
      const desktop = await page(etax!);
      await (await phone()).signIn(desktop);
      const tokens = await etax!.redeem(await desktop.landing());
      expect(tokens.claims()).toMatchObject({ cnf: { jkt: desktop.key?.jkt } });
      const metadata = (await etax!.configuration()).serverMetadata();
      expect(metadata.claims_supported).toContain('cnf');
    });

    it('and a page that redeems by itself can do so with this key only', async () => {
      const key = await RawKey.create();
      const redeem = async (...tries: readonly RawKey[]): Promise<Record<string, unknown>[]> => {
        const request = await single!.begin({ desktop_jkt: key.jkt });
        const started = await fetch(`${broker.origin}/v1/sessions`, {
          method: 'POST',
          headers: { origin: single!.origin, 'content-type': 'application/json' },
          body: JSON.stringify(request),
        });
        const session = (await started.json()) as StartAnswer;
        await (await phone()).signIn(codeShown(session.qr));
        const { body } = await new KeyedPage(broker.origin, node(0), session, key).call('GET');
        const { code = '', redirect_uri = '' } = body;
        const { verifier } = single!.attempt(`https://single.test/?state=${String(request.state)}`);
        const grant = { grant_type: 'authorization_code', client_id: 'single', code, redirect_uri };
        const answers: Record<string, unknown>[] = [];
        for (const by of tries) {
          const answer = await fetch(`${broker.origin}/token`, {
            method: 'POST',
            headers: { dpop: await by.prove({ htm: 'POST', htu: `${broker.origin}/token` }) },
            body: new URLSearchParams({ ...grant, code_verifier: verifier }),
          });
          answers.push((await answer.json()) as Record<string, unknown>);
        }
        return answers;
      };
      await expect(redeem(key)).resolves.toMatchObject([{ token_type: 'DPoP' }]);
      // Whoever has the code and its verifier, and another key: gets nothing, and takes nothing from the page.
      await expect(redeem(await RawKey.create(), key)).resolves.toMatchObject([
        { error: 'invalid_grant' },
        { token_type: 'DPoP' },
      ]);
    });
  });

  describe('makes the computer known again', () => {
    it('to the people who signed in with it', async () => {
      const key = await makePageKey();
      const desktop = await page(etax!, key);
      expect((await recordOf(desktop.answer))?.desktop_pairs).toBeUndefined();
      await (await phone()).signIn(desktop);
      const person = (await recordOf(desktop.answer))?.person;
      await etax!.redeem(await desktop.landing());
      expect((await recordOf(await library!.startSession({ desktop_jkt: key.jkt })))?.desktop_pairs).toMatch(
        new RegExp(`^${String(person)}~[\\w-]{43}$`),
      );
      expect((await recordOf(await library!.startSession({ desktop_jkt: 'k'.repeat(43) })))?.desktop_pairs).toBe(
        undefined,
      );
    });
  });

  describe('“this was not me”', () => {
    const signIn = async (key: PageKey) => {
      const desktop = await page(etax!, key);
      const scanning = await phone();
      await scanning.signIn(desktop);
      const tokens = await etax!.redeem(await desktop.landing());
      return { scanning, sessionId: desktop.answer.session_id, sub: tokens.claims()?.sub };
    };
    const expectBlocked = async (jkt: string): Promise<void> => {
      for (const portal of [etax, library]) {
        await expect(refusalOf(portal!.startSession({ desktop_jkt: jkt }))).resolves.toBe('403 desktop_blocked');
      }
    };

    it('before the sign-in ends it, blocks the key at every portal, and closes what else its pages wait for', async () => {
      const key = await makePageKey();
      const [desktop, other] = [await page(etax!, key), await page(library!, key)];
      const scanning = await phone();
      await scanning.scan(desktop);
      await scanning.deny('not_me');
      await expect(desktop.until('denied')).resolves.toMatchObject({ reason: 'not_me' });
      await expect(other.until('cancelled')).resolves.toMatchObject({ reason: 'not_me' });
      await expectBlocked(key.jkt);
    });

    it('hangs up on every page of the computer, and tells the people who run the service, once', async () => {
      const warned = jest.spyOn(Logger.prototype, 'warn');
      const key = await RawKey.create();
      const pages = [await keyed(key), await keyed(key, away), await keyed(key)];
      const [shown, ...others] = await Promise.all(pages.map((one) => one.listen()));
      open.push(shown!, ...others);
      const scanning = await phone();
      await scanning.scan(codeShown(pages[0]!.session.qr));
      await scanning.deny('not_me');
      for (const { states, hungUp } of others) {
        await expect(hungUp).resolves.toBe('io server disconnect');
        expect(states).toEqual(['pending', 'cancelled']);
      }
      await shown!.hungUp;
      expect(shown!.states.at(-1)).toBe('denied');
      // Said again, it is no news.
      await scanning.deny('not_me');
      const told = warned.mock.calls.filter(([, text]) => String(text).includes('a computer is blocked'));
      expect(told).toEqual([[{ computer: expect.any(String) as string, ended: 2 }, expect.any(String)]]);
      expect(JSON.stringify(told)).not.toContain(key.jkt);
      warned.mockRestore();
    });

    it('after the sign-in revokes what came of it, tells the portal, and blocks the key', async () => {
      const key = await makePageKey();
      const { scanning, sessionId, sub } = await signIn(key);
      const other = await page(library!, key);
      await scanning.signOut(sessionId, 'not_me');
      const told = await until(
        'the portal that is told',
        () => logouts.logouts.find(({ sid }) => sid === sessionId),
        (found) => found !== undefined,
      );
      expect(told?.sub).toBe(sub);
      await expect(other.until('cancelled')).resolves.toMatchObject({ reason: 'not_me' });
      await expectBlocked(key.jkt);
    });

    it('also by the late denial of what was approved', async () => {
      const key = await makePageKey();
      const { scanning } = await signIn(key);
      await expect(scanning.deny('not_me')).resolves.toMatchObject({ state: 'denied' });
      await expectBlocked(key.jkt);
    });

    it('finds a page that only polls, too, and one of the same key that comes to its session later', async () => {
      const key = await RawKey.create();
      const [polling, later] = [await keyed(key), await keyed(key)];
      expect(await polling.call('GET')).toMatchObject({ status: 200 });
      const victim = await phone();
      await victim.scan(codeShown(polling.session.qr));
      await victim.deny('not_me');
      await expectBlocked(key.jkt);
      expect((await later.call('GET')).status).toBe(200);
      expect(await later.call('GET')).toMatchObject({ body: { state: 'cancelled', reason: 'not_me' } });
    });

    it('blocks no computer that the registry names: that is for the operator to do', async () => {
      const desktop = await page(counter!, counterKey);
      const passerBy = await phone();
      await passerBy.scan(desktop);
      await passerBy.deny('not_me');
      await expect(desktop.until('denied')).resolves.toMatchObject({ reason: 'not_me' });
      await expect(refusalOf(counter!.startSession({ desktop_jkt: counterKey.jkt }))).resolves.toBe('started');
    });

    it('ends by itself after thirty days, and the computer is new to that person', async () => {
      const key = await makePageKey();
      const { scanning, sessionId } = await signIn(key);
      await scanning.signOut(sessionId, 'not_me');
      broker.shiftTime(29 * DAY_MS);
      await expectBlocked(key.jkt);
      broker.shiftTime(DAY_MS);
      const { desktop_jkt, desktop_pairs } = (await recordOf(await etax!.startSession({ desktop_jkt: key.jkt }))) ?? {};
      expect({ desktop_jkt, desktop_pairs }).toEqual({ desktop_jkt: key.jkt, desktop_pairs: undefined });
    });

    it('“declined” and a plain sign-out block nothing', async () => {
      const key = await makePageKey();
      const { scanning, sessionId } = await signIn(key);
      await scanning.signOut(sessionId);
      const desktop = await page(etax!, key);
      await scanning.scan(desktop);
      await scanning.deny('declined');
      await expect(refusalOf(etax!.startSession({ desktop_jkt: key.jkt }))).resolves.toBe('started');
    });

    it('blocks no key that somebody only named: who knows a thumbprint cannot shut its owner out', async () => {
      const key = await RawKey.create();
      const { session } = await keyed(key);
      const accomplice = await phone();
      await accomplice.scan(codeShown(session.qr));
      await accomplice.deny('not_me');
      await expect(refusalOf(etax!.startSession({ desktop_jkt: key.jkt }))).resolves.toBe('started');
    });

    it('is seen and lifted by an operator, on record', async () => {
      const key = await makePageKey();
      const { scanning, sessionId } = await signIn(key);
      await scanning.signOut(sessionId, 'not_me');
      const { desktop, blocked, remaining_ms } = await console('POST', 'desktops', { desktop_jkt: key.jkt });
      expect(blocked).toBe(true);
      expect(remaining_ms).toBeGreaterThan(29 * DAY_MS);
      const path = `desktops/${String(desktop)}`;
      await expect(console('GET', path)).resolves.toMatchObject({ blocked: true, audit: [{ event: 'block' }] });
      const act = { operator: operator.id, reason: 'the person called: it was them' };
      await expect(console('POST', `${path}/unblock`, { reason: act.reason })).resolves.toMatchObject({
        blocked: false,
        audit: [{ event: 'block' }, { event: 'unlock', act }],
      });
      await expect(refusalOf(etax!.startSession({ desktop_jkt: key.jkt }))).resolves.toBe('started');
    });
  });
});
