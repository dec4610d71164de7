import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { PortalBackend } from '@saoma/testing';
import { answerOf, type Form, type OAuthAnswer, post, refusal } from '../flows/oauth-call.js';
import { codeOf } from '../flows/token-endpoint.js';
import { until } from '../servers/deadline.js';
import { openStage } from './stage.js';

const CAST = {
  etax: { entry: { post_logout_redirect_uris: ['https://etax.test/bye'] } },
  other: { entry: { started_by: ['redirect'], purposes: ['login'] } },
} as const;

/** Every refusal by the name that its RFC gives it, from its cause; and the portal signs people in as before. */
describe('What is refused', () => {
  let stage: Awaited<ReturnType<typeof openStage<typeof CAST>>>;
  let etax: PortalBackend;

  beforeAll(async () => {
    stage = await openStage(CAST);
    ({ etax } = stage.portals);
  });

  afterAll(() => stage.close());

  // Nothing else is disturbed.
  afterEach(async () => {
    await expect(post(etax, url('/token'), await approved())).resolves.toMatchObject({ status: 200 });
  });

  const url = (path: string): string => stage.broker.origin + path;
  const form = async (path: string, body: Form, headers: Form = {}): Promise<OAuthAnswer> =>
    answerOf(await fetch(url(path), { method: 'POST', headers, body: new URLSearchParams(body) }));

  /** A code that was approved, and what redeems it. */
  async function approved(): Promise<Form> {
    const landing = await (await stage.person()).signIn(await etax.authorizationUrl());
    const { code, verifier, redirectUri } = codeOf(etax, landing);
    return { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri };
  }

  describe('by the token endpoint (RFC 6749 §5.2)', () => {
    it.each<[string, string, (right: Form) => Form]>([
      ['another redirect_uri', 'invalid_grant', (right) => ({ ...right, redirect_uri: 'https://evil.test/callback' })],
      ['no code', 'invalid_request', ({ code: _, ...rest }) => rest],
      ['no verifier', 'invalid_grant', ({ code_verifier: _, ...rest }) => rest],
      ['a verifier that is too short', 'invalid_request', (right) => ({ ...right, code_verifier: 'short' })],
      ['no grant_type', 'invalid_request', ({ grant_type: _, ...rest }) => rest],
      ['a grant that nobody has', 'unsupported_grant_type', (right) => ({ ...right, grant_type: 'password' })],
      [
        'a grant that is another kind of thing',
        'invalid_grant',
        ({ code = '' }) => ({
          grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
          device_code: code,
        }),
      ],
    ])('%s is %s, and the code is still good', async (_, error, wrong) => {
      const right = await approved();
      await expect(post(etax, url('/token'), wrong(right))).resolves.toMatchObject(refusal(error));
      await expect(post(etax, url('/token'), right)).resolves.toMatchObject({ status: 200 });
    });

    it('the verifier of another sign-in is invalid_grant for both, and each is still good with its own (RFC 7636 §4.6)', async () => {
      const [one, two] = [await approved(), await approved()];
      const crossed = [
        { ...one, code_verifier: two['code_verifier'] ?? '' },
        { ...two, code_verifier: one['code_verifier'] ?? '' },
      ];
      for (const wrong of crossed) {
        await expect(post(etax, url('/token'), wrong)).resolves.toMatchObject(refusal('invalid_grant'));
      }
      for (const right of [one, two]) {
        await expect(post(etax, url('/token'), right)).resolves.toMatchObject({ status: 200 });
      }
    });

    it('an unknown client, one without its secret, and one with two proofs at once', async () => {
      const right = await approved();
      await expect(form('/token', { ...right, client_id: 'nobody' })).resolves.toMatchObject(
        refusal('invalid_client', 401),
      );
      await expect(form('/token', { ...right, client_id: 'etax' })).resolves.toMatchObject(
        refusal('invalid_client', 401),
      );
      await expect(
        post(etax, url('/token'), { ...right, client_id: 'etax', client_secret: 'another' }),
      ).resolves.toMatchObject(refusal('invalid_request'));
    });

    it('a grant that the portal is not registered for is unauthorized_client', async () => {
      const { other } = stage.portals;
      const credentials = { grant_type: 'client_credentials', scope: 'sessions' };
      await expect(post(other, url('/token'), credentials)).resolves.toMatchObject(refusal('unauthorized_client'));
    });

    it("answers in OAuth's form, not as a problem, and is kept by no cache", async () => {
      const { headers, body } = await post(etax, url('/token'), { grant_type: 'password' });
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(Object.keys(body).sort()).toEqual(['error', 'error_description']);
    });
  });

  describe('by the authorization endpoint (RFC 6749 §4.1.2.1)', () => {
    it.each([
      ['unsupported_response_type', { response_type: 'token' }],
      ['invalid_request', { code_challenge_method: 'plain' }],
      ['invalid_request', { max_age: 'soon' }],
      ['invalid_request', { prompt: 'none login' }],
      ['invalid_request_object', { request: 'garbage' }],
    ])('%s', async (error, wrong: Form) => {
      const asked = new URL(await etax.authorizationUrl(wrong));
      const { url: at } = await (await stage.person()).open(asked.href);
      const back = new URL(at);
      const told = new URLSearchParams(back.search || back.hash.slice(1));
      expect([back.origin + back.pathname, told.get('error')]).toEqual(['https://etax.test/callback', error]);
      expect([told.get('state'), told.get('iss')]).toEqual([asked.searchParams.get('state'), stage.broker.origin]);
    });
  });

  describe('by the pushed authorization request endpoint (RFC 9126 §2.3)', () => {
    it.each([
      ['a redirect_uri that is not registered', 'invalid_request', { redirect_uri: 'https://evil.test/callback' }],
      ['another response type', 'unsupported_response_type', { response_type: 'token' }],
      [
        'a reference to a reference',
        'request_uri_not_supported',
        { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
      ],
    ])('%s is %s', async (_, error, wrong: Form) => {
      const begun = Object.fromEntries(new URL(await etax.authorizationUrl()).searchParams);
      await expect(post(etax, url('/par'), { ...begun, ...wrong })).resolves.toMatchObject(refusal(error));
    });
  });

  it('a proof of possession of another address or method, and one that was used before, are invalid_dpop_proof (RFC 9449 §4.3, §11.1)', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    const proof = (htm: string, htu: string): Promise<string> =>
      new SignJWT({ jti: crypto.randomUUID(), htm, htu })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setIssuedAt()
        .sign(privateKey);
    const credentials = { grant_type: 'client_credentials', scope: 'sessions' };
    const prove = (dpop: string): Promise<OAuthAnswer> => post(etax, url('/token'), credentials, { dpop });
    for (const wrong of [await proof('GET', url('/token')), await proof('POST', url('/userinfo')), 'garbage']) {
      await expect(prove(wrong)).resolves.toMatchObject(refusal('invalid_dpop_proof'));
    }
    const right = await proof('POST', url('/token'));
    await expect(prove(right)).resolves.toMatchObject({ status: 200 });
    await expect(prove(right)).resolves.toMatchObject(refusal('invalid_dpop_proof'));
  });

  it('by the end-session endpoint: an address that is not registered gets nobody sent to it (RP-Initiated Logout §3)', async () => {
    const { body } = await post(etax, url('/token'), await approved());
    const query = new URLSearchParams({
      id_token_hint: String(body.id_token),
      post_logout_redirect_uri: 'https://evil.test/bye',
    });
    const arrival = await (await stage.person()).open(url(`/logout?${query.toString()}`));
    expect(arrival).toMatchObject({ url: expect.stringContaining(stage.broker.origin) as string, status: 400 });
    expect(arrival.page).not.toContain('evil.test');
  });

  // Last: the others need every portal.
  it('a client that is no longer registered is invalid_client at once, with the code that it has', async () => {
    const right = await approved();
    await stage.broker.register({ portals: [etax.registration()], apps: [stage.app] });
    // The file is watched: until it was read again the code is merely somebody else's.
    const answer = await until(
      'registry without the portal',
      () => post(stage.portals.other, url('/token'), right),
      ({ body }) => body.error !== 'invalid_grant',
    );
    expect(answer).toMatchObject(refusal('invalid_client', 401));
  });
});
