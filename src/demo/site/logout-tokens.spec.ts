import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { LogoutTokenRefused, LogoutTokens } from './logout-tokens.js';

const ISSUER = 'https://pass.example.cn';
const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };

/** Seconds from now. */
const inS = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

describe('Back-Channel Logout §2.6: a site takes a logout token', () => {
  let key: CryptoKey;
  let strangers: CryptoKey;
  let tokens: LogoutTokens;

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    key = pair.privateKey;
    strangers = (await generateKeyPair('ES256')).privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256', use: 'sig' };
    tokens = new LogoutTokens(ISSUER, 'etax-yunhai', createLocalJWKSet({ keys: [jwk] }));
  });

  const signed = (claims: object = {}, { typ = 'logout+jwt', by = key } = {}): Promise<string> =>
    new SignJWT({
      iss: ISSUER,
      aud: 'etax-yunhai',
      iat: inS(0),
      exp: inS(120),
      jti: randomUUID(),
      sub: 'word-1',
      sid: 'SESSION',
      events: EVENTS,
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ, kid: 'k' })
      .sign(by);

  it('of the broker, for this site, made a moment ago', async () => {
    expect(await tokens.take(await signed())).toBe('SESSION');
  });

  it('but each only once', async () => {
    const token = await signed();
    await tokens.take(token);
    await expect(tokens.take(token)).rejects.toThrow('has come before');
  });

  it.each([
    ['of another broker', { iss: 'https://other.example.cn' }],
    ['for another site', { aud: 'income-tax-site' }],
    ['without a time', { iat: undefined }],
    ['without an end', { exp: undefined }],
    ['that is over', { iat: inS(-200), exp: inS(-80) }],
    ['made long ago', { iat: inS(-3_600) }],
    ['made tomorrow', { iat: inS(86_400), exp: inS(86_520) }],
    ['that cannot be told from another', { jti: undefined }],
    ['that ends no sign-in', { sid: undefined }],
    ['about nothing', { events: undefined }],
    ['about something else', { events: { 'https://events.example.cn/other': {} } }],
    ['with a nonce, as an ID token has', { nonce: 'n' }],
  ])('and none %s', async (_, claims) => {
    await expect(tokens.take(await signed(claims))).rejects.toThrow(LogoutTokenRefused);
  });

  it.each([
    ['signed by a stranger', () => signed({}, { by: strangers })],
    ['of another type', () => signed({}, { typ: 'JWT' })],
    ['that is none', () => Promise.resolve('')],
  ])('and none %s', async (_, make) => {
    await expect(tokens.take(await make())).rejects.toThrow(LogoutTokenRefused);
  });

  it('and refuses none while the broker’s keys cannot be had', async () => {
    const away = new LogoutTokens(ISSUER, 'etax-yunhai', () => Promise.reject(new TypeError('fetch failed')));
    await expect(away.take(await signed())).rejects.toThrow(TypeError);
  });
});
