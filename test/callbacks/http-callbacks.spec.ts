import { createLocalJWKSet, jwtVerify } from 'jose';
import { HttpCallbacks, type HttpCallbacksParts, type Undelivered } from '../../src/callbacks/http-callbacks.js';
import { Poster } from '../../src/callbacks/poster.js';
import { PublicAddresses } from '../../src/callbacks/public-addresses.js';
import type { App, AuditEntry, Portal } from '../../src/core/ports.js';
import { systemClock } from '../../src/platform/clock.js';
import { makeKeysFile, toKeys } from '../../src/platform/keys.js';
import { memoryStore } from '../../src/store/memory/memory.store.js';
import { until } from '../servers/deadline.js';
import { HANG, HANG_UP, Listener, status } from './listener.js';

const ORIGIN = 'https://pass.example.cn';
const SESSION = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const GRANT = { sessionId: SESSION, sub: 'sub-of-this-portal' };
const PING = { authReqId: 'auth-req-CANARY', token: 'token-CANARY' };

/** Goes on at once. */
const EAGER: Required<HttpCallbacksParts>['patience'] = { logoutMs: [1, 1, 1], noticeMs: [1, 1] };
/** Would go on when nobody looks any more. */
const PATIENT = { logoutMs: [3_600_000], noticeMs: [3_600_000], lastChanceMs: 300 };

/** Of what is registered, what matters here. */
const portalAt = (backchannelLogoutUri?: string): Portal =>
  ({ clientId: 'etax', ...(backchannelLogoutUri !== undefined && { backchannelLogoutUri }) }) as Portal;
const asking = (pingUri: string): Portal => ({ clientId: 'etax', delivery: { pingUri } }) as Portal;
const appAt = (pushUri?: string): App =>
  ({ appId: 'etax-app', issuer: 'https://app.example.cn', ...(pushUri !== undefined && { pushUri }) }) as App;

