import { createHash, randomUUID } from 'node:crypto';
import { DesktopDevice, PhoneDevice, PortalBackend, type RunningBroker, startBroker, TestApp } from '@saoma/testing';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose';
import request from 'supertest';
import { LI, startWorld, type World, ZHANG } from '../broker/world.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { BarePage, codeShown, landingOf } from './bare-page.js';
import { callOAuth, refusal } from './oauth-call.js';
import { codeOf, introspect, redeemOnce, type TokenRequest } from './token-endpoint.js';

const CODES = 200;
const AT_ONCE = 8;

const WORLDS = [
  { name: 'memory, one node', redis: false, nodes: 1 },
  { name: 'Redis, two nodes', redis: true, nodes: 2 },
] as const;

describe.each(WORLDS)('the portal’s door: $name', ({ redis, nodes }) => {
  let server: RedisServer | undefined;
  let world: World;

  beforeAll(async () => {
    server = redis ? await startRedis() : undefined;
    const limits = { LIMIT_CALLS_PER_PHONE_KEY: '1000000', LIMIT_SCANS_PER_PERSON: '1000000' };
    world = await startWorld({ nodes, env: limits, ...(server && { redisUrl: server.url }) });
  });

  afterAll(async () => {
    await world.close();
    await server?.stop();
  });

  /** A code that was approved, with all that its portal needs to redeem it. */
  async function approvedCode(): Promise<TokenRequest> {
    const desktop = await world.desktop();
    await (await world.phone()).signIn(desktop);
    const landing = await desktop.landing();
    desktop.close();
    return codeOf(world.portal, landing);
  }

  /** The same with a page that only looks, and a phone that has approved before: of these there are hundreds. */
  async function bareCode(phone: PhoneDevice): Promise<TokenRequest> {
    const session = await world.session();
    await phone.signIn(codeShown(session.qr));
    const { body } = await new BarePage({ node: world.broker.origin, session }).get();
    return codeOf(world.portal, landingOf(body));
  }

  it('RFC 6749 §4.1.2: a code used twice is refused, and what it gave is revoked', async () => {
    const request = await approvedCode();
    const first = await redeemOnce(world.broker.origin, request);
    expect(first.status).toBe(200);
    await expect(introspect(world.broker.origin, request, first.body.access_token)).resolves.toMatchObject({
      active: true,
    });

    const second = await redeemOnce(world.broker.nodes.at(-1) ?? '', request);
    expect(second).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    await expect(introspect(world.broker.origin, request, first.body.access_token)).resolves.toEqual({ active: false });
  });

  it('a replay after the code’s own life, when its session is long gone, still revokes', async () => {
    const request = await approvedCode();
    const first = await redeemOnce(world.broker.origin, request);
    world.broker.shiftTime(180_000);
    await expect(introspect(world.broker.origin, request, first.body.access_token)).resolves.toMatchObject({
      active: true,
    });
    await expect(redeemOnce(world.broker.origin, request)).resolves.toMatchObject({ status: 400 });
    await expect(introspect(world.broker.origin, request, first.body.access_token)).resolves.toEqual({ active: false });
  });

  it(`Invariant: of ${AT_ONCE} redemptions of one code at once exactly one gets a token, ${CODES} times`, async () => {
    const won: number[] = [];
    const phone = await world.phone();
    for (let round = 0; round < CODES; round += 1) {
      const request = await bareCode(phone);
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, at) =>
          redeemOnce(world.broker.nodes[at % nodes] ?? world.broker.origin, request),
        ),
      );
      const winners = answers.filter(({ status }) => status === 200);
      const losers = answers.filter(({ status }) => status !== 200);
      won.push(winners.length);
      expect(losers.every(({ status, body }) => status === 400 && body.error === 'invalid_grant')).toBe(true);
    }
    expect(won).toEqual(Array.from({ length: CODES }, () => 1));
  }, 240_000);

  it('RFC 7636 §4.6: another verifier is refused, and the code is still good for its own portal', async () => {
    const request = await approvedCode();
    const wrong = { ...request, verifier: createHash('sha256').update('guess').digest('base64url') };
    await expect(redeemOnce(world.broker.origin, wrong)).resolves.toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    await expect(redeemOnce(world.broker.origin, request)).resolves.toMatchObject({ status: 200 });
  });

  it('a code that never was is refused as a code that never was', async () => {
    const request = await approvedCode();
    const code = `${request.code.slice(0, 27)}${'A'.repeat(43)}`;
    for (const guess of [code, 'x', request.code.slice(0, 26)]) {
      await expect(redeemOnce(world.broker.origin, { ...request, code: guess })).resolves.toMatchObject({
        status: 400,
        body: { error: 'invalid_grant' },
      });
    }
    await expect(redeemOnce(world.broker.origin, request)).resolves.toMatchObject({ status: 200 });
  });

  it('a code whose minute is over is refused', async () => {
    const request = await approvedCode();
    world.broker.shiftTime(61_000);
    await expect(redeemOnce(world.broker.origin, request)).resolves.toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  it('a sign-in that was taken back on the phone before it was redeemed gives nothing', async () => {
    const desktop = await world.desktop();
    const phone = await world.phone();
    await phone.signIn(desktop);
    const request = codeOf(world.portal, await desktop.landing());
    await phone.deny('not_me');
    await expect(redeemOnce(world.broker.origin, request)).resolves.toMatchObject({ status: 400 });
    desktop.close();
  });
});

