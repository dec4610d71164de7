import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { PEOPLE } from '../people.js';
import { type SigningAlgorithm, TokenIssuer } from './issuer.js';

const SETTINGS = { issuer: 'https://app.example', audience: 'https://pass.example', clientId: 'app' };
const [PERSON] = PEOPLE;
const JKT = 'a'.repeat(43);
const VERIFICATION = { acr: 'aal2', amr: ['hwk', 'user'], atSeconds: 1_795_000_000 };

const make = (algorithm: SigningAlgorithm = 'ES256'): Promise<TokenIssuer> =>
  TokenIssuer.create({ ...SETTINGS, algorithm });
const issue = (issuer: TokenIssuer): Promise<string> => issuer.issue(PERSON, JKT, VERIFICATION, 300);
const verify = async (issuer: TokenIssuer, token: string): ReturnType<typeof jwtVerify> =>
  jwtVerify(token, createLocalJWKSet(issuer.jwks as JSONWebKeySet), { ...SETTINGS, typ: 'at+jwt' });

describe('The app vouches for a person', () => {
  it.each(['ES256', 'PS256', 'RS256'] as const)('with an access token for the broker, signed by %s', async (alg) => {
    const issuer = await make(alg);
    const { payload, protectedHeader } = await verify(issuer, await issue(issuer));
    expect(protectedHeader.alg).toBe(alg);
    expect(payload).toMatchObject({
      sub: PERSON.id,
      name: PERSON.name,
      acr: 'aal2',
      amr: ['hwk', 'user'],
      auth_time: 1_795_000_000,
      cnf: { jkt: JKT },
      identities: PERSON.identities,
      accounts: PERSON.accounts,
    });
    expect(payload.exp! - payload.iat!).toBe(300);
  });

  it('as themselves alone where it knows of nothing else: the claim is absent', async () => {
    const issuer = await make();
    const token = await issuer.issue({ ...PERSON, identities: [] }, JKT, VERIFICATION, 300);
    expect((await verify(issuer, token)).payload).not.toHaveProperty('identities');
  });

  it('with a public key only', async () => {
    const issuer = await make('RS256');
    expect(issuer.jwks.keys).toHaveLength(1);
    for (const secret of ['d', 'p', 'q']) expect(issuer.jwks.keys[0]).not.toHaveProperty(secret);
    expect(decodeProtectedHeader(await issue(issuer)).kid).toBe(issuer.jwks.keys[0]?.kid);
  });

  it('with a new key once it rotates, while the former one is still published', async () => {
    const issuer = await make();
    const former = await issue(issuer);
    await issuer.rotate();
    const later = await issue(issuer);
    expect(decodeProtectedHeader(later).kid).not.toBe(decodeProtectedHeader(former).kid);
    await verify(issuer, former);
    await verify(issuer, later);
  });

  it('with nothing that a former key has signed, once that is retired', async () => {
    const issuer = await make();
    const former = await issue(issuer);
    await issuer.rotate();
    issuer.retire();
    await verify(issuer, await issue(issuer));
    await expect(verify(issuer, former)).rejects.toThrow(/no applicable key/);
  });
});
