import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { TokenIssuer } from './issuer.js';

const SETTINGS = { issuer: 'https://app.example', audience: 'https://pass.example', clientId: 'app' };
const PERSON = { id: 'p-1', name: '张伟', phoneEnding: '0142' };

describe('The app vouches for a person', () => {
  it('with an access token for the broker, bound to the key of the phone, for ten minutes', async () => {
    const issuer = await TokenIssuer.create(SETTINGS);
    const { token, lifeSeconds } = await issuer.issue(PERSON, 'a'.repeat(43));
    const keys = createLocalJWKSet(issuer.jwks as JSONWebKeySet);
    const { payload } = await jwtVerify(token, keys, { ...SETTINGS, typ: 'at+jwt', algorithms: ['ES256'] });
    expect(payload).toMatchObject({ sub: 'p-1', name: '张伟', amr: ['pwd'], cnf: { jkt: 'a'.repeat(43) } });
    expect(payload.exp! - payload.iat!).toBe(600);
    expect(lifeSeconds).toBe(600);
  });

  it('with a public key only', async () => {
    const issuer = await TokenIssuer.create(SETTINGS);
    expect(issuer.jwks.keys).toHaveLength(1);
    expect(issuer.jwks.keys[0]).not.toHaveProperty('d');
    const { token } = await issuer.issue(PERSON, 'a'.repeat(43));
    expect(decodeProtectedHeader(token).kid).toBe(issuer.jwks.keys[0]?.kid);
  });
});
