import { LogoutReceiver, type PortalBackend, type PortalRegistration } from '@saoma/testing';
import {
  createRemoteJWKSet,
  type CryptoKey,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import request from 'supertest';
import { answerOf, type Form, type OAuthAnswer, post } from '../flows/oauth-call.js';
import { codeOf } from '../flows/token-endpoint.js';
import { Pinged } from './pinged.js';
import { approveSent, LEVELS, openStage, sha256Hex } from './stage.js';

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const CIBA = 'urn:openid:params:grant-type:ciba';
const ALGORITHMS = ['ES256', 'PS256', 'RS256', 'EdDSA'] as const;
const METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;
/** 128 bits or more (OpenID CIBA Core §7.1). */
const BELL = 'ring-the-bell-of-this-portal-and-no-other';
const SECRET = 'of the portals that are written by hand';

type StageOfAll = Awaited<ReturnType<typeof openStage>>;
type Member = string | boolean | readonly string[];

describe('Discovery tells the truth (OpenID Connect Discovery §3, RFC 8414 §2)', () => {
  let stage: StageOfAll;
  let metadata: Readonly<Record<string, Member>>;
  let logouts: LogoutReceiver;
  let pinged: Pinged;
  const keys = new Map<string, CryptoKey>();
  const portal = (id: string): PortalBackend => stage.portals[id] ?? fail(`there is no portal ${id}`);
  const at = (member: string): string => String(metadata[member]);

  beforeAll(async () => {
    const jwks: JWK[] = [];
    for (const alg of ALGORITHMS) {
      const { publicKey, privateKey } = await generateKeyPair(alg);
      keys.set(alg, privateKey);
      jwks.push({ ...(await exportJWK(publicKey)), kid: alg, alg, use: 'sig' });
    }
    logouts = await LogoutReceiver.listen();
    pinged = await Pinged.listen();
    const byMethod = METHODS.map((auth) => {
      const entry = { refresh_tokens: auth !== 'none', subject_type: 'public' } as const;
      return [auth, { auth, entry }] as const;
    });
    stage = await openStage(
      {
        ...Object.fromEntries(byMethod),
        pairwise: {},
        leaves: { logouts, entry: { post_logout_redirect_uris: ['https://leaves.test/bye'] } },
      },
      {
        env: { CALLBACK_NETWORKS: '127.0.0.0/8' },
        strangers: [
          entryOf('signs', { client_auth: { method: 'private_key_jwt', jwks: { keys: jwks } } }),
          entryOf('careful', { backchannel_user_code_parameter: true }),
          entryOf('pinged', {
            backchannel_token_delivery_mode: 'ping',
            backchannel_client_notification_endpoint: pinged.uri,
          }),
        ],
      },
    );
    metadata = await discovered('openid-configuration');
  });

  afterAll(async () => {
    await stage.close();
    await Promise.all([logouts.close(), pinged.close()]);
  });

  function entryOf(id: string, more: Partial<PortalRegistration>): PortalRegistration {
    return {
      client_id: id,
      names: { zh: id, en: id },
      origins: [`https://${id}.test`],
      redirect_uris: [`https://${id}.test/callback`],
      client_auth: { method: 'client_secret_post', secret_sha256: sha256Hex(SECRET) },
      purposes: ['login'],
      trusted_apps: ['etax-app'],
      started_by: ['redirect', 'backend', 'ciba'],
      ...more,
    };
  }

  const discovered = async (name: string) =>
    (await answerOf(await fetch(`${stage.broker.origin}/.well-known/${name}`))).body as typeof metadata;

  /** A form of a portal that is written by hand. */
  const send = async (url: string, form: Form, headers: Form = {}): Promise<OAuthAnswer> =>
    answerOf(await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) }));
  const byHand = (id: string): Form => ({ client_id: id, client_secret: SECRET });

  /** Somebody signs in with a browser. */
  async function landed(id: string, parameters: Form = {}): Promise<string> {
    return (await stage.person()).signIn(await portal(id).authorizationUrl(parameters));
  }

  async function signedIn(id: string, parameters: Form = {}): Promise<Readonly<Record<string, string>>> {
    const { code, verifier, redirectUri } = codeOf(portal(id), await landed(id, parameters));
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri };
    const { body } = await post(portal(id), at('token_endpoint'), form);
    return body as Readonly<Record<string, string>>;
  }

  /** Where the browser is sent back to with an error. */
  async function refusedWith(parameters: Form, id = 'client_secret_basic'): Promise<string | null> {
    const { url } = await (await stage.person()).open(await portal(id).authorizationUrl(parameters));
    const { search, hash } = new URL(url);
    return new URLSearchParams(search || hash.slice(1)).get('error');
  }

  const isActive = async (id: string, token = ''): Promise<unknown> =>
    (await post(portal(id), at('introspection_endpoint'), { token })).body.active;

  /** A JWT of the portal that has a key for each algorithm. */
  const signed = (alg: string, claims: object): Promise<string> =>
    new SignJWT({ jti: crypto.randomUUID(), ...claims })
      .setProtectedHeader({ alg, kid: alg })
      .setIssuer('signs')
      .setAudience(at('issuer'))
      .setIssuedAt()
      .setNotBefore('0 s')
      .setExpirationTime('1 min')
      .sign(keys.get(alg) ?? new TextEncoder().encode(SECRET.repeat(2)));

  const asserted = async (alg: string): Promise<Form> => ({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await signed(alg, { sub: 'signs' }),
  });

  /** At an endpoint where portals prove who they are: each algorithm goes, a shared secret does not. */
  async function eachAlgorithm(member: Member | undefined, url: string, form: Form): Promise<void> {
    expect(member).toEqual(ALGORITHMS);
    for (const alg of ALGORITHMS) {
      await expect(send(url, { ...form, ...(await asserted(alg)) })).resolves.toMatchObject({ status: 200 });
    }
    await expect(send(url, { ...form, ...(await asserted('HS256')) })).resolves.toMatchObject({ status: 401 });
  }

  /** Each method proves its portal at an endpoint; a portal that proves nothing is refused. */
  async function eachMethod(member: Member | undefined, url: string): Promise<void> {
    expect(member).toEqual(METHODS);
    for (const method of METHODS) {
      await expect(post(portal(method), url, { token: 'nobody’s' })).resolves.toMatchObject({ status: 200 });
    }
    await expect(send(url, { token: 'nobody’s', ...byHand('careful'), client_secret: 'guess' })).resolves.toMatchObject(
      {
        status: 401,
        body: { error: 'invalid_client' },
      },
    );
  }

  const CREDENTIALS = { grant_type: 'client_credentials', scope: 'sessions' };

  const asked = (id: string, more: Form = {}): Promise<OAuthAnswer> =>
    send(at('backchannel_authentication_endpoint'), {
      ...byHand(id),
      scope: 'openid',
      login_hint: `account:${crypto.randomUUID()}`,
      ...more,
    });

  /** Each member, and something that is so only if it is true. */
  const USES: Readonly<Record<string, (member: Member | undefined) => Promise<unknown>>> = {
    async issuer(member) {
      expect(member).toBe(stage.broker.origin);
      await expect(discovered('oauth-authorization-server')).resolves.toEqual(metadata);
      const spoofed = await request(stage.broker.origin)
        .get('/.well-known/openid-configuration')
        .set('host', 'evil.test');
      expect(spoofed.body).toEqual(metadata);
    },
    async authorization_endpoint(member) {
      expect(await portal('none').authorizationUrl()).toContain(`${String(member)}?`);
      await expect(landed('none')).resolves.toContain('code=');
    },
    token_endpoint: () => expect(signedIn('none')).resolves.toMatchObject({ token_type: 'Bearer', scope: 'openid' }),
    async jwks_uri(member) {
      const { id_token = '' } = await signedIn('none');
      await jwtVerify(id_token, createRemoteJWKSet(new URL(String(member))), {
        issuer: at('issuer'),
        audience: 'none',
      });
      const { keys: published } = (await (await fetch(String(member))).json()) as { keys: JWK[] };
      expect(published).toEqual([expect.not.objectContaining({ d: expect.anything() as unknown })]);
    },
    async userinfo_endpoint(member) {
      const { access_token = '', id_token = '' } = await signedIn('none', { scope: 'openid profile' });
      const answer = await fetch(String(member), { headers: { authorization: `Bearer ${access_token}` } });
      await expect(answer.json()).resolves.toMatchObject({ sub: decodeJwt(id_token).sub, name: '张伟' });
    },
    async introspection_endpoint() {
      await expect(isActive('none', (await signedIn('none'))['access_token'])).resolves.toBe(true);
    },
    async revocation_endpoint(member) {
      const { access_token = '' } = await signedIn('none');
      await post(portal('none'), String(member), { token: access_token });
      await expect(isActive('none', access_token)).resolves.toBe(false);
    },
    async pushed_authorization_request_endpoint(member) {
      const begun = Object.fromEntries(new URL(await portal('none').authorizationUrl()).searchParams);
      const { status, body } = await post(portal('none'), String(member), begun);
      expect([status, body.expires_in]).toEqual([201, 60]);
      const url = `${at('authorization_endpoint')}?client_id=none&request_uri=${String(body['request_uri'])}`;
      await expect((await stage.person()).signIn(url)).resolves.toContain('code=');
    },
    async device_authorization_endpoint(member) {
      const { body } = await post(portal('none'), String(member), { scope: 'openid' });
      await (await stage.phone()).signIn(String(body['verification_uri_complete']));
      const form = { grant_type: DEVICE, device_code: String(body['device_code']) };
      await expect(post(portal('none'), at('token_endpoint'), form)).resolves.toMatchObject({ status: 200 });
    },
    async backchannel_authentication_endpoint(member) {
      const form = { scope: 'openid', login_hint: 'account:wang.fang' };
      const { body } = await post(portal('client_secret_basic'), String(member), form);
      await approveSent(await stage.phone({ sub: 'wang', accounts: { client_secret_basic: ['wang.fang'] } }));
      const redeem = { grant_type: CIBA, auth_req_id: String(body.auth_req_id) };
      const answer = await post(portal('client_secret_basic'), at('token_endpoint'), redeem);
      expect(answer).toMatchObject({ status: 200, body: { id_token: expect.any(String) as string } });
    },
    async end_session_endpoint(member) {
      const { id_token = '' } = await signedIn('leaves');
      const query = { id_token_hint: id_token, post_logout_redirect_uri: 'https://leaves.test/bye', state: 'so long' };
      const { url } = await (await stage.person()).open(`${String(member)}?${String(new URLSearchParams(query))}`);
      expect(url).toBe('https://leaves.test/bye?state=so+long');
    },
    async response_types_supported(member) {
      expect(member).toEqual(['code']);
      for (const response_type of ['token', 'id_token', 'code id_token']) {
        await expect(refusedWith({ response_type })).resolves.toBe('unsupported_response_type');
      }
    },
    async response_modes_supported(member) {
      expect(member).toEqual(['query']);
      expect(new URL(await landed('none', { response_mode: 'query' })).searchParams.get('code')).toContain('.');
      for (const response_mode of ['query.jwt', 'fragment']) {
        await expect(refusedWith({ response_mode })).resolves.toBe('unsupported_response_mode');
      }
    },
    async grant_types_supported(member) {
      expect(member).toEqual(['authorization_code', 'refresh_token', 'client_credentials', DEVICE, CIBA]);
      const { refresh_token = '' } = await signedIn('client_secret_basic');
      const token = (form: Form): Promise<OAuthAnswer> =>
        post(portal('client_secret_basic'), at('token_endpoint'), form);
      await expect(token({ grant_type: 'refresh_token', refresh_token })).resolves.toMatchObject({ status: 200 });
      await expect(token(CREDENTIALS)).resolves.toMatchObject({ status: 200 });
      for (const form of [
        { grant_type: DEVICE, device_code: 'x' },
        { grant_type: CIBA, auth_req_id: 'x' },
      ]) {
        await expect(token(form)).resolves.toMatchObject({ body: { error: 'invalid_grant' } });
      }
      await expect(token({ grant_type: 'password' })).resolves.toMatchObject({
        status: 400,
        body: { error: 'unsupported_grant_type' },
      });
    },
    async subject_types_supported(member) {
      expect(member).toEqual(['public', 'pairwise']);
      const ids = ['none', 'private_key_jwt', 'pairwise'];
      const subs = await Promise.all(ids.map(async (id) => decodeJwt((await signedIn(id))['id_token'] ?? '').sub));
      expect([subs[0] === subs[1], subs[0] === subs[2]]).toEqual([true, false]);
    },
    async id_token_signing_alg_values_supported(member) {
      expect(member).toEqual([decodeProtectedHeader((await signedIn('none'))['id_token'] ?? '').alg]);
    },
    async scopes_supported(member) {
      expect(member).toEqual(['openid', 'profile', 'sessions']);
      await expect(signedIn('none', { scope: 'openid profile email' })).resolves.toMatchObject({
        scope: 'openid profile',
      });
      const { body } = await post(portal('client_secret_basic'), at('token_endpoint'), CREDENTIALS);
      expect(body['scope']).toBe('sessions');
    },
    async claims_supported(member) {
      const { id_token = '' } = await signedIn('none', { scope: 'openid profile' });
      const ofTheToken = ['aud', 'exp', 'iat', 'nonce', 'at_hash'];
      const said = Object.keys(decodeJwt(id_token)).filter((name) => !ofTheToken.includes(name));
      // Of who acts for somebody, who approves in their place, of a page with a key, and of subjects that changed: approvers,
      // sign-in, desktop-key and changed-subjects.spec.ts.
      expect([...said, 'identity', 'act', 'approved_by', 'limited', 'cnf', 'former_sub'].sort()).toEqual(
        [...(member as string[])].sort(),
      );
    },
    async claim_types_supported(member) {
      expect(member).toEqual(['normal']);
      expect(decodeJwt((await signedIn('none'))['id_token'] ?? '')).not.toHaveProperty('_claim_names');
    },
    async claims_parameter_supported(member) {
      expect(member).toBe(false);
      const { id_token = '' } = await signedIn('none', { claims: '{"id_token":{"name":{"essential":true}}}' });
      expect(decodeJwt(id_token)).not.toHaveProperty('name');
    },
    async code_challenge_methods_supported(member) {
      expect(member).toEqual(['S256']);
      await expect(refusedWith({ code_challenge_method: 'plain' })).resolves.toBe('invalid_request');
      await expect(refusedWith({ code_challenge: '' })).resolves.toBe('invalid_request');
    },
    async token_endpoint_auth_methods_supported(member) {
      expect(member).toEqual(METHODS);
      for (const method of METHODS) await expect(signedIn(method)).resolves.toHaveProperty('id_token');
    },
    token_endpoint_auth_signing_alg_values_supported: (member) =>
      eachAlgorithm(member, at('token_endpoint'), CREDENTIALS),
    introspection_endpoint_auth_methods_supported: (member) => eachMethod(member, at('introspection_endpoint')),
    introspection_endpoint_auth_signing_alg_values_supported: (member) =>
      eachAlgorithm(member, at('introspection_endpoint'), { token: 'nobody’s' }),
    revocation_endpoint_auth_methods_supported: (member) => eachMethod(member, at('revocation_endpoint')),
    revocation_endpoint_auth_signing_alg_values_supported: (member) =>
      eachAlgorithm(member, at('revocation_endpoint'), { token: 'nobody’s' }),
    async request_parameter_supported(member) {
      expect(member).toBe(true);
      await expect(refusedWith({ request: 'no.jwt.at-all' })).resolves.toBe('invalid_request_object');
    },
    async request_object_signing_alg_values_supported(member) {
      expect(member).toEqual(ALGORITHMS);
      for (const alg of [...ALGORITHMS, 'HS256']) {
        const begun = Object.fromEntries(new URL(await portal('none').authorizationUrl()).searchParams);
        const claims = { ...begun, client_id: 'signs', redirect_uri: 'https://signs.test/callback' };
        const form = { client_id: 'signs', request: await signed(alg, claims), ...(await asserted('ES256')) };
        const { status } = await send(at('pushed_authorization_request_endpoint'), form);
        expect([alg, status]).toEqual([alg, alg === 'HS256' ? 400 : 201]);
      }
    },
    async request_uri_parameter_supported(member) {
      expect(member).toBe(false);
      const request_uri = 'https://none.test/request.jwt';
      await expect(refusedWith({ request_uri })).resolves.toBe('request_uri_not_supported');
    },
    async dpop_signing_alg_values_supported(member) {
      expect(member).toEqual(ALGORITHMS);
      for (const alg of ALGORITHMS) {
        const { privateKey, publicKey } = await generateKeyPair(alg);
        const proof = await new SignJWT({ jti: crypto.randomUUID(), htm: 'POST', htu: at('token_endpoint') })
          .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
          .setIssuedAt()
          .sign(privateKey);
        await expect(
          post(portal('client_secret_basic'), at('token_endpoint'), CREDENTIALS, { dpop: proof }),
        ).resolves.toMatchObject({ body: { token_type: 'DPoP' } });
      }
    },
    async authorization_response_iss_parameter_supported(member) {
      expect(member).toBe(true);
      expect(new URL(await landed('none')).searchParams.get('iss')).toBe(at('issuer'));
    },
    backchannel_logout_supported: async (member) => {
      expect(member).toBe(true);
      await signedOutEverywhere();
      expect(logouts.refused).toEqual([]);
    },
    backchannel_logout_session_supported: async (member) => {
      expect(member).toBe(true);
      const sid = await signedOutEverywhere();
      expect(logouts.logouts.at(-1)).toMatchObject({ sid });
    },
    async backchannel_token_delivery_modes_supported(member) {
      expect(member).toEqual(['poll', 'ping']);
      const { status, body } = await asked('pinged', {
        login_hint: 'account:li.na',
        client_notification_token: BELL,
      });
      expect([status, body.error_description]).toEqual([200, undefined]);
      await approveSent(await stage.phone({ sub: 'li', accounts: { pinged: ['li.na'] } }));
      await expect(pinged.first()).resolves.toEqual({ token: BELL, auth_req_id: body.auth_req_id });
      const form = { ...byHand('pinged'), grant_type: CIBA, auth_req_id: String(body.auth_req_id) };
      await expect(send(at('token_endpoint'), form)).resolves.toMatchObject({ status: 200 });
    },
    async backchannel_user_code_parameter_supported(member) {
      expect(member).toBe(true);
      await expect(asked('careful')).resolves.toMatchObject({ body: { error: 'missing_user_code' } });
      await expect(asked('careful', { user_code: '0000' })).resolves.toMatchObject({
        body: { error: 'invalid_user_code' },
      });
    },
    async backchannel_authentication_request_signing_alg_values_supported(member) {
      expect(member).toEqual(ALGORITHMS);
      for (const alg of [...ALGORITHMS, 'HS256']) {
        const claims = { client_id: 'signs', scope: 'openid', login_hint: `account:${alg}` };
        const form = { request: await signed(alg, claims), ...(await asserted('ES256')) };
        const { status } = await send(at('backchannel_authentication_endpoint'), form);
        expect([alg, status]).toEqual([alg, alg === 'HS256' ? 400 : 200]);
      }
    },
    async acr_values_supported(member) {
      expect(member).toEqual(LEVELS);
      const { id_token = '' } = await signedIn('none', { acr_values: LEVELS.join(' ') });
      expect(decodeJwt(id_token)).toMatchObject({ acr: LEVELS[0] });
    },
    async ui_locales_supported(member) {
      const pages = (member as string[]).map(async (ui_locales) =>
        (await stage.person()).open(await portal('none').authorizationUrl({ ui_locales })),
      );
      const languages = (await Promise.all(pages)).map(({ page = '' }) => /<html lang="(..)/.exec(page)?.[1]);
      expect(languages).toEqual(['zh', 'en']);
    },
  };

  /** Somebody signs in at the portal that wants to know, and out on their phone; which session it was. */
  async function signedOutEverywhere(): Promise<unknown> {
    const before = logouts.logouts.length;
    const person = await stage.person({ sub: crypto.randomUUID() });
    const { code, verifier, redirectUri } = codeOf(
      portal('leaves'),
      await person.signIn(await portal('leaves').authorizationUrl()),
    );
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri };
    const { body } = await post(portal('leaves'), at('token_endpoint'), form);
    await person.phone.call('DELETE', '/v1/desktops');
    await logouts.until(before + 1);
    return decodeJwt(String(body.id_token))['sid'];
  }

  it.each(Object.keys(USES))('%s', async (member) => {
    await USES[member]?.(metadata[member]);
  });

  it('has no member that nothing here uses', () => {
    expect(Object.keys(metadata).sort()).toEqual(Object.keys(USES).sort());
  });
});

function fail(why: string): never {
  throw new Error(why);
}
