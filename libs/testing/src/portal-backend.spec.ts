import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StartRequest } from '@saoma/protocol';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Adapter, type AdapterPayload, type ClientMetadata } from 'oidc-provider';
import { type PortalAuthMethod, PortalBackend, routeTo } from './index.js';

const REDIRECT_URI = 'https://portal.test/signed-in';

/** Keeps everything; the provider would otherwise clone its clients out of this test's realm. */
function memory(client: ClientMetadata): (model: string) => Adapter {
  return (model) => {
    const kept = new Map<string, AdapterPayload>();
    if (model === 'Client') kept.set(client.client_id, client);
    return {
      upsert: async (id, payload) => {
        kept.set(id, payload);
      },
      find: async (id) => kept.get(id),
      consume: async (id) => {
        kept.set(id, { ...kept.get(id), consumed: 1 });
      },
      destroy: async (id) => {
        kept.delete(id);
      },
      revokeByGrantId: async () => undefined,
      findByUid: async () => undefined,
      findByUserCode: async () => undefined,
    };
  };
}

/** A real OpenID provider beside one start endpoint that writes down what it was sent. */
class Issuer {
  readonly starts: { readonly authorization: string | undefined; readonly body: StartRequest }[] = [];
  startStatus = 201;
  origin = '';
  #provider: Provider | undefined;
  #server: Server | undefined;

  async listen(): Promise<void> {
    this.#server = createServer();
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Registers the portal as a broker's registry would: the provider itself compares hashes of secrets. */
  async serve(portal: PortalBackend): Promise<void> {
    const { client_id, redirect_uris, client_auth, started_by } = portal.registration();
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const client: ClientMetadata = {
      client_id,
      redirect_uris: [...redirect_uris],
      token_endpoint_auth_method: client_auth.method,
      grant_types: ['authorization_code', ...(started_by.includes('backend') ? ['client_credentials'] : [])],
      ...('secret_sha256' in client_auth && { client_secret: client_auth.secret_sha256 }),
      ...('jwks' in client_auth && { jwks: { keys: client_auth.jwks.keys } }),
    };
    const provider = new Provider(this.origin, {
      adapter: memory(client),
      jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'k' }] },
      cookies: { keys: ['spec'] },
      scopes: ['openid', 'sessions'],
      clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
      ttl: { Grant: 60, AuthorizationCode: 60, AccessToken: 60, IdToken: 60, ClientCredentials: 60 },
      findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    });
    provider.Client.prototype.compareClientSecret = function compare(this: { clientSecret?: string }, sent: string) {
      return this.clientSecret === createHash('sha256').update(sent).digest('hex');
    };
    this.#provider = provider;
    const oauth = provider.callback() as RequestListener;
    this.#server?.on('request', (request, response) => {
      if (request.url !== '/v1/sessions') {
        oauth(request, response);
        return;
      }
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        this.starts.push({ authorization: request.headers.authorization, body: JSON.parse(text) as StartRequest });
        const body = this.startStatus === 201 ? { session_id: 'S' } : { code: 'unauthorized_client' };
        response.writeHead(this.startStatus, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
  }

  /** Approves what the portal began; answers where the browser lands. */
  async approve({ client_id, code_challenge, nonce, state = '', redirect_uri = '' }: StartRequest): Promise<string> {
    const provider = this.#provider!;
    const grant = new provider.Grant({ clientId: client_id, accountId: 'person-7' });
    grant.addOIDCScope('openid');
    const client = (await provider.Client.find(client_id))!;
    const code = new provider.AuthorizationCode({
      accountId: 'person-7',
      client,
      grantId: await grant.save(),
      gty: 'authorization_code',
      redirectUri: redirect_uri,
      codeChallenge: code_challenge,
      codeChallengeMethod: 'S256',
      scope: 'openid',
      ...(nonce !== undefined && { nonce }),
    });
    return `${redirect_uri}?${new URLSearchParams({ code: await code.save(), state, iss: this.origin }).toString()}`;
  }

  close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }
}

