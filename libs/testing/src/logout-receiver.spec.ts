import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { LogoutReceiver } from './index.js';

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };

describe('A portal’s back-channel logout endpoint', () => {
  let issuer: Server;
  let origin: string;
  let key: CryptoKey;
  let receiver: LogoutReceiver;

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    key = privateKey;
    const jwk: JWK = { ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: 'k' };
    issuer = createServer(({ url }, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(url === '/jwks' ? { keys: [jwk] } : { jwks_uri: `${origin}/jwks` }));
    });
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${String((issuer.address() as AddressInfo).port)}`;
  });
  beforeEach(async () => {
    receiver = await LogoutReceiver.listen();
    receiver.expect(origin, 'etax');
  });
  afterEach(() => receiver.close());
  afterAll(() => {
    issuer.closeAllConnections();
    issuer.close();
  });

  const tell = async (claims: object = {}, header: object = {}): Promise<Response> => {
    const now = Math.floor(Date.now() / 1000);
    const right = { iss: origin, aud: 'etax', iat: now, exp: now + 120, jti: 'j', sid: 's', sub: 'p', events: EVENTS };
    const token = await new SignJWT({ ...right, ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'logout+jwt', kid: 'k', ...header })
      .sign(key);
    return fetch(receiver.uri, { method: 'POST', body: new URLSearchParams({ logout_token: token }) });
  };

  it('Back-Channel Logout §2.8: takes a genuine token, and keeps what it says', async () => {
    const answer = await tell();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await expect(receiver.until(1)).resolves.toMatchObject([{ sid: 's', sub: 'p' }]);
  });

  it.each<[string, object, object]>([
    ['of another issuer', { iss: 'https://other.test' }, {}],
    ['for another portal', { aud: 'library' }, {}],
    ['that is over', { exp: 1 }, {}],
    ['without an id', { jti: undefined }, {}],
    ['about no logout', { events: {} }, {}],
    ['that names neither person nor session', { sid: undefined, sub: undefined }, {}],
    ['with a nonce', { nonce: 'n' }, {}],
    ['of another type', {}, { typ: 'JWT' }],
  ])('§2.6: refuses a token %s', async (_, claims, header) => {
    expect((await tell(claims, header)).status).toBe(400);
    expect(receiver.logouts).toEqual([]);
    expect(receiver.refused).toHaveLength(1);
  });

  it('refuses what is no token, and says how many came when others were awaited', async () => {
    const answer = await fetch(receiver.uri, { method: 'POST', body: 'logout_token=x' });
    expect(answer.status).toBe(400);
    await expect(receiver.until(1, 1)).rejects.toThrow('0 of 1 logouts arrived within 1 ms');
    expect(receiver.calls.calls).toMatchObject([{ method: 'POST', body: 'logout_token=x' }]);
  });

  it('answers otherwise when it is told to', async () => {
    receiver.calls.answerWith(() => ({ status: 503 }));
    expect((await tell()).status).toBe(503);
    receiver.calls.answerWith((call) => receiver.receive(call));
    expect((await tell()).status).toBe(200);
  });
});
