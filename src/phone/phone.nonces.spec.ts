import { randomBytes } from 'node:crypto';
import { TestApp } from '@saoma/testing';
import { type Answer, PhoneDoor, PhoneKey, WINDOW_MS } from '../../test/servers/phone-door.js';
import { Secrets } from '../core/secrets.js';

const PATH = '/v1/scans';
/** What a call is told that is right but for its code. */
const LET_IN = 'qr_malformed';

describe('Proofs name a nonce of the broker (RFC 9449 §8, §9)', () => {
  const door = new PhoneDoor();
  let app: TestApp;
  let bearerApp: TestApp;
  let key: PhoneKey;
  let token: string;

  beforeAll(async () => {
    app = await TestApp.create({ id: 'with-keys', realm: 'taxpayers' });
    bearerApp = await TestApp.create({ id: 'phone-line', realm: 'taxpayers', tokenType: 'bearer' });
    door.registry.register(app);
    door.registry.register(bearerApp);
    key = await PhoneKey.create(door);
    token = await app.accessToken({ sub: 'zhang', jkt: key.jkt, lifeSeconds: 3_600 });
    await door.open();
  });
  afterAll(() => door.close());
  beforeEach(() => door.limits.points.clear());
  afterEach(() => (door.clock.offsetMs = 0));

  const knock = async (claims: Record<string, unknown> = {}): Promise<Answer> => {
    const dpop = await key.proof({ method: 'POST', path: PATH, token }, { claims });
    return door.call('POST', PATH, { authorization: `DPoP ${token}`, dpop }, { qr: 'x' });
  };
  const nonceIn = ({ headers }: Answer): string => headers.get('dpop-nonce') ?? '';

  it('one without a nonce is told which, and counts against nobody; with that one it is let in', async () => {
    const refused = await knock({ nonce: undefined });
    expect(refused).toMatchObject({ status: 401, body: { code: 'use_dpop_nonce' } });
    expect(refused.headers.get('www-authenticate')).toMatch(/^DPoP error="use_dpop_nonce", algs="ES256 /);
    expect(door.limits.points.size).toBe(0);
    expect((await knock({ nonce: nonceIn(refused) })).body.code).toBe(LET_IN);
  });

  it('leaves the proof unspent that it refuses: nothing was kept of it', async () => {
    const jti = 'the same one';
    await knock({ jti, nonce: undefined });
    expect((await knock({ jti })).body.code).toBe(LET_IN);
  });

  const another = new Secrets([{ kid: 'k1', secret: randomBytes(32) }], randomBytes(32));
  it.each<[what: string, nonce: () => unknown]>([
    ['of another broker', () => another.dpopNonce(Math.floor(door.clock.nowMs() / WINDOW_MS))],
    ['too old', () => door.nonceOf(-2)],
    ['of the future', () => door.nonceOf(2)],
    ['that it made up', () => 'nonce'],
    ['that is empty', () => ''],
    ['that is no text', () => 1],
  ])('refuses a nonce %s', async (_, nonce) => {
    const refused = await knock({ nonce: nonce() });
    expect(refused).toMatchObject({ status: 401, body: { code: 'use_dpop_nonce' } });
    expect(nonceIn(refused)).toBe(door.nonceOf(0));
  });

  it.each([
    ['before', -1],
    ['that a node with another clock has begun', 1],
  ])('takes one of the stretch of time %s', async (_, windows) => {
    expect((await knock({ nonce: door.nonceOf(windows) })).body.code).toBe(LET_IN);
  });

  it.each([-31_536_000, 31_536_000])('does not mind a phone whose clock is %d s off', async (offSeconds) => {
    expect((await knock({ iat: Math.floor(Date.now() / 1000) + offSeconds })).body.code).toBe(LET_IN);
  });

  it('every answer tells the nonce for the next call, so that a phone in use is never sent back', async () => {
    let nonce = nonceIn(await knock());
    for (const _ of [1, 2, 3]) {
      door.clock.offsetMs += WINDOW_MS;
      const answer = await knock({ nonce });
      expect(answer.body.code).toBe(LET_IN);
      expect(nonceIn(answer)).not.toBe(nonce);
      nonce = nonceIn(answer);
    }
  });

  it('also who sends nothing at all is told it', async () => {
    expect(nonceIn(await door.call('GET', '/v1/requests', {}))).toBe(door.nonceOf(0));
  });

  it('is not asked of apps without keys', async () => {
    const authorization = `Bearer ${await bearerApp.accessToken({ sub: 'zhang' })}`;
    expect((await door.call('POST', PATH, { authorization }, { qr: 'x' })).body.code).toBe(LET_IN);
  });
});