describe('what the broker tells others', () => {
  const keys = makeKeysFile().then((file) => toKeys(file, 0));
  let service: Listener;
  let reports: Undelivered[];
  let store: ReturnType<typeof memoryStore>;
  const made: HttpCallbacks[] = [];

  beforeEach(async () => {
    service = await Listener.open();
    reports = [];
    store = memoryStore(systemClock);
  });

  afterEach(async () => {
    await Promise.all(made.splice(0).map((callbacks) => callbacks.close()));
    await service.close();
    expect(JSON.stringify(reports)).not.toMatch(/CANARY|eyJ|http/);
  });

  async function callbacks({ patience = EAGER, networks = ['127.0.0.0/8'], attemptMs = 60_000 } = {}) {
    const signing = (await keys).signing.map(({ key }) => key);
    const one = new HttpCallbacks({
      origin: ORIGIN,
      signing: () => signing,
      grants: store.grants,
      networks,
      report: (undelivered) => reports.push(undelivered),
      patience,
      poster: new Poster(new PublicAddresses(networks), { attemptMs }),
    });
    made.push(one);
    return one;
  }

  const noted = (): Promise<readonly AuditEntry[]> =>
    until(
      'note of what became of it',
      () => store.sessions.audit(SESSION),
      ({ length }) => length > 0,
    );
  const outcome = async (): Promise<string | undefined> => (await noted())[0]?.outcome;
  const called = (times: number, listener = service): Promise<unknown> =>
    until(
      `${times} calls`,
      () => listener.calls.length,
      (length) => length === times,
    );
  const told = (): Promise<unknown> =>
    until(
      'report',
      () => reports.length,
      (length) => length > 0,
    );

  /** Verifies a notice as whoever gets it would, with what `/jwks` publishes. */
  async function verified(token: string, typ: string, audience: string) {
    const published = (await keys).signing.map(({ key: { d: _, ...key } }) => key);
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys: published }), {
      typ,
      audience,
      issuer: ORIGIN,
      algorithms: ['ES256'],
      maxTokenAge: 120,
    });
    expect(payload.exp! - payload.iat!).toBe(120);
    expect(protectedHeader.kid).toBe(published[0]?.kid);
    return payload;
  }
  const logoutTokenOf = (at = 0): string => new URLSearchParams(service.calls[at]!.body).get('logout_token') ?? '';

  describe('a sign-out, to the portal (OpenID Connect Back-Channel Logout)', () => {
    it('§2.4, §2.5 is a signed token in a form, that says who is signed out of which session', async () => {
      (await callbacks()).logout(portalAt(service.url('/ended')), GRANT);
      await expect(outcome()).resolves.toBe('delivered');
      const [{ method, path, headers }] = service.calls as [Listener['calls'][0]];
      expect({ method, path }).toEqual({ method: 'POST', path: '/ended' });
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
      expect([...new URLSearchParams(service.calls[0]!.body).keys()]).toEqual(['logout_token']);
      const claims = await verified(logoutTokenOf(), 'logout+jwt', 'etax');
      expect(claims).toEqual({
        iss: ORIGIN,
        aud: 'etax',
        sub: GRANT.sub,
        sid: SESSION,
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
        iat: expect.any(Number),
        exp: expect.any(Number),
        jti: expect.any(String),
      });
      expect(reports).toEqual([]);
    });

    it.each([200, 202, 204])('§2.8 is delivered with a %i', async (code) => {
      service.answers.push(status(code));
      (await callbacks()).logout(portalAt(service.url('/')), GRANT);
      await expect(outcome()).resolves.toBe('delivered');
      expect(service.calls).toHaveLength(1);
    });

    it('§2.8 is not sent again after a 400: the portal will not', async () => {
      service.answers.push(status(400));
      (await callbacks()).logout(portalAt(service.url('/')), GRANT);
      await expect(outcome()).resolves.toBe('undelivered');
      expect(service.calls).toHaveLength(1);
      expect(reports).toEqual([{ notice: 'logout', to: 'etax', reason: '400' }]);
    });

    it('is sent again while the portal is out of order, each time with an id that nobody has seen', async () => {
      service.answers.push(status(500), HANG_UP, status(404));
      (await callbacks()).logout(portalAt(service.url('/')), GRANT);
      await expect(outcome()).resolves.toBe('delivered');
      const ids = await Promise.all(
        [0, 1, 2, 3].map(async (at) => (await verified(logoutTokenOf(at), 'logout+jwt', 'etax')).jti),
      );
      expect(new Set(ids).size).toBe(4);
      expect(reports).toEqual([]);
    });

    it('is given up in the end, on record and with a warning that says why', async () => {
      service.answers.push(status(503), HANG_UP, HANG, status(302, { location: service.url('/elsewhere') }));
      (await callbacks({ attemptMs: 500 })).logout(portalAt(service.url('/')), GRANT);
      await expect(outcome()).resolves.toBe('undelivered');
      expect(reports).toEqual([{ notice: 'logout', to: 'etax', reason: '503, UND_ERR_SOCKET, TimeoutError, 302' }]);
      expect(service.calls.map(({ path }) => path)).toEqual(['/', '/', '/', '/']);
    });

    it('goes nowhere private, whatever is registered, and does not try again', async () => {
      (await callbacks({ networks: [] })).logout(portalAt(service.url('/')), GRANT);
      await expect(outcome()).resolves.toBe('undelivered');
      expect(reports).toEqual([{ notice: 'logout', to: 'etax', reason: 'ADDRESS_NOT_ALLOWED' }]);
      expect(service.connections).toBe(0);
    });

    it('is nothing for a portal that registered no address', async () => {
      const silent = await callbacks();
      silent.logout(portalAt(), GRANT);
      await silent.close();
      await expect(store.sessions.audit(SESSION)).resolves.toEqual([]);
    });

    it('to one portal is not held up by another that does not answer', async () => {
      const slow = await Listener.open();
      const both = await callbacks();
      slow.answers.push(...Array.from({ length: 40 }, () => HANG));
      for (let at = 0; at < 40; at += 1) both.logout(portalAt(slow.url('/')), { ...GRANT, sessionId: `S${at}` });
      both.logout(portalAt(service.url('/')), GRANT);
      await expect(outcome()).resolves.toBe('delivered');
      await slow.close();
    });

    it('is given up at once when a thousand wait for the same portal', async () => {
      const patient = await callbacks({ patience: PATIENT });
      service.answers.push(...Array.from({ length: 1_000 }, () => HANG));
      for (let at = 0; at < 1_000; at += 1)
        patient.logout(portalAt(service.url('/')), { ...GRANT, sessionId: `S${at}` });
      patient.logout(portalAt(service.url('/')), GRANT);
      await expect(outcome()).resolves.toBe('undelivered');
      expect(reports).toEqual([{ notice: 'logout', to: 'etax', reason: 'too many wait already' }]);
      reports.length = 0;
    });
  });

  describe('a decision, to the portal that sent the request (OpenID CIBA Core)', () => {
    it('§10.2 is its auth_req_id, by the token that the portal chose', async () => {
      const one = await callbacks();
      one.ping(asking(service.url('/decided')), PING);
      await called(1);
      expect(service.calls[0]).toMatchObject({
        method: 'POST',
        path: '/decided',
        headers: { authorization: 'Bearer token-CANARY', 'content-type': 'application/json' },
      });
      expect(JSON.parse(service.calls[0]!.body)).toEqual({ auth_req_id: 'auth-req-CANARY' });
      await one.close();
      expect(service.calls).toHaveLength(1);
      expect(reports).toEqual([]);
    });

    it.each([301, 302, 307, 308])('§10.2 is not sent on after a %i', async (code) => {
      service.answers.push(status(code, { location: service.url('/elsewhere') }));
      (await callbacks()).ping(asking(service.url('/')), PING);
      await told();
      expect(reports).toEqual([{ notice: 'ping', to: 'etax', reason: String(code) }]);
      expect(service.calls.map(({ path }) => path)).toEqual(['/']);
    });

    it('is sent again a few times, but not after a no', async () => {
      const one = await callbacks();
      service.answers.push(status(503), HANG_UP);
      one.ping(asking(service.url('/')), PING);
      await called(3);
      service.answers.push(status(401));
      one.ping(asking(service.url('/')), PING);
      await told();
      expect(reports).toEqual([{ notice: 'ping', to: 'etax', reason: '401' }]);
      expect(service.calls).toHaveLength(4);
    });

    it('is nothing for a portal that asks by itself', async () => {
      const one = await callbacks();
      one.ping({ clientId: 'etax', delivery: 'poll' } as Portal, PING);
      await one.close();
      expect(reports).toEqual([]);
    });

    it('is sent nowhere private', async () => {
      (await callbacks({ networks: ['10.0.0.0/8'] })).ping(asking(service.url('/')), PING);
      await told();
      expect(reports).toEqual([{ notice: 'ping', to: 'etax', reason: 'ADDRESS_NOT_ALLOWED' }]);
      expect(service.connections).toBe(0);
    });
  });

  describe('a waiting request, to the app’s push service', () => {
    it('is a signed handle, and says neither from whom nor what', async () => {
      (await callbacks()).push(appAt(service.url('/push')), 'handle-1');
      await called(1);
      expect(service.calls[0]).toMatchObject({ path: '/push', headers: { 'content-type': 'application/jwt' } });
      const claims = await verified(service.calls[0]!.body, 'saoma-push+jwt', 'https://app.example.cn');
      expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'handle', 'iat', 'iss', 'jti']);
      expect(claims['handle']).toBe('handle-1');
    });

    it('cannot be taken for a sign-out, nor a sign-out for it', async () => {
      const one = await callbacks();
      one.push(appAt(service.url('/push')), 'handle-1');
      await called(1);
      await expect(verified(service.calls[0]!.body, 'logout+jwt', 'https://app.example.cn')).rejects.toThrow(/typ/);
    });

    it('is sent again a few times, is sent nowhere private, and is nothing for an app without such a service', async () => {
      service.answers.push(status(500), status(429));
      const one = await callbacks();
      one.push(appAt(service.url('/')), 'handle-1');
      one.push(appAt(), 'handle-1');
      await called(3);
      (await callbacks({ networks: [] })).push(appAt(service.url('/')), 'handle-1');
      await told();
      expect(reports).toEqual([{ notice: 'push', to: 'etax-app', reason: 'ADDRESS_NOT_ALLOWED' }]);
    });
  });

  describe('when the broker ends', () => {
    it('what waits for its next attempt is tried at once, and its outcome is on record', async () => {
      service.answers.push(status(503), status(503));
      const ending = await callbacks({ patience: PATIENT });
      ending.logout(portalAt(service.url('/')), GRANT);
      ending.ping(asking(service.url('/')), PING);
      await called(2);
      await ending.close();
      expect(service.calls).toHaveLength(4);
      expect((await store.sessions.audit(SESSION)).map(({ outcome }) => outcome)).toEqual(['delivered']);
    });

    it('what fails once more is given up, on record', async () => {
      service.answers.push(status(503), status(503));
      const ending = await callbacks({ patience: PATIENT });
      ending.logout(portalAt(service.url('/')), GRANT);
      await called(1);
      await ending.close();
      expect((await store.sessions.audit(SESSION)).map(({ outcome }) => outcome)).toEqual(['undelivered']);
      expect(reports).toEqual([{ notice: 'logout', to: 'etax', reason: '503, 503' }]);
    });

    it('a portal that does not answer holds it up for seconds at most', async () => {
      service.answers.push(HANG, HANG);
      const ending = await callbacks({ patience: PATIENT });
      ending.logout(portalAt(service.url('/')), GRANT);
      await called(1);
      await ending.close();
      await expect(outcome()).resolves.toBe('undelivered');
      expect(reports).toEqual([{ notice: 'logout', to: 'etax', reason: expect.stringMatching(/^UND_ERR_DESTROYED/) }]);
    });
  });
});