describe('PortalBackend', () => {
  let issuer: Issuer;

  beforeEach(async () => {
    issuer = new Issuer();
    await issuer.listen();
  });
  afterEach(() => issuer.close());

  const portalWith = async (auth?: PortalAuthMethod): Promise<PortalBackend> => {
    const options = { broker: issuer.origin, clientId: 'etax', redirectUri: REDIRECT_URI, apps: [{ id: 'etax-app' }] };
    const portal = await PortalBackend.create({ ...options, ...(auth && { auth }) });
    await issuer.serve(portal);
    return portal;
  };

  it.each<PortalAuthMethod>(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'])(
    'trades a code for a verified ID token, authenticating by %s',
    async (auth) => {
      const portal = await portalWith(auth);
      const request = await portal.begin();
      const tokens = await portal.redeem(await issuer.approve(request));
      expect(tokens.claims()).toMatchObject({ sub: 'person-7', aud: 'etax', nonce: request.nonce, iss: issuer.origin });
    },
  );

  it('begins by redirect: what it sends the browser with, it knows again when the browser comes back', async () => {
    const portal = await portalWith();
    const { searchParams } = new URL(await portal.authorizationUrl({ prompt: 'login', ui_locales: 'zh' }));
    const sent = Object.fromEntries(searchParams);
    expect(sent).toMatchObject({ client_id: 'etax', response_type: 'code', prompt: 'login', ui_locales: 'zh' });
    const back = `${REDIRECT_URI}?${new URLSearchParams({ state: sent['state'] ?? '' }).toString()}`;
    expect(portal.attempt(back)).toMatchObject({ nonce: sent['nonce'], purpose: 'login' });
  });

  it('RFC 9126 §4: pushes the request, and sends the browser with a reference to it alone', async () => {
    const portal = await portalWith('private_key_jwt');
    const { searchParams } = new URL(await portal.authorizationUrl({}, { pushed: true }));
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: 'etax',
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:/),
    });
  });

  it('RFC 9449 §5: has its tokens bound to a key of its own', async () => {
    const options = { broker: issuer.origin, clientId: 'etax', redirectUri: REDIRECT_URI, apps: [{ id: 'etax-app' }] };
    const portal = await PortalBackend.create({ ...options, dpop: true });
    await issuer.serve(portal);
    expect(portal.registration()).toMatchObject({ dpop_bound_access_tokens: true });
    const tokens = await portal.redeem(await issuer.approve(await portal.begin()));
    expect(tokens.token_type).toBe('dpop');
  });

  it.each<PortalAuthMethod>(['client_secret_basic', 'client_secret_post', 'private_key_jwt'])(
    'starts a session with an access token that it gets by %s',
    async (auth) => {
      const portal = await portalWith(auth);
      await expect(portal.startSession({ purpose: 'step_up' })).resolves.toEqual({ session_id: 'S' });
      expect(issuer.starts[0]!.authorization).toMatch(/^Bearer \S{20,}$/);
      expect(issuer.starts[0]!.body).toMatchObject({
        client_id: 'etax',
        purpose: 'step_up',
        code_challenge_method: 'S256',
        redirect_uri: REDIRECT_URI,
        desktop: { address: '203.0.113.7', user_agent: expect.stringContaining('Windows NT 10.0') },
      });
    },
  );

  it('hands on the broker’s answer when the start is refused', async () => {
    const portal = await portalWith();
    issuer.startStatus = 403;
    await expect(portal.startSession()).rejects.toMatchObject({
      message: 'the start was answered with 403',
      cause: { status: 403, body: { code: 'unauthorized_client' } },
    });
  });

  it('refuses to go on with a sign-in that it did not begin', async () => {
    const portal = await portalWith();
    const landing = await issuer.approve({ ...(await portal.begin()), state: 'planted' });
    await expect(portal.redeem(landing)).rejects.toThrow('did not begin');
  });

  it('refuses an ID token with the nonce of another sign-in', async () => {
    const portal = await portalWith();
    const landing = await issuer.approve({ ...(await portal.begin()), nonce: 'other' });
    await expect(portal.redeem(landing)).rejects.toMatchObject({ cause: { cause: { claim: 'nonce' } } });
  });

  it('redeems as an attacker with a verifier that is not the one of the sign-in', async () => {
    const portal = await portalWith();
    const landing = await issuer.approve(await portal.begin());
    const stolen = { ...portal.attempt(landing), verifier: 'v'.repeat(43) };
    await expect(portal.redeem(landing, stolen)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('reaches another node along another route, as the same portal', async () => {
    const portal = await portalWith();
    const landing = await issuer.approve(await portal.begin());
    const nowhere = portal.along(routeTo(issuer.origin, 'http://127.0.0.1:1'));
    await expect(nowhere.redeem(landing)).rejects.toThrow();
    const here = nowhere.along((url) => url);
    await expect(here.redeem(landing)).resolves.toMatchObject({ token_type: 'bearer' });
  });

  it('registers itself without a secret, and only for what it may do', async () => {
    const portal = await portalWith('none');
    expect(portal.registration({ show_name: false })).toEqual({
      client_id: 'etax',
      names: { zh: '网站 etax', en: 'Portal etax' },
      origins: ['https://portal.test'],
      redirect_uris: [REDIRECT_URI],
      client_auth: { method: 'none' },
      purposes: ['login'],
      trusted_apps: ['etax-app'],
      started_by: ['page', 'redirect', 'device'],
      policy: [{ when: { nearness: ['far'] }, then: 'check' }],
      confirm_on_desktop: 'never',
      show_name: false,
    });
    const { client_auth } = (await portalWith('private_key_jwt')).registration();
    expect(JSON.stringify(client_auth)).not.toContain('"d"');
  });
});
