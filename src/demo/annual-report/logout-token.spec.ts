import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type LogoutToken, logoutTokenReader } from './logout-token.js';

const ISSUER = 'https://pass.example.cn';
const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const CLAIMS = { sub: 'person', sid: 'session', events: EVENTS };

describe('A logout token (OpenID Connect Back-Channel Logout §2.6)', () => {
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let server: Server;
  let read: (token: string) => Promise<LogoutToken | undefined>;
  let readAway: typeof read;

  beforeAll(async () => {
    keys = await generateKeyPair('ES256');
    const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256', kid: 'k' }] });
    server = createServer(({ url }, response) => {
      response.writeHead(url === '/away' ? 503 : 200).end(jwks);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const readWith = (path: string): typeof read =>
      logoutTokenReader({ issuer: ISSUER, keys: new URL(path, `http://127.0.0.1:${port}`), clientId: 'site' });
    read = readWith('/jwks');
    readAway = readWith('/away');
  });
  afterAll(() => {
    server.close();
    // Lines that nobody uses any more would keep it.
    server.closeAllConnections();
  });

  let count = 0;
  const sign = (
    claims: JWTPayload,
    { typ = 'logout+jwt', seconds = 120, key = keys.privateKey } = {},
  ): Promise<string> =>
    new SignJWT({ iss: ISSUER, aud: 'site', jti: `t${(count += 1)}`, ...claims })
      .setProtectedHeader({ alg: 'ES256', typ, kid: 'k' })
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
      .sign(key);

  it('says which session ended, and whose; each token once', async () => {
    const token = await sign(CLAIMS);
    expect(await read(token)).toEqual({ sub: 'person', sid: 'session' });
    expect(await read(token)).toBeUndefined();
    expect(await read(await sign({ sub: 'person', events: EVENTS }))).toEqual({ sub: 'person' });
  });

  it.each<[string, JWTPayload, Parameters<typeof sign>[1]]>([
    ['is no ID token, which has a nonce', { ...CLAIMS, nonce: 'n' }, {}],
    ['tells of a logout and of nothing else', { ...CLAIMS, events: { other: {} } }, {}],
    ['names a session or a person', { events: EVENTS }, {}],
    ['is for this site', { ...CLAIMS, aud: 'another' }, {}],
    ['is from this provider', { ...CLAIMS, iss: 'https://evil.example.cn' }, {}],
    ['is of its type', CLAIMS, { typ: 'JWT' }],
    ['has not expired', CLAIMS, { seconds: -60 }],
  ])('%s', async (_, claims, how) => {
    expect(await read(await sign(claims, how))).toBeUndefined();
  });

  it('is signed by the provider', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    expect(await read(await sign(CLAIMS, { key: privateKey }))).toBeUndefined();
    expect(await read('nonsense')).toBeUndefined();
  });

  it('is not refused while the keys cannot be had', async () => {
    await expect(readAway(await sign(CLAIMS))).rejects.toThrow('Expected 200');
  });
});
