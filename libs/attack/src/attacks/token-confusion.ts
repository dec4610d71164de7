import { generateKeyPair, exportJWK } from 'jose';
import type { TokenOverrides } from '@saoma/testing';
import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

export const tokenConfusion: Attack = {
  id: 'token-confusion',
  title: 'Forge the app’s access token',
  about: 'Anybody vouches for anybody: a token that no app has signed for this broker names whatever person one likes.',
  source: 'RFC 8725 §3.1, §3.8, §3.9, §3.11; RFC 7515 §4.1.11; RFC 9068 §4',
  needs: ['app'],
  requests: 44,
  async run(target) {
    const found = new Findings();
    const { app } = target;
    const phone = await target.phone();
    const honest = await phone.call('GET', '/v1/requests');
    if (honest.status !== 200) throw new Error(`an honest token was answered ${honest.status}`);
    for (const [how, overrides] of Object.entries(await forgeries(app.jwks.keys[0] ?? {}, target.origin))) {
      const accessToken = await phone.accessToken(overrides);
      found.expectRefusal(`a token ${how}`, await phone.call('GET', '/v1/requests', undefined, { accessToken }));
    }
    const [header = '', payload = '', signature = ''] = (await phone.accessToken()).split('.');
    const other = JSON.stringify({ ...(JSON.parse(text(payload)) as object), sub: 'somebody-else' });
    const tampered = {
      'whose content was changed': `${header}.${Buffer.from(other).toString('base64url')}.${signature}`,
      'whose signature was cut off': `${header}.${payload}.`,
    };
    for (const [how, accessToken] of Object.entries(tampered)) {
      found.expectRefusal(`a token ${how}`, await phone.call('GET', '/v1/requests', undefined, { accessToken }));
    }
    return found.verdict;
  },
};

/** What is wrong with each is its name. `publicJwk` is the app's own key as everybody knows it. */
async function forgeries(
  publicJwk: { readonly kid?: string; readonly x?: string },
  broker: string,
): Promise<Readonly<Record<string, TokenOverrides>>> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const asPassword = (text: string): Uint8Array => new TextEncoder().encode(text);
  const nowSeconds = Math.floor(Date.now() / 1_000);
  return {
    'without a signature (“none”)': { header: { alg: 'none' } },
    'without a signature (“nOnE”)': { header: { alg: 'none', typ: 'AT+JWT' } },
    'signed with the public key as a password': {
      header: { alg: 'HS256' },
      key: asPassword(JSON.stringify(publicJwk)),
    },
    'signed with the public key’s x as a password': {
      header: { alg: 'HS256' },
      key: Buffer.from(publicJwk.x ?? 'x', 'base64url'),
    },
    'signed with an empty password': { header: { alg: 'HS256', kid: '/dev/null' }, key: Buffer.alloc(32) },
    'of a key of the attacker’s': { key: privateKey },
    'of a key that it brings along (“jwk”)': { key: privateKey, header: { jwk } },
    'of a key that it names elsewhere (“jku”)': {
      key: privateKey,
      header: { jku: 'https://evil.example/jwks', kid: 'evil' },
    },
    'with a path as “kid”': { key: privateKey, header: { kid: '../../../../dev/null' } },
    'with SQL as “kid”': { key: privateKey, header: { kid: "' UNION SELECT 'x" } },
    'with a prototype as “kid”': { key: privateKey, header: { kid: '__proto__' } },
    'of another issuer': { claims: { iss: 'https://evil.example' } },
    'of the broker itself': { claims: { iss: broker } },
    'for another audience': { claims: { aud: 'https://other-broker.example' } },
    'for no audience': { claims: { aud: undefined } },
    'with an unknown critical extension (“crit”)': { header: { crit: ['urn:evil'], 'urn:evil': true } },
    'with a critical claim (“crit”)': { header: { crit: ['exp'], exp: nowSeconds + 300 } },
    'that is an ID token': { header: { typ: 'JWT' } },
    'that says no type': { header: { typ: undefined } },
    'that has expired': { claims: { exp: nowSeconds - 3_600, iat: nowSeconds - 3_700 } },
    'that never expires': { claims: { exp: undefined } },
    'that lives for a year': { claims: { exp: nowSeconds + 31_536_000 } },
    'of the future': { claims: { iat: nowSeconds + 3_600, nbf: nowSeconds + 3_600, exp: nowSeconds + 7_000 } },
    'without a subject': { claims: { sub: undefined } },
    'bound to no key': { claims: { cnf: undefined } },
    'bound to a key in another way': { claims: { cnf: { 'x5t#S256': 'x'.repeat(43) } } },
  };
}

const text = (part: string): string => Buffer.from(part, 'base64url').toString();
