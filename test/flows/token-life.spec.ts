import type { Identity } from '@saoma/protocol';
import { DesktopDevice, LogoutReceiver, type PortalBackend, type PortalTokens, type TestPerson } from '@saoma/testing';
import { decodeJwt, type JWTPayload } from 'jose';
import {
  clientCredentialsGrant,
  fetchProtectedResource,
  getDPoPHandle,
  randomDPoPKeyPair,
  refreshTokenGrant,
  tokenIntrospection,
  tokenRevocation,
} from 'openid-client';
import { LI, ZHANG } from '../broker/world.js';
import { type Cast, openStage } from '../conformance/stage.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { post } from './oauth-call.js';

const HOUR = 3_600_000;
const AT_ONCE = 8;

const COMPANY: Identity = { id: 'e1', type: 'enterprise', name: '云海商贸有限公司', code: '91530100MA6K5XUN1B' };
const TRADER: TestPerson = { ...ZHANG, identities: [COMPANY] };

const INACTIVE = { active: false };
const SPENT = { error: 'invalid_grant' };

const WORLDS = [
  { name: 'memory, one node', redis: false, nodes: 1 },
  { name: 'Redis, two nodes', redis: true, nodes: 2 },
] as const;

/** What an ID token says of the person and of nothing else: userinfo says the same. */
function ofThePerson(claims: JWTPayload): object {
  const ofTheToken = ['iss', 'aud', 'exp', 'iat', 'nonce', 'at_hash', 'sid'];
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !ofTheToken.includes(name)));
}

/** Portals by what they registered. */
const castOf = (logouts: LogoutReceiver) =>
  ({
    etax: { logouts, entry: { refresh_tokens: true, signed_in_hours: 2 } },
    bound: { dpop: true, entry: { refresh_tokens: true } },
    page: { auth: 'none', dpop: true, entry: { refresh_tokens: true } },
    plain: {},
  }) as const satisfies Cast;

