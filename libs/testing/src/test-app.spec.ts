import { createLocalJWKSet, decodeProtectedHeader, generateKeyPair, type JSONWebKeySet, jwtVerify } from 'jose';
import { type AppAlgorithm, TestApp } from './index.js';

const make = (algorithm?: AppAlgorithm): Promise<TestApp> =>
  TestApp.create({ id: 'etax-app', realm: 'natural-person', ...(algorithm && { algorithm }) });
const keysOf = ({ jwks }: TestApp): ReturnType<typeof createLocalJWKSet> =>
  createLocalJWKSet(structuredClone(jwks) as JSONWebKeySet);

describe('TestApp', () => {
  it.each<AppAlgorithm>(['ES256', 'PS256', 'RS256', 'EdDSA'])(
    'signs %s access tokens in the shape of RFC 9068 that its registered keys verify',
    async (algorithm) => {
      const app = await make(algorithm);
      const { issuer, audience } = app.registration();
      const token = await app.accessToken({ sub: '7', name: '张三', acr: 'urn:2', amr: ['face'], jkt: 'thumb' });
      const { payload, protectedHeader } = await jwtVerify(token, keysOf(app), {
        typ: 'at+jwt',
        issuer,
        audience,
        algorithms: [algorithm],
        requiredClaims: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
      });
      expect(payload).toMatchObject({ sub: '7', name: '张三', acr: 'urn:2', amr: ['face'], cnf: { jkt: 'thumb' } });
      expect(payload.exp! - payload.iat!).toBe(300);
      expect(protectedHeader.kid).toBe(app.jwks.keys[0]?.kid);
    },
  );

  it('registers public keys only', async () => {
    const { jwks } = (await make()).registration();
    expect(Object.keys(jwks?.keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('registers a place for its keys instead of the keys, when given one', async () => {
    const entry = (await make()).registration({ jwks_uri: 'https://etax-app.test/jwks' });
    expect(entry).toMatchObject({ jwks_uri: 'https://etax-app.test/jwks' });
    expect(entry).not.toHaveProperty('jwks');
  });

  it('signs with a new key after a rotation, and publishes the old one only if asked', async () => {
    const app = await make();
    const old = await app.accessToken({ sub: '7' });
    await app.rotateKeys({ keepOld: true });
    await expect(jwtVerify(old, keysOf(app))).resolves.toBeDefined();
    await expect(jwtVerify(await app.accessToken({ sub: '7' }), keysOf(app))).resolves.toBeDefined();
    expect(app.jwks.keys).toHaveLength(2);
    await app.rotateKeys();
    await expect(jwtVerify(old, keysOf(app))).rejects.toThrow();
    await expect(jwtVerify(await app.accessToken({ sub: '7' }), keysOf(app))).resolves.toBeDefined();
  });

  describe('makes wrong tokens on purpose:', () => {
    it('with other claims, or without one', async () => {
      const app = await make();
      const token = await app.accessToken({ sub: '7' }, { claims: { aud: 'https://elsewhere.test', exp: undefined } });
      const { payload } = await jwtVerify(token, keysOf(app));
      expect(payload.aud).toBe('https://elsewhere.test');
      expect(payload).not.toHaveProperty('exp');
    });

    it('of another type', async () => {
      const token = await (await make()).accessToken({ sub: '7' }, { header: { typ: 'JWT' } });
      expect(decodeProtectedHeader(token).typ).toBe('JWT');
    });

    it('signed with a key of somebody else', async () => {
      const app = await make();
      const { privateKey } = await generateKeyPair('ES256');
      await expect(jwtVerify(await app.accessToken({ sub: '7' }, { key: privateKey }), keysOf(app))).rejects.toThrow();
    });

    it('unsigned', async () => {
      const token = await (await make()).accessToken({ sub: '7' }, { header: { alg: 'none' } });
      expect(token).toMatch(/^[\w-]+\.[\w-]+\.$/);
      expect(decodeProtectedHeader(token).alg).toBe('none');
    });

    it('signed with the public key as if it were a password', async () => {
      const app = await make();
      const key = new TextEncoder().encode(JSON.stringify(app.jwks.keys[0]));
      const token = await app.accessToken({ sub: '7' }, { header: { alg: 'HS256' }, key });
      await expect(jwtVerify(token, key)).resolves.toBeDefined();
    });
  });
});
