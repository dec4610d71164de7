import { jest } from '@jest/globals';
import { type Consent, SELF, STATEMENT_TYPE, statementOf } from '@saoma/protocol';
import { TestApp } from '@saoma/testing';
import { calculateThumbprint, generateKeyPair, generateProof } from 'dpop';
import { exportJWK, SignJWT } from 'jose';
import { type Answer, ORIGIN, PhoneDoor, PhoneKey } from '../../test/servers/phone-door.js';
import { sha256 } from '../core/secrets.js';

const SCANS = '/v1/scans';

interface Caller {
  get(path: string): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
  /** What an approval of this view is signed with. */
  statement(view: Consent): Promise<string>;
}

describe('A phone at its door', () => {
  const door = new PhoneDoor();
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.create({ id: 'etax-app', realm: 'taxpayers' });
    door.registry.register(app);
    await door.open();
  });
  afterAll(() => door.close());

  /** A phone whose proofs are made by a public client library. */
  async function phone(sub = 'zhang', alg: 'ES256' | 'RS256' | 'PS256' = 'ES256'): Promise<Caller> {
    const keys = await generateKeyPair(alg);
    const jkt = await calculateThumbprint(keys.publicKey);
    const token = await app.accessToken({ sub, jkt, amr: ['face', 'telepathy'], name: '张三' });
    const call = async (method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> => {
      const dpop = await generateProof(keys, ORIGIN + path, method, door.nonces.current(), token);
      return door.call(method, path, { authorization: `DPoP ${token}`, dpop }, body);
    };
    const statement = async (view: Consent): Promise<string> => {
      const decision = { decision: 'approve', identity: SELF } as const;
      const said = statementOf(ORIGIN, view, { consent: sha256(view.consent_nonce) }, decision);
      return new SignJWT({ ...said })
        .setIssuedAt()
        .setProtectedHeader({ alg, typ: STATEMENT_TYPE, jwk: await exportJWK(keys.publicKey) })
        .sign(keys.privateKey);
    };
    return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body), statement };
  }

  it('may say no also when too many of its person’s calls were refused', async () => {
    const { sessionId, qr } = await door.code();
    const caller = await phone('wu');
    const { consent_nonce } = (await caller.post(SCANS, { qr })).body;
    door.limits.usedUp.set('failures_per_person', 7_000);
    expect((await caller.get(`${SCANS}/${sessionId}`)).status).toBe(429);
    const denied = await caller.post(`${SCANS}/${sessionId}/deny`, { consent_nonce, reason: 'declined' });
    expect(denied).toMatchObject({ status: 200, body: { state: 'denied' } });
    door.limits.usedUp.clear();
  });

  it('sees who asks, for what, from where, and gets a nonce to decide with', async () => {
    const { sessionId, qr } = await door.code();
    const { status, headers, body } = await (await phone()).post(SCANS, { qr });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      session_id: sessionId,
      rev: 2,
      state: 'scanned',
      client_id: 'etax',
      sub: door.secrets.person('taxpayers', 'zhang'),
      portal: {
        names: { zh: '电子税务局', en: 'E-Tax Bureau' },
        logo: 'https://etax.test/logo.svg',
        domain: 'etax.test',
      },
      purpose: 'login',
      purpose_text: { zh: '登录网站', en: 'Sign in to a website' },
      app: { names: app.registration().names, channel: 'app' },
      identities: [{ id: 'self', type: 'person', name: '张三' }],
      via: 'qr',
      flow: 'code',
      desktop: {
        browser: 'Chrome 156',
        system: 'Windows 10 / 11',
        address: '203.0.113.*',
        known: 'new',
        started_ms_ago: expect.any(Number),
      },
      nearness: { verdict: 'unknown', reasons: ['other_network', 'new_computer'] },
      effect_text: { zh: expect.stringContaining('电子税务局'), en: expect.stringContaining('E-Tax Bureau') },
      scan_age_ms: expect.any(Number),
      consent_nonce: expect.stringMatching(/^[\w-]{43}$/),
      expires_in_ms: expect.any(Number),
    });
  });

  it.each(['ES256', 'RS256', 'PS256'] as const)('signs in with a key for %s', async (alg) => {
    const { sessionId, qr } = await door.code();
    const caller = await phone('zhang', alg);
    const view = (await caller.post(SCANS, { qr })).body as unknown as Consent;
    const decision = { consent_nonce: view.consent_nonce, statement: await caller.statement(view) };
    const approved = await caller.post(`${SCANS}/${sessionId}/approve`, decision);
    expect(approved).toMatchObject({ status: 200, body: { session_id: sessionId, state: 'approved' } });
    const { record } = (await door.store.sessions.read(sessionId))!;
    expect(record).toMatchObject({ app: app.issuer, person_name: '张三', amr: 'face' });
  });

  it('signs in with an Ed25519 key', async () => {
    const key = await PhoneKey.create(door, 'EdDSA');
    const token = await app.accessToken({ sub: 'li', jkt: key.jkt });
    const dpop = await key.proof({ method: 'POST', path: SCANS, token });
    const { qr } = await door.code();
    const { status } = await door.call('POST', SCANS, { authorization: `DPoP ${token}`, dpop }, { qr });
    expect(status).toBe(200);
  });

  it('may spell the address of its proof with another case of host, port, query and fragment', async () => {
    const key = await PhoneKey.create(door);
    const token = await app.accessToken({ sub: 'li', jkt: key.jkt });
    const claims = { htu: `HTTPS://PASS.TEST:443${SCANS}?a=b#c` };
    const dpop = await key.proof({ method: 'POST', path: SCANS, token }, { claims });
    const { body } = await door.call('POST', `${SCANS}?a=b`, { authorization: `DPoP ${token}`, dpop }, { qr: 'x' });
    expect(body.code).toBe('qr_malformed');
  });

  it('reads its session back: the same view while it is to decide, what became of it afterwards', async () => {
    const { sessionId, qr } = await door.code();
    const caller = await phone();
    const scanned = (await caller.post(SCANS, { qr })).body;
    const again = (await caller.get(`${SCANS}/${sessionId}`)).body;
    expect(again).toEqual({ ...scanned, desktop: expect.any(Object), expires_in_ms: expect.any(Number) });

    const denial = { consent_nonce: scanned['consent_nonce'], reason: 'not_me' };
    expect((await caller.post(`${SCANS}/${sessionId}/deny`, denial)).body).toEqual({
      session_id: sessionId,
      state: 'denied',
    });
    expect((await caller.get(`${SCANS}/${sessionId}`)).body).toEqual({
      session_id: sessionId,
      rev: 3,
      state: 'denied',
      reason: 'not_me',
      expires_in_ms: 0,
    });
  });

  it('is told that time ran out, with nothing left to decide', async () => {
    const { sessionId, qr } = await door.code();
    const caller = await phone();
    await caller.post(SCANS, { qr });
    door.clock.offsetMs = 125_000;
    try {
      const { body } = await caller.get(`${SCANS}/${sessionId}`);
      expect(body).toEqual({ session_id: sessionId, rev: 2, state: 'expired', expires_in_ms: 0 });
    } finally {
      door.clock.offsetMs = 0;
    }
  });

  it('learns nothing of a session that another phone holds', async () => {
    const { sessionId, qr } = await door.code();
    const { consent_nonce } = (await (await phone('zhang')).post(SCANS, { qr })).body;
    const other = await phone('li');
    expect((await other.post(SCANS, { qr })).body.code).toBe('claimed_by_another');
    expect((await other.get(`${SCANS}/${sessionId}`)).body.code).toBe('session_not_found');
    const approval = await other.post(`${SCANS}/${sessionId}/approve`, { consent_nonce });
    expect(approval.body.code).toBe('claimed_by_another');
    expect((await door.store.sessions.read(sessionId))?.record.state).toBe('scanned');
  });

  it.each(['short', 'a'.repeat(26), `${'A'.repeat(25)}1`, 'A'.repeat(27), '..%2f..'])(
    'is told that there is no session called %s, without a look into the store',
    async (id) => {
      const read = jest.spyOn(door.store.sessions, 'read');
      const { status, body } = await (await phone()).get(`${SCANS}/${id}`);
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'session_not_found' });
      expect(read).not.toHaveBeenCalled();
      read.mockRestore();
    },
  );

  it.each([
    ['no code', '', {}],
    ['a code that is no text', '', { qr: 1 }],
    ['an over-long code', '', { qr: 'x'.repeat(301) }],
    ['an unknown member', '', { qr: 'x', person: 'li' }],
    ['an over-long nonce', `/${'A'.repeat(26)}/approve`, { consent_nonce: 'x'.repeat(65) }],
    ['a factor of its own making', `/${'A'.repeat(26)}/approve`, { consent_nonce: 'x', amr: ['face'] }],
    ['no reason', `/${'A'.repeat(26)}/deny`, { consent_nonce: 'x' }],
    ['an unknown reason', `/${'A'.repeat(26)}/deny`, { consent_nonce: 'x', reason: 'because' }],
  ])('is told what is wrong when it sends %s', async (_, path, body) => {
    const answer = await (await phone()).post(SCANS + path, body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'invalid_request' });
  });

  it.each([
    ['approve', {}],
    ['deny', { reason: 'declined' }],
  ])('is told consent_required when it sends no nonce to %s: it was shown nothing', async (decision, body) => {
    const answer = await (await phone()).post(`${SCANS}/${'A'.repeat(26)}/${decision}`, body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 403, code: 'consent_required' });
  });
});