describe.each(WORLDS)('the life of tokens: $name', ({ redis, nodes }) => {
  let server: RedisServer | undefined;
  let logouts: LogoutReceiver;
  let stage: Awaited<ReturnType<typeof openStage<ReturnType<typeof castOf>>>>;

  beforeAll(async () => {
    server = redis ? await startRedis() : undefined;
    logouts = await LogoutReceiver.listen();
    stage = await openStage(castOf(logouts), { nodes, ...(server && { redisUrl: server.url }) });
  });

  afterAll(async () => {
    await stage.close();
    await logouts.close();
    await server?.stop();
  });

  /** The node that is not the portal's own. */
  const away = (path: string): string => `${stage.broker.nodes.at(-1) ?? ''}${path}`;

  async function signIn(portal: PortalBackend, who: TestPerson = ZHANG): Promise<PortalTokens> {
    const person = await stage.person(who);
    return portal.redeem(await person.signIn(await portal.authorizationUrl({ scope: 'openid profile' })));
  }
  const refresh = async (portal: PortalBackend, token: string, parameters = {}): Promise<PortalTokens> =>
    refreshTokenGrant(await portal.configuration(), token, parameters, await portal.proofs());
  /** With no client library to be wise about it. */
  const refreshOnce = (portal: PortalBackend, refresh_token: string, node = stage.broker.origin) =>
    post(portal, `${node}/token`, { grant_type: 'refresh_token', refresh_token });
  const userinfo = async (
    portal: PortalBackend,
    { access_token }: Pick<PortalTokens, 'access_token'>,
    proofs?: object,
  ) => {
    const [client, url] = [await portal.configuration(), new URL('/userinfo', stage.broker.origin)];
    const own = proofs ?? (await portal.proofs());
    const answer = await fetchProtectedResource(client, access_token, url, 'GET', undefined, undefined, own);
    return (await answer.json()) as object;
  };
  const introspect = async (portal: PortalBackend, token = '', parameters = {}) =>
    tokenIntrospection(await portal.configuration(), token, parameters);
  const revoke = async (portal: PortalBackend, token = '', parameters = {}) =>
    tokenRevocation(await portal.configuration(), token, parameters);
  /** The ids of the computers on the person's list. */
  const listed = async (who: TestPerson = ZHANG): Promise<string[]> =>
    (await (await stage.phone(who, nodes - 1)).desktops()).map(({ id }) => id);
  const sidOf = (tokens: PortalTokens): string => String(decodeJwt(tokens.id_token ?? '')['sid']);
  const told = (sid: string): number => logouts.logouts.filter((logout) => logout.sid === sid).length;

  /** Access tokens with the broker: Redis ends what it keeps by a clock of its own, which no test moves. */
  async function growOlder(ms: number): Promise<void> {
    stage.broker.shiftTime(ms);
    if (!server) return;
    const keys = (await server.command('KEYS', '*AccessToken*')) as string[];
    expect(keys).not.toEqual([]);
    for (const key of keys) {
      const left = Number(await server.command('PTTL', key));
      expect(left).toBeGreaterThan(0);
      await server.command('PEXPIRE', key, String(Math.max(0, left - ms)));
    }
  }

  async function expectOver(portal: PortalBackend, tokens: PortalTokens): Promise<void> {
    await expect(introspect(portal, tokens.access_token)).resolves.toEqual(INACTIVE);
    await expect(userinfo(portal, tokens)).rejects.toMatchObject({ status: 401 });
    if (tokens.refresh_token !== undefined)
      await expect(refresh(portal, tokens.refresh_token)).rejects.toMatchObject(SPENT);
    await expect(listed()).resolves.not.toContain(sidOf(tokens));
  }

  describe('userinfo', () => {
    it('OpenID Connect Core §5.3: tells of the person what the ID token told, by GET and by POST', async () => {
      const { etax } = stage.portals;
      const tokens = await signIn(etax, TRADER);
      const claims = ofThePerson(decodeJwt(tokens.id_token ?? ''));
      expect(claims).toMatchObject({ name: '张伟', acr: 'urn:saoma:app', amr: ['fpt'], purpose: 'login' });
      await expect(userinfo(etax, tokens)).resolves.toEqual(claims);
      const asked = await fetch(away('/userinfo'), {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.access_token}` },
      });
      await expect(asked.json()).resolves.toEqual(claims);
      const inBody = await fetch(away('/userinfo'), {
        method: 'POST',
        body: new URLSearchParams({ access_token: tokens.access_token }),
      });
      await expect(inBody.json()).resolves.toEqual(claims);
      expect(inBody.headers.get('cache-control')).toBe('no-store');
    });

    it('tells as what they act (RFC 8693 §4.1)', async () => {
      const { etax } = stage.portals;
      const person = await stage.person(TRADER);
      const page = await person.waitAt(await etax.authorizationUrl());
      await person.phone.scan(page);
      await person.phone.approve('e1');
      const tokens = await etax.redeem(await page.landing());
      page.close();
      const { identity } = decodeJwt(tokens.id_token ?? '');
      expect(identity).toMatchObject({ type: 'enterprise', name: COMPANY.name });
      await expect(userinfo(etax, tokens)).resolves.toMatchObject({ identity });
    });

    it('RFC 6749 §5.1: tells nothing for an access token that is dead after ten minutes', async () => {
      const { plain } = stage.portals;
      const tokens = await signIn(plain);
      expect(tokens.expires_in).toBe(600);
      await growOlder(590_000);
      await expect(userinfo(plain, tokens)).resolves.toMatchObject({ name: '张伟' });
      await expect(introspect(plain, tokens.access_token)).resolves.toMatchObject({ active: true });
      await growOlder(11_000);
      await expect(userinfo(plain, tokens)).rejects.toMatchObject({ status: 401 });
      await expect(introspect(plain, tokens.access_token)).resolves.toEqual(INACTIVE);
    });

    it('ASVS 7.2.3: tokens for it have 128 random bits and more, and none comes twice', async () => {
      const { etax } = stage.portals;
      let tokens = await signIn(etax);
      const seen: string[] = [];
      for (let time = 0; time < 8; time += 1) {
        seen.push(tokens.access_token, tokens.refresh_token ?? '');
        tokens = await refresh(etax, tokens.refresh_token ?? '');
      }
      expect(new Set(seen).size).toBe(seen.length);
      // What all have in common is no secret: a prefix, or the id of the sign-in.
      const secrets = seen.map((token) => token.split('.').at(-1) ?? '');
      for (const secret of secrets) expect(secret).toMatch(/^[\w-]{22,}$/);
      expect(new Set(secrets.map((secret) => secret.slice(0, 8))).size).toBe(seen.length);
    });

    it('RFC 6750 §3: asks for a token where there is none, and refuses what is none', async () => {
      const bare = await fetch(away('/userinfo'));
      expect(bare.status).toBe(401);
      expect(bare.headers.get('www-authenticate')).toMatch(/^(?:Bearer|DPoP) /);
      const wrong = await fetch(away('/userinfo'), { headers: { authorization: 'Bearer nobody-s' } });
      expect(wrong.status).toBe(401);
      expect(wrong.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
      const { etax } = stage.portals;
      const { access_token } = await clientCredentialsGrant(await etax.configuration(), { scope: 'sessions' });
      await expect(userinfo(etax, { access_token })).rejects.toMatchObject({ status: 401 });
    });

    it('RFC 9449 §7: a bound token counts with its key’s proof, and neither without nor with another’s', async () => {
      const { bound } = stage.portals;
      const tokens = await signIn(bound);
      expect(tokens.token_type).toBe('dpop');
      await expect(userinfo(bound, tokens)).resolves.toMatchObject({ sub: tokens.claims()?.sub });
      const bearer = await fetch(away('/userinfo'), { headers: { authorization: `Bearer ${tokens.access_token}` } });
      expect(bearer.status).toBe(401);
      const client = await bound.configuration();
      const DPoP = getDPoPHandle(client, await randomDPoPKeyPair('ES256'));
      await expect(userinfo(bound, tokens, { DPoP })).rejects.toMatchObject({
        status: 401,
      });
      await expect(introspect(bound, tokens.access_token)).resolves.toMatchObject({
        active: true,
        token_type: 'DPoP',
        cnf: { jkt: expect.any(String) },
      });
    });
  });

  describe('introspection', () => {
    it('RFC 7662 §2.2: tells a portal of its own tokens', async () => {
      const { etax } = stage.portals;
      const tokens = await signIn(etax);
      const { sub, sid } = decodeJwt(tokens.id_token ?? '');
      const known = { active: true, client_id: 'etax', sub, sid, iss: stage.broker.origin, scope: 'openid profile' };
      await expect(introspect(etax, tokens.access_token)).resolves.toMatchObject({ ...known, token_type: 'Bearer' });
      await expect(introspect(etax, tokens.refresh_token, { token_type_hint: 'refresh_token' })).resolves.toMatchObject(
        known,
      );
    });

    it('RFC 7662 §4: tells nothing of another’s, nor of what was never a token', async () => {
      const { etax, plain } = stage.portals;
      const tokens = await signIn(etax);
      await expect(introspect(plain, tokens.access_token)).resolves.toEqual(INACTIVE);
      await expect(introspect(plain, tokens.refresh_token)).resolves.toEqual(INACTIVE);
      await expect(introspect(etax, 'nobody-s')).resolves.toEqual(INACTIVE);
      await expect(userinfo(etax, tokens)).resolves.toBeDefined();
    });
  });

  describe('revocation', () => {
    it.each(['access_token', 'refresh_token'] as const)(
      'RFC 7009 §2: of the %s ends all that the sign-in gave, and the computer is on no list any more',
      async (kind) => {
        const { etax } = stage.portals;
        const tokens = await signIn(etax);
        const other = await signIn(etax);
        await expect(listed()).resolves.toEqual(expect.arrayContaining([sidOf(tokens), sidOf(other)]));
        await revoke(etax, tokens[kind], { token_type_hint: kind });
        await expectOver(etax, tokens);
        await expect(userinfo(etax, other)).resolves.toBeDefined();
        await expect(listed()).resolves.toContain(sidOf(other));
        // It was the portal's own doing.
        expect(told(sidOf(tokens))).toBe(0);
      },
    );

    it('RFC 7009 §2.1: of another’s token is refused, and ends nothing', async () => {
      const { etax, plain } = stage.portals;
      const tokens = await signIn(etax);
      for (const token of [tokens.access_token, tokens.refresh_token])
        await expect(revoke(plain, token)).rejects.toMatchObject({ error: 'invalid_request' });
      await expect(userinfo(etax, tokens)).resolves.toBeDefined();
    });

    it('RFC 7009 §2.2: of what is no token succeeds', async () => {
      await expect(revoke(stage.portals.etax, 'nobody-s')).resolves.toBeUndefined();
    });

    it('RFC 7009 §2.2.1: of the token that starts sessions is not supported, and it goes on starting them', async () => {
      const { etax } = stage.portals;
      const { access_token } = await clientCredentialsGrant(await etax.configuration(), { scope: 'sessions' });
      await expect(revoke(etax, access_token)).rejects.toMatchObject({ error: 'unsupported_token_type' });
      await expect(introspect(etax, access_token)).resolves.toMatchObject({ active: true, scope: 'sessions' });
      const started = await fetch(away('/v1/sessions'), {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify(await etax.begin({ desktop: { user_agent: 'x', address: '203.0.113.7' } })),
      });
      expect(started.status).toBe(201);
    });
  });

  describe('refresh tokens', () => {
    it('are for portals that registered for them, and for sign-ins', async () => {
      const { plain, etax } = stage.portals;
      const tokens = await signIn(plain);
      expect(tokens.refresh_token).toBeUndefined();
      await expect(refresh(plain, 'nobody-s')).rejects.toMatchObject({ error: 'unauthorized_client' });

      const stepUp = await DesktopDevice.start({
        broker: stage.broker.origin,
        origin: etax.origin,
        request: () => etax.startSession({ purpose: 'step_up', login_hint: [{ realm: 'etax', sub: 'zhang' }] }),
      });
      await (await stage.phone()).signIn(stepUp);
      const proof = await etax.redeem(await stepUp.landing());
      stepUp.close();
      expect(proof.claims()).toMatchObject({ purpose: 'step_up' });
      expect(proof.refresh_token).toBeUndefined();
    });

    it('RFC 6749 §6, OpenID Connect Core §12.2: give new tokens of the same sign-in, and what was told of the person stays', async () => {
      const { etax } = stage.portals;
      const tokens = await signIn(etax, TRADER);
      // The session is long forgotten.
      stage.broker.shiftTime(600_000);
      const again = await refresh(etax, tokens.refresh_token ?? '');
      expect(again.refresh_token).not.toBe(tokens.refresh_token);
      expect(again.access_token).not.toBe(tokens.access_token);
      const { iat: _iat, exp: _exp, at_hash: _hash, ...first } = decodeJwt(tokens.id_token ?? '');
      const { iat: _iat2, exp: _exp2, at_hash: _hash2, ...second } = decodeJwt(again.id_token ?? '');
      expect(second).toEqual(first);
      await expect(userinfo(etax, again)).resolves.toEqual(ofThePerson(first));
      const third = await refresh(etax, again.refresh_token ?? '');
      await expect(userinfo(etax, third)).resolves.toMatchObject({ name: first['name'] });
    });

    it('RFC 6749 §6: may ask for less than was granted, and never for more', async () => {
      const { etax } = stage.portals;
      const tokens = await signIn(etax);
      await expect(refresh(etax, tokens.refresh_token ?? '', { scope: 'openid sessions' })).rejects.toMatchObject({
        error: 'invalid_scope',
      });
      const less = await refresh(etax, tokens.refresh_token ?? '', { scope: 'openid' });
      await expect(userinfo(etax, less)).resolves.not.toHaveProperty('name');
    });

    it('RFC 9700 §4.14.2: one that is used again ends the sign-in, and its portal is told', async () => {
      const { etax } = stage.portals;
      const stolen = await signIn(etax);
      const fresh = await refresh(etax, stolen.refresh_token ?? '');
      // A repeat within seconds is refused, and no more.
      await expect(refreshOnce(etax, stolen.refresh_token ?? '')).resolves.toMatchObject({ body: SPENT });
      await expect(userinfo(etax, fresh)).resolves.toBeDefined();
      stage.broker.shiftTime(11_000);
      await expect(refreshOnce(etax, stolen.refresh_token ?? '', away(''))).resolves.toMatchObject({ body: SPENT });
      await expectOver(etax, fresh);
      await until(
        'portal that is told',
        () => told(sidOf(stolen)),
        (times) => times === 1,
      );
      expect(logouts.refused).toEqual([]);
    });

    it('RFC 6749 §10.4: another portal’s is refused, and ends nothing', async () => {
      const { etax, bound } = stage.portals;
      const tokens = await signIn(etax);
      await expect(refresh(bound, tokens.refresh_token ?? '')).rejects.toMatchObject(SPENT);
      await expect(refresh(etax, tokens.refresh_token ?? '')).resolves.toBeDefined();
    });

    it('one that was used is still good for ending the sign-in', async () => {
      const { etax } = stage.portals;
      const tokens = await signIn(etax);
      const again = await refresh(etax, tokens.refresh_token ?? '');
      await expect(introspect(etax, tokens.refresh_token)).resolves.toEqual(INACTIVE);
      await revoke(etax, tokens.refresh_token);
      await expectOver(etax, again);
    });

    it(`Invariant: of ${AT_ONCE} uses at once exactly one gets tokens, and nothing is revoked`, async () => {
      const { etax } = stage.portals;
      for (let round = 0; round < 5; round += 1) {
        const tokens = await signIn(etax);
        const answers = await Promise.all(
          Array.from({ length: AT_ONCE }, (_, at) =>
            refreshOnce(etax, tokens.refresh_token ?? '', stage.broker.nodes[at % nodes]),
          ),
        );
        const won = answers.filter(({ status }) => status === 200);
        const lost = answers.filter(({ status, body }) => status === 400 && body.error === 'invalid_grant');
        expect([won.length, lost.length]).toEqual([1, AT_ONCE - 1]);
        const winner = { access_token: String(won[0]?.body.access_token) };
        await expect(userinfo(etax, winner)).resolves.toBeDefined();
        await expect(refreshOnce(etax, String(won[0]?.body['refresh_token']))).resolves.toMatchObject({ status: 200 });
      }
    });

    it('RFC 9700 §2.2.2: of a client without credentials are bound to its key', async () => {
      const { page } = stage.portals;
      const tokens = await signIn(page);
      const client = await page.configuration();
      const DPoP = getDPoPHandle(client, await randomDPoPKeyPair('ES256'));
      await expect(refreshTokenGrant(client, tokens.refresh_token ?? '', {}, { DPoP })).rejects.toMatchObject(SPENT);
      await expect(refreshOnce(page, tokens.refresh_token ?? '')).resolves.toMatchObject({ status: 400 });
      const again = await refresh(page, tokens.refresh_token ?? '');
      expect(again.token_type).toBe('dpop');
      await expect(refresh(page, again.refresh_token ?? '')).resolves.toBeDefined();
    });

    // In Redis lives are by Redis's own clock, which nothing moves; the store's contract has them.
    (redis ? it.skip : it)(
      'end when the portal says that the sign-in does, however often they were used, and all tokens with them',
      async () => {
        const { etax } = stage.portals;
        const tokens = await signIn(etax, LI);
        stage.broker.shiftTime(HOUR);
        const later = await refresh(etax, tokens.refresh_token ?? '');
        await expect(listed(LI)).resolves.toContain(sidOf(tokens));
        stage.broker.shiftTime(HOUR - 120_000);
        const last = await refresh(etax, later.refresh_token ?? '');
        stage.broker.shiftTime(180_000);
        await expectOver(etax, last);
        await expect(listed(LI)).resolves.not.toContain(sidOf(tokens));
      },
    );
  });

  it('S14: whenever a portal asks about a sign-in, the person sees that it is in use', async () => {
    const { etax } = stage.portals;
    const tokens = await signIn(etax);
    const phone = await stage.phone(ZHANG, nodes - 1);
    const seen = async (): Promise<number> => {
      const desktop = (await phone.desktops()).find(({ id }) => id === sidOf(tokens));
      return desktop?.last_seen_ms_ago ?? Number.NaN;
    };
    stage.broker.shiftTime(5 * 60_000);
    expect(await seen()).toBeGreaterThanOrEqual(5 * 60_000);
    await userinfo(etax, tokens);
    expect(await seen()).toBeLessThan(60_000);
    stage.broker.shiftTime(20 * 60_000);
    await refresh(etax, tokens.refresh_token ?? '');
    expect(await seen()).toBeLessThan(60_000);
  });
});
