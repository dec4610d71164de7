import { createHmac, randomUUID } from 'node:crypto';
import { base64url, exportJWK, exportSPKI, generateKeyPair, importJWK, type JWK } from 'jose';
import { TestApp } from '@saoma/testing';
import { type Answer, PhoneDoor, PhoneKey, WINDOW_MS } from '../../test/servers/phone-door.js';
import { sha256 } from '../core/secrets.js';

const PATH = '/v1/scans';
const encode = (header: object): string => base64url.encode(JSON.stringify(header));
const HOUR_S = 3_600;
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const COMPANY = { id: 'e1', type: 'enterprise', name: '云海商贸有限公司', code: '91530100MA6K5XUN1B' };
const SPOILT_IDENTITIES: readonly (readonly [what: string, identity: object])[] = [
  ['for an enterprise with a slip in its code', { ...COMPANY, code: '91530100MA6K5XUN2B' }],
  ['for an enterprise without a code', { ...COMPANY, code: undefined }],
  ['for a client without its agency', { ...COMPANY, type: 'agency_client' }],
  ['for an enterprise that passes for oneself', { ...COMPANY, id: 'self' }],
  ['for oneself under another name', { id: 'me', type: 'person', name: '李娜' }],
];

describe('The phone’s door refuses', () => {
  const door = new PhoneDoor();
  let app: TestApp;
  let stranger: TestApp;
  let key: PhoneKey;
  let otherKey: PhoneKey;
  let facts: { sub: string; jkt: string };

  beforeAll(async () => {
    app = await TestApp.create({ id: 'etax-app', realm: 'taxpayers' });
    stranger = await TestApp.create({ id: 'stranger', realm: 'taxpayers' });
    door.registry.register(app);
    key = await PhoneKey.create(door);
    otherKey = await PhoneKey.create(door);
    facts = { sub: 'zhang', jkt: key.jkt };
    await door.open();
  });
  afterAll(() => door.close());

  const prove = (token: string, overrides: Parameters<PhoneKey['proof']>[1] = {}): Promise<string> =>
    key.proof({ method: 'POST', path: PATH, token }, overrides);
  const knock = (headers: Record<string, string>): Promise<Answer> => door.call('POST', PATH, headers, { qr: 'x' });
  /** A call that is right but for its token. */
  const present = async (token: string): Promise<Answer> =>
    knock({ authorization: `DPoP ${token}`, dpop: await prove(token) });

  it('nobody whose token and proof are right: such a call gets as far as its code', async () => {
    expect((await present(await app.accessToken(facts))).body.code).toBe('qr_malformed');
  });

  describe('a token', () => {
    type Make = () => Promise<string>;
    const wrong: [what: string, make: Make, detail: RegExp][] = [
      ['without a signature', () => app.accessToken(facts, { header: { alg: 'none' } }), /"alg" must be one of/],
      [
        'signed with the app’s public key as a password',
        async () => {
          const spki = await exportSPKI((await importJWK(app.jwks.keys[0]!, 'ES256')) as CryptoKey);
          return app.accessToken(facts, { header: { alg: 'HS256' }, key: new TextEncoder().encode(spki) });
        },
        /"alg" must be one of/,
      ],
      [
        'signed with an algorithm that is not on the list',
        async () => {
          const { privateKey } = await generateKeyPair('ES384');
          return app.accessToken(facts, { header: { alg: 'ES384' }, key: privateKey });
        },
        /"alg" must be one of/,
      ],
      [
        'signed by another app',
        async () => {
          const { privateKey } = await generateKeyPair('ES256');
          return app.accessToken(facts, { key: privateKey });
        },
        /signature/,
      ],
      ['of an issuer that is not registered', () => stranger.accessToken(facts), /issuer/],
      ['with a key that the app does not have', () => app.accessToken(facts, { header: { kid: 'other' } }), /"kid"/],
      ['for another audience', () => app.accessToken(facts, { claims: { aud: 'https://other.test' } }), /"aud"/],
      ['for nobody', () => app.accessToken(facts, { claims: { aud: undefined } }), /"aud" is missing/],
      ['that is an ID token', () => app.accessToken(facts, { header: { typ: 'JWT' } }), /"typ"/],
      ['without a type', () => app.accessToken(facts, { header: { typ: undefined } }), /"typ"/],
      [
        'that has expired',
        () => app.accessToken(facts, { claims: { iat: nowSeconds() - 400, exp: nowSeconds() - 31 } }),
        /expired/,
      ],
      // Far ahead: what is a minute ahead may be good by the time a busy machine comes to look at it.
      ['that is not valid yet', () => app.accessToken(facts, { claims: { nbf: nowSeconds() + HOUR_S } }), /"nbf"/],
      [
        'from the future',
        () => app.accessToken(facts, { claims: { iat: nowSeconds() + HOUR_S, exp: nowSeconds() + HOUR_S + 300 } }),
        /"iat"/,
      ],
      ['that lives too long', () => app.accessToken({ ...facts, lifeSeconds: 3_601 }), /longer than an hour/],
      ['that never ends', () => app.accessToken(facts, { claims: { exp: undefined } }), /"exp"/],
      ['without a beginning', () => app.accessToken(facts, { claims: { iat: undefined } }), /"iat"/],
      ['without a person', () => app.accessToken(facts, { claims: { sub: undefined } }), /"sub"/],
      ['with an endless person', () => app.accessToken({ ...facts, sub: 'z'.repeat(256) }), /"sub"/],
      ['with two persons in one', () => app.accessToken({ ...facts, sub: 'zhang\nli' }), /"sub"/],
      ['without a client', () => app.accessToken(facts, { claims: { client_id: undefined } }), /"client_id"/],
      ['with an endless name', () => app.accessToken({ ...facts, name: '张'.repeat(101) }), /"name"/],
      ['with factors that are no list', () => app.accessToken(facts, { claims: { amr: 'face' } }), /"amr"/],
      ['that is bound to no key', () => app.accessToken({ sub: 'zhang' }), /not bound to a key/],
      ...SPOILT_IDENTITIES.map(([what, identity]): [string, Make, RegExp] => [
        what,
        () => app.accessToken(facts, { claims: { identities: [identity] } }),
        /"identities"/,
      ]),
      [
        'for two identities of one id',
        () => app.accessToken(facts, { claims: { identities: [COMPANY, COMPANY] } }),
        /"identities"/,
      ],
      [
        'with accounts that are no lists',
        () => app.accessToken(facts, { claims: { accounts: { etax: '42' } } }),
        /"accounts"/,
      ],
      ['with a list of accounts', () => app.accessToken(facts, { claims: { accounts: ['42'] } }), /"accounts"/],
      ['that is bound to something else', () => app.accessToken(facts, { claims: { cnf: { kid: '1' } } }), /"cnf"/],
      [
        'with an extension it calls critical',
        async () => {
          const [, payload = '', signature = ''] = (await app.accessToken(facts)).split('.');
          return `${encode({ alg: 'ES256', typ: 'at+jwt', crit: ['twice'], twice: true })}.${payload}.${signature}`;
        },
        /not supported/,
      ],
      ['of 9,000 characters', () => app.accessToken(facts, { claims: { padding: 'x'.repeat(9_000) } }), /longer than/],
      ['that is garbage', () => Promise.resolve('garbage'), /not a signed JWT/],
      ['that is garbage in three parts', () => Promise.resolve('gar.ba.ge'), /not a signed JWT/],
    ];

    it.each(wrong)('%s', async (_, make, detail) => {
      const token = await make();
      const { status, headers, body } = await present(token);
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'invalid_token' });
      expect(body.detail).toMatch(detail);
      expect(headers.get('www-authenticate')).toBe('DPoP error="invalid_token", algs="ES256 PS256 RS256 EdDSA"');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(JSON.stringify(body)).not.toContain(token.slice(-20));
    });
  });

  describe('a proof', () => {
    type Make = (token: string) => Promise<string>;
    const claims =
      (replaced: Record<string, unknown>): Make =>
      (token) =>
        prove(token, { claims: replaced });
    const header =
      (replaced: Record<string, unknown>): Make =>
      (token) =>
        prove(token, { header: replaced });
    const proofBy = async (jwk: JWK, alg: string, token: string): Promise<string> => {
      const { privateKey } = await generateKeyPair('ES256');
      const wrongly = Object.assign(Object.create(key) as PhoneKey, { privateKey, jwk, alg });
      return wrongly.proof({ method: 'POST', path: PATH, token });
    };
    const wrong: [what: string, make: Make, detail: RegExp][] = [
      ['of another key', (token) => otherKey.proof({ method: 'POST', path: PATH, token }), /bound to/],
      ['that names the right key and is signed by another', (token) => proofBy(key.jwk, 'ES256', token), /signature/],
      ['for another method', claims({ htm: 'GET' }), /"htm"/],
      ['for another path', claims({ htu: 'https://pass.test/v1/scans/x/approve' }), /"htu"/],
      ['for another broker', claims({ htu: 'https://pass.example/v1/scans' }), /"htu"/],
      ['for no address', claims({ htu: 'not a url' }), /"htu"/],
      ['for another access token', claims({ ath: sha256('another') }), /"ath"/],
      ['for no access token', claims({ ath: undefined }), /"ath"/],
      ['without a time', claims({ iat: undefined }), /"iat"/],
      ['without an id', claims({ jti: undefined }), /"jti"/],
      ['with an endless id', claims({ jti: 'x'.repeat(129) }), /"jti"/],
      ['of another type', header({ typ: 'JWT' }), /"typ"/],
      ['without a key', header({ jwk: undefined }), /"jwk"/],
      [
        'that carries the private key',
        async (token) => prove(token, { header: { jwk: await exportJWK(key.privateKey) } }),
        /must be a public key/,
      ],
      ['with a symmetric key', header({ jwk: { kty: 'oct', k: 'AAAA' } }), /must be a public key/],
      ['with a key of no known kind', header({ jwk: { kty: 'AKP' } }), /EC, OKP or RSA/],
      [
        'with an extension it calls critical',
        async (token) => {
          const [, payload = '', signature = ''] = (await prove(token)).split('.');
          const head = { alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk, crit: ['twice'], twice: true };
          return `${encode(head)}.${payload}.${signature}`;
        },
        /not supported/,
      ],
      [
        'without a signature',
        async (token) => {
          const [, payload = ''] = (await prove(token)).split('.');
          return `${encode({ alg: 'none', typ: 'dpop+jwt', jwk: key.jwk })}.${payload}.`;
        },
        /"alg" must be one of/,
      ],
      [
        'signed with the public key as a password',
        async (token) => {
          const [, payload = ''] = (await prove(token)).split('.');
          const head = encode({ alg: 'HS256', typ: 'dpop+jwt', jwk: key.jwk });
          const mac = createHmac('sha256', JSON.stringify(key.jwk)).update(`${head}.${payload}`).digest('base64url');
          return `${head}.${payload}.${mac}`;
        },
        /"alg" must be one of/,
      ],
      ['of 5,000 characters', claims({ padding: 'x'.repeat(5_000) }), /longer than/],
      ['that is garbage', () => Promise.resolve('garbage'), /not a signed JWT/],
      ['that comes twice', async (token) => `${await prove(token)}, ${await prove(token)}`, /exactly one/],
    ];

    it.each(wrong)('%s', async (_, make, detail) => {
      const token = await app.accessToken(facts);
      const answer = await knock({ authorization: `DPoP ${token}`, dpop: await make(token) });
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: 'invalid_dpop_proof' });
      expect(answer.body.detail).toMatch(detail);
      expect(answer.headers.get('www-authenticate')).toMatch(/^DPoP error="invalid_dpop_proof", algs=/);
    });

    it('that is missing', async () => {
      const { status, body } = await knock({ authorization: `DPoP ${await app.accessToken(facts)}` });
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'invalid_dpop_proof' });
    });

    it('that was used before, also with another token, and for as long as its nonce would let it pass', async () => {
      const token = await app.accessToken(facts);
      const [jti, nonce] = [randomUUID(), door.nonceOf(1)];
      const dpop = await prove(token, { claims: { jti, nonce } });
      const again = (): Promise<Answer> => knock({ authorization: `DPoP ${token}`, dpop });
      expect((await again()).body.code).toBe('qr_malformed');
      expect((await again()).body).toMatchObject({ code: 'invalid_dpop_proof', detail: 'it was used before' });

      const fresh = await app.accessToken(facts);
      const reused = await prove(fresh, { claims: { jti, nonce } });
      expect((await knock({ authorization: `DPoP ${fresh}`, dpop: reused })).body.code).toBe('invalid_dpop_proof');

      // To the last moment of the window after that of the nonce.
      door.clock.offsetMs = 3 * WINDOW_MS - (Date.now() % WINDOW_MS) - 2_000;
      try {
        const late = await app.accessToken({ ...facts, lifeSeconds: 900 });
        const later = await prove(late, { claims: { jti, nonce } });
        const { body } = await knock({ authorization: `DPoP ${late}`, dpop: later });
        expect(body.detail).toBe('it was used before');
      } finally {
        door.clock.offsetMs = 0;
      }
    });

    it('only when it is right: one that was refused leaves its id free', async () => {
      const token = await app.accessToken(facts);
      const jti = randomUUID();
      await knock({ authorization: `DPoP ${token}`, dpop: await prove(token, { claims: { jti, htm: 'GET' } }) });
      const answer = await knock({ authorization: `DPoP ${token}`, dpop: await prove(token, { claims: { jti } }) });
      expect(answer.body.code).toBe('qr_malformed');
    });

    it('Invariant: of twenty at once with one id exactly one passes', async () => {
      const token = await app.accessToken(facts);
      const dpop = await prove(token);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => knock({ authorization: `DPoP ${token}`, dpop })),
      );
      expect(answers.filter(({ body }) => body.code === 'qr_malformed')).toHaveLength(1);
      expect(answers.filter(({ body }) => body.code === 'invalid_dpop_proof')).toHaveLength(19);
    });
  });
});
