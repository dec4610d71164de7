import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { generateCodeVerifier, OAuth2Client } from '@badgateway/oauth2-client';
import type { PortalRegistration } from '@saoma/testing';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { approveSent, approveTyped, openStage, sha256Hex, type Stage } from './stage.js';
import { type PassportPortal, startPassportPortal } from './passport-portal.js';

/** A process of its own: its client is loaded in a way that jest does not know. */
const PROGRAM = fileURLToPath(new URL('terminal-program.mjs', import.meta.url));

/** As its operator would write it: a client id, a secret, and what the client does. */
function entryOf(clientId: string, secret: string, more: Partial<PortalRegistration> = {}): PortalRegistration {
  return {
    client_id: clientId,
    names: { zh: `网站 ${clientId}`, en: `Portal ${clientId}` },
    origins: [`https://${clientId}.test`],
    redirect_uris: [`https://${clientId}.test/back`],
    client_auth: { method: 'client_secret_basic', secret_sha256: sha256Hex(secret) },
    purposes: ['login'],
    trusted_apps: ['etax-app'],
    started_by: ['redirect', 'device', 'ciba'],
    refresh_tokens: true,
    subject_type: 'public',
    policy: [],
    confirm_on_desktop: 'never',
    ...more,
  };
}

describe('Stock clients, as they come from their authors', () => {
  const secret = randomBytes(32).toString('base64url');
  let stage: Stage;
  let passportPortal: PassportPortal;

  beforeAll(async () => {
    passportPortal = await startPassportPortal('passport', secret);
    stage = await openStage(
      {},
      {
        strangers: [
          entryOf('stock', secret, { post_logout_redirect_uris: ['https://stock.test/bye'] }),
          entryOf('bound', secret, {
            client_auth: { method: 'none' },
            started_by: ['redirect', 'device'],
            dpop_bound_access_tokens: true,
            require_pushed_authorization_requests: true,
          }),
          entryOf('evert', secret),
          entryOf('mongosh', secret, {
            client_auth: { method: 'none' },
            started_by: ['device'],
            refresh_tokens: false,
          }),
          entryOf('passport', secret, {
            client_auth: { method: 'client_secret_post', secret_sha256: sha256Hex(secret) },
            origins: [passportPortal.origin],
            redirect_uris: [passportPortal.redirectUri],
          }),
        ],
      },
    );
    passportPortal.useBroker(stage.broker.origin);
  });

  afterAll(async () => {
    await passportPortal.close();
    await stage.close();
  });

  describe('openid-client 6', () => {
    const discover = (clientId: string, auth?: oidc.ClientAuth): Promise<oidc.Configuration> =>
      oidc.discovery(new URL(stage.broker.origin), clientId, undefined, auth, {
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; a loopback has no TLS
        execute: [oidc.allowInsecureRequests],
      });
    const stock = (): Promise<oidc.Configuration> => discover('stock', oidc.ClientSecretBasic(secret));

    /** What each sign-in begins with. */
    async function begun(client: oidc.Configuration) {
      const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
      const parameters = {
        redirect_uri: `https://${client.clientMetadata().client_id}.test/back`,
        scope: 'openid profile',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      };
      return { parameters, checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce } };
    }

    it('code, userinfo, introspection, refresh, revocation and logout (OpenID Connect Core §3.1, §5.3, §12, RFC 7662, RFC 7009)', async () => {
      const client = await stock();
      const { parameters, checks } = await begun(client);
      const landing = await (await stage.person()).signIn(oidc.buildAuthorizationUrl(client, parameters).href);
      const tokens = await oidc.authorizationCodeGrant(client, new URL(landing), checks);
      const sub = tokens.claims()?.sub ?? '';
      expect(tokens.claims()).toMatchObject({ aud: 'stock', name: '张伟', acr: 'urn:saoma:app', amr: ['fpt'] });
      await expect(oidc.fetchUserInfo(client, tokens.access_token, sub)).resolves.toMatchObject({ sub, name: '张伟' });
      await expect(oidc.tokenIntrospection(client, tokens.access_token)).resolves.toMatchObject({
        active: true,
        sub,
        client_id: 'stock',
      });

      const again = await oidc.refreshTokenGrant(client, tokens.refresh_token ?? '');
      expect(again.claims()?.sub).toBe(sub);
      expect(again.refresh_token).not.toBe(tokens.refresh_token);

      await oidc.tokenRevocation(client, again.refresh_token ?? '');
      await expect(oidc.tokenIntrospection(client, again.access_token)).resolves.toEqual({ active: false });
      await expect(oidc.fetchUserInfo(client, again.access_token, sub)).rejects.toMatchObject({ status: 401 });

      const out = oidc.buildEndSessionUrl(client, {
        id_token_hint: again.id_token ?? '',
        post_logout_redirect_uri: 'https://stock.test/bye',
        state: 'so long',
      });
      expect(out.href).toContain(`${stage.broker.origin}/logout?`);
    });

    it('a pushed request, and tokens bound to a key of a client without a secret (RFC 9126, RFC 9449)', async () => {
      const client = await discover('bound', oidc.None());
      const DPoP = oidc.getDPoPHandle(client, await oidc.randomDPoPKeyPair('ES256'));
      const { parameters, checks } = await begun(client);
      const pushed = await oidc.buildAuthorizationUrlWithPAR(client, parameters, { DPoP });
      expect([...pushed.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
      const landing = await (await stage.person()).signIn(pushed.href);
      const tokens = await oidc.authorizationCodeGrant(client, new URL(landing), checks, undefined, { DPoP });
      expect(tokens.token_type).toBe('dpop');
      const sub = tokens.claims()?.sub ?? '';
      await expect(oidc.fetchUserInfo(client, tokens.access_token, sub, { DPoP })).resolves.toMatchObject({ sub });
      await expect(oidc.fetchUserInfo(client, tokens.access_token, sub)).rejects.toMatchObject({ status: 401 });

      const other = oidc.getDPoPHandle(client, await oidc.randomDPoPKeyPair('ES256'));
      await expect(
        oidc.refreshTokenGrant(client, tokens.refresh_token ?? '', undefined, { DPoP: other }),
      ).rejects.toMatchObject({ error: 'invalid_grant' });
      await expect(
        oidc.refreshTokenGrant(client, tokens.refresh_token ?? '', undefined, { DPoP }),
      ).resolves.toMatchObject({ token_type: 'dpop' });
    });

    it('the device grant (RFC 8628 §3)', async () => {
      const client = await stock();
      const device = await oidc.initiateDeviceAuthorization(client, { scope: 'openid' });
      expect(device).toMatchObject({
        user_code: expect.stringMatching(/^([A-Z]{5}-){2}[A-Z]$/) as string,
        interval: 5,
      });
      await (await stage.phone()).signIn(device.verification_uri_complete ?? '');
      // Approved already, so that there is nothing to wait for.
      const tokens = await oidc.pollDeviceAuthorizationGrant(client, { ...device, interval: 0 });
      expect(tokens.claims()).toMatchObject({ aud: 'stock' });
    });

    it('CIBA, polled (OpenID CIBA Core §7, §10)', async () => {
      const client = await stock();
      const asked = await oidc.initiateBackchannelAuthentication(client, {
        scope: 'openid',
        login_hint: 'account:li.na',
        binding_message: 'W4SCT',
      });
      await approveSent(await stage.phone({ sub: 'li', name: '李娜', accounts: { stock: ['li.na'] } }));
      const tokens = await oidc.pollBackchannelAuthenticationGrant(client, { ...asked, interval: 0 });
      expect(tokens.claims()).toMatchObject({ aud: 'stock' });
    });
  });

  it('@badgateway/oauth2-client 3 (Evert Pot): code with PKCE, refresh, introspection, revocation', async () => {
    const client = new OAuth2Client({ server: stage.broker.origin, clientId: 'evert', clientSecret: secret });
    const [codeVerifier, redirectUri] = [await generateCodeVerifier(), 'https://evert.test/back'];
    const url = await client.authorizationCode.getAuthorizeUri({
      redirectUri,
      codeVerifier,
      state: 'of this browser',
      scope: ['openid'],
    });
    const landing = await (await stage.person()).signIn(url);
    const token = await client.authorizationCode.getTokenFromCodeRedirect(landing, {
      redirectUri,
      codeVerifier,
      state: 'of this browser',
    });
    const fresh = await client.refreshToken(token);
    expect(fresh.refreshToken).not.toBe(token.refreshToken);
    await expect(client.introspect(fresh)).resolves.toMatchObject({ active: true, client_id: 'evert' });
    await client.revoke(fresh);
    await expect(client.introspect(fresh)).resolves.toEqual({ active: false });
  });

  it('passport-oauth2 1 (Jared Hanson): a portal that signs people in by code with PKCE', async () => {
    const visitor = await passportPortal.visit('/login');
    const person = await stage.person();
    const welcome = await passportPortal.visit(await person.signIn(visitor.location ?? ''), visitor.cookie);
    expect(welcome).toMatchObject({ status: 200, body: { sub: expect.any(String) as string, name: '张伟' } });
  });

  it('passport-oauth2 1: what a person declines is told to the portal as a sign-in that failed', async () => {
    const visitor = await passportPortal.visit('/login');
    const person = await stage.person();
    const desktop = await person.waitAt(visitor.location ?? '');
    desktop.close();
    const arrival = await person.cancel();
    expect(await passportPortal.visit(arrival.url, visitor.cookie)).toMatchObject({ status: 401 });
  });

  it('@mongodb-js/oidc-plugin 2 (MongoDB): a program in a terminal, which waits while somebody types its code on a phone', async () => {
    const { origin } = stage.broker;
    const program = spawn(process.execPath, [PROGRAM, origin, 'mongosh'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface(program.stdout)[Symbol.asyncIterator]();
    const said = async (): Promise<Record<string, string>> =>
      JSON.parse(String((await lines.next()).value)) as Record<string, string>;

    const { verificationUrl, userCode = '' } = await said();
    expect(verificationUrl).toBe(`${origin}/q`);
    await approveTyped(await stage.phone(), userCode);
    const { accessToken = '' } = await said();
    expect(decodeJwt(accessToken)).toMatchObject({ iss: origin, aud: 'mongosh', acr: 'urn:saoma:app' });
  });
});