describe('the portal’s door, by what is registered', () => {
  let broker: RunningBroker;
  let app: TestApp;
  let portals: Record<'basic' | 'post' | 'key' | 'page', PortalBackend>;

  beforeAll(async () => {
    broker = await startBroker({
      register: async (origin) => {
        app = await TestApp.create({ id: 'etax-app', realm: 'etax', audience: origin });
        const make = (clientId: string, auth: Parameters<typeof PortalBackend.create>[0]['auth']) =>
          PortalBackend.create({
            broker: origin,
            clientId,
            redirectUri: `https://${clientId}.test/callback`,
            apps: [app],
            ...(auth && { auth }),
          });
        portals = {
          basic: await make('basic', 'client_secret_basic'),
          post: await make('post', 'client_secret_post'),
          key: await make('key', 'private_key_jwt'),
          page: await make('page', 'none'),
        };
        return {
          portals: [
            portals.basic.registration(),
            portals.post.registration({ subject_type: 'public' }),
            portals.key.registration({ subject_type: 'public' }),
            portals.page.registration(),
          ],
          apps: [app.registration()],
        };
      },
    });
  });

  afterAll(() => broker.close());

  async function signIn(portal: PortalBackend, person = ZHANG) {
    const start =
      portal === portals.page ? await portal.begin({ scope: 'openid profile' }) : () => portal.startSession();
    const desktop = await DesktopDevice.start({ broker: broker.origin, origin: portal.origin, request: start });
    await (await PhoneDevice.create({ broker: broker.origin, app, person })).signIn(desktop);
    const landing = await desktop.landing();
    desktop.close();
    return { landing, tokens: await portal.redeem(landing) };
  }

  it.each(['basic', 'post', 'key', 'page'] as const)(
    'a portal registered as “%s” redeems with a public client library',
    async (name) => {
      const { tokens } = await signIn(portals[name]);
      expect(tokens.claims()).toMatchObject({ iss: broker.origin, aud: name });
    },
  );

  it('OpenID Connect Core §2: the ID token is signed ES256 and says who, for whom, how and when', async () => {
    const { tokens } = await signIn(portals.basic);
    const idToken = tokens.id_token ?? '';
    expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: 'ES256', kid: expect.any(String) as string });
    const claims = decodeJwt(idToken);
    expect(claims).toMatchObject({ iss: broker.origin, aud: 'basic', acr: 'urn:saoma:app', amr: ['fpt'] });
    expect(claims['nonce']).toEqual(expect.any(String));
    expect(claims['auth_time']).toEqual(expect.any(Number));
    expect(claims['sid']).toMatch(/^[A-Z2-7]{26}$/);
    expect(claims.sub).not.toContain('zhang');
    expect(claims['name']).toBeUndefined();
  });

  it('OpenID Connect Core §8.1: pairwise portals cannot compare people, public ones can, and each knows its own again', async () => {
    const sub = async (portal: PortalBackend, person = ZHANG): Promise<string | undefined> =>
      (await signIn(portal, person)).tokens.claims()?.sub;
    const [basic, post, key, again, somebodyElse] = [
      await sub(portals.basic),
      await sub(portals.post),
      await sub(portals.key),
      await sub(portals.basic),
      await sub(portals.basic, LI),
    ];
    expect(post).toBe(key);
    expect(basic).not.toBe(post);
    expect(basic).toBe(again);
    expect(basic).not.toBe(somebodyElse);
  });

  it('another portal cannot redeem the code, with its own credentials or without', async () => {
    const desktop = await DesktopDevice.start({
      broker: broker.origin,
      origin: portals.basic.origin,
      request: () => portals.basic.startSession(),
    });
    await (await PhoneDevice.create({ broker: broker.origin, app, person: ZHANG })).signIn(desktop);
    const landing = await desktop.landing();
    const attempt = portals.basic.attempt(landing);
    await expect(portals.post.redeem(landing, attempt)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(portals.page.redeem(landing, attempt)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(portals.basic.redeem(landing)).resolves.toBeDefined();
    desktop.close();
  });

  it('RFC 7523 §3: a client assertion counts once, also when it comes eight times at once', async () => {
    const { body } = await portals.key.credentials();
    body.set('grant_type', 'client_credentials');
    body.set('scope', 'sessions');
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => fetch(`${broker.origin}/token`, { method: 'POST', body })),
    );
    const errors = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { error?: string }).error),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 401)]);
    expect(errors.filter(Boolean)).toEqual(Array.from({ length: 7 }, () => 'invalid_client'));
  });

  it('RFC 9449 §5, §11.1: a proof of possession counts once, also beside new assertions, and eight at once', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    const dpop = await new SignJWT({ jti: randomUUID(), htm: 'POST', htu: `${broker.origin}/token` })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .setIssuedAt()
      .sign(privateKey);
    const caller = { node: broker.origin, portal: portals.key, headers: { dpop } };
    const form = { grant_type: 'client_credentials', scope: 'sessions' };
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => callOAuth(caller, '/token', form)));
    const [won, others] = [
      answers.filter(({ status }) => status === 200),
      answers.filter(({ status }) => status !== 200),
    ];
    expect(won).toMatchObject([{ body: { token_type: 'DPoP' } }]);
    expect(others).toMatchObject(Array.from({ length: AT_ONCE - 1 }, () => refusal('invalid_dpop_proof')));
    expect(await callOAuth(caller, '/token', form)).toMatchObject(refusal('invalid_dpop_proof'));
  });

  it('a wrong secret is invalid_client, and says no more', async () => {
    const answer = await fetch(`${broker.origin}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('basic:guess').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'sessions' }),
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await expect(answer.json()).resolves.toEqual({
      error: 'invalid_client',
      error_description: 'client authentication failed',
    });
  });

  it('the hash that the registry holds is not the secret', async () => {
    const { client_auth: auth } = portals.basic.registration();
    const hash = 'secret_sha256' in auth ? auth.secret_sha256 : '';
    const answer = await fetch(`${broker.origin}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`basic:${hash}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'sessions' }),
    });
    expect(answer.status).toBe(401);
  });

  it('OpenID Connect Discovery §3: the metadata is of the configured origin, whatever the Host', async () => {
    const { body } = await request(broker.origin).get('/.well-known/openid-configuration').set('host', 'evil.test');
    const metadata = body as Record<string, string>;
    expect(metadata['issuer']).toBe(broker.origin);
    const addresses = Object.entries(metadata).filter(([name]) => /_endpoint$|_uri$/.test(name));
    expect(addresses.length).toBeGreaterThan(5);
    for (const [, address] of addresses) expect(new URL(address).origin).toBe(broker.origin);
  });

  it('publishes public keys only', async () => {
    const { keys } = (await (await fetch(`${broker.origin}/jwks`)).json()) as { keys: Record<string, unknown>[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('RFC 6749 §4.1.2.1: an address that is not registered is told to people on a page, and nobody is sent there', async () => {
    const answer = await fetch(`${broker.origin}/authorize?client_id=basic&redirect_uri=https://evil.test`, {
      headers: { accept: 'text/html' },
      redirect: 'manual',
    });
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('这个链接不可信');
    expect(page).not.toContain('evil');
  });
});
