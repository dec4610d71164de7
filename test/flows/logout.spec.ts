import { createHmac } from 'node:crypto';
import { CallbackReceiver, LogoutReceiver, type PortalBackend, type PortalTokens } from '@saoma/testing';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { buildEndSessionUrl } from 'openid-client';
import { LI, makeOperator, ZHANG } from '../broker/world.js';
import { type Cast, openStage } from '../conformance/stage.js';
import { until } from '../servers/deadline.js';
import { post } from './oauth-call.js';

const BACK = 'https://etax.test/bye?from=broker';

/** Portals by where they are to be told. `silent` is told nothing, `deaf` never answers, `private` is where nothing may go. */
const castOf = (logouts: LogoutReceiver, deaf: CallbackReceiver, refusing: CallbackReceiver) =>
  ({
    etax: { logouts, entry: { post_logout_redirect_uris: [BACK], refresh_tokens: true } },
    silent: { entry: { post_logout_redirect_uris: ['https://silent.test/bye'] } },
    deaf: { entry: { backchannel_logout_uri: deaf.uri } },
    refusing: { entry: { backchannel_logout_uri: refusing.uri } },
    private: { entry: { backchannel_logout_uri: 'https://10.0.0.1/ended' } },
  }) as const satisfies Cast;

describe('signing out', () => {
  let logouts: LogoutReceiver;
  let deaf: CallbackReceiver;
  let refusing: CallbackReceiver;
  let stage: Awaited<ReturnType<typeof openStage<ReturnType<typeof castOf>>>>;
  const operator = makeOperator('wang.min');

  beforeAll(async () => {
    logouts = await LogoutReceiver.listen();
    deaf = await CallbackReceiver.listen(() => new Promise(() => undefined));
    refusing = await CallbackReceiver.listen(() => ({ status: 400 }));
    stage = await openStage(castOf(logouts, deaf, refusing), { operators: [operator.entry] });
  });

  afterAll(async () => {
    await stage.close();
    await Promise.all([logouts, deaf, refusing].map((receiver) => receiver.close()));
  });

  async function signIn(portal: PortalBackend, who = ZHANG): Promise<PortalTokens> {
    return portal.redeem(await (await stage.person(who)).signIn(await portal.authorizationUrl()));
  }
  const sidOf = (tokens: PortalTokens): string => String(decodeJwt(tokens.id_token ?? '')['sid']);
  const listed = async (who = ZHANG): Promise<string[]> =>
    (await (await stage.phone(who)).desktops()).map(({ id }) => id);
  const isActive = async (portal: PortalBackend, { access_token }: PortalTokens): Promise<unknown> =>
    (await post(portal, `${stage.broker.origin}/introspect`, { token: access_token })).body.active;
  const told = (tokens: PortalTokens): object[] => logouts.logouts.filter(({ sid }) => sid === sidOf(tokens));

  interface Trail {
    readonly audit: readonly { readonly event: string; readonly outcome: string; readonly reason?: string }[];
  }
  async function trailOf(tokens: PortalTokens): Promise<Trail> {
    const answer = await fetch(`${stage.broker.origin}/v1/operator/sessions/${sidOf(tokens)}`, {
      headers: { authorization: `Bearer ${operator.token}` },
    });
    return (await answer.json()) as Trail;
  }
  /** What operators see of the end, once it is known whether the portal could be told. */
  const endOf = async (tokens: PortalTokens): Promise<object[]> => {
    const { audit } = await until(
      'note of whether the portal could be told',
      () => trailOf(tokens),
      (trail) => trail.audit.some(({ event }) => event === 'backchannel_logout'),
    );
    return audit.slice(-2).map(({ event, outcome, reason }) => ({ event, outcome, ...(reason && { reason }) }));
  };

  describe('at the portal, by the browser (OpenID Connect RP-Initiated Logout)', () => {
    const endSession = async (portal: PortalBackend, parameters: Record<string, string>): Promise<string> =>
      buildEndSessionUrl(await portal.configuration(), parameters).href;
    const bare = (parameters: Record<string, string>): string =>
      `${stage.broker.origin}/logout?${new URLSearchParams(parameters)}`;
    const open = (url: string, init: RequestInit = {}): Promise<Response> =>
      fetch(url, { redirect: 'manual', headers: { accept: 'text/html' }, ...init });
    /** Whatever else is asked: nobody is sent anywhere, and no session between browser and broker begins. */
    async function expectRefused(answer: Response, tokens: PortalTokens): Promise<void> {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers.get('location')).toBeNull();
      expect(answer.headers.getSetCookie()).toEqual([]);
      const page = await answer.text();
      expect(page).toContain('无法退出登录');
      expect(page).toContain('We could not sign you out');
      expect(page).not.toContain('evil');
      await expect(isActive(stage.portals.etax, tokens)).resolves.toBe(true);
    }

    it('§2, §3: ends the sign-in of the hint and goes back to the portal with its state; the portal is not told again', async () => {
      const { etax } = stage.portals;
      const [tokens, other] = [await signIn(etax), await signIn(etax)];
      const parameters = { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: BACK, state: 'sta/te' };
      const answer = await open(await endSession(etax, parameters));
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe(`${BACK}&state=sta%2Fte`);
      expect(answer.headers.getSetCookie()).toEqual([]);
      await expect(isActive(etax, tokens)).resolves.toBe(false);
      await expect(isActive(etax, other)).resolves.toBe(true);
      await expect(listed()).resolves.toEqual(expect.not.arrayContaining([sidOf(tokens)]));
      expect((await trailOf(tokens)).audit.at(-1)).toMatchObject({ event: 'sign_out', reason: 'ended_by_portal' });
      // Once more is no error, and ends no more.
      expect((await open(await endSession(etax, parameters))).status).toBe(303);
      expect(told(tokens)).toEqual([]);
    });

    it('§2: by POST as well, and without an address the person reads that it is done', async () => {
      const { etax } = stage.portals;
      const tokens = await signIn(etax);
      const answer = await open(`${stage.broker.origin}/logout`, {
        method: 'POST',
        body: new URLSearchParams({ id_token_hint: tokens.id_token ?? '' }),
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      const page = await answer.text();
      expect(page).toContain('您已退出登录');
      expect(page).toContain('You are signed out');
      await expect(isActive(etax, tokens)).resolves.toBe(false);
    });

    it('§2: without a hint nothing ends; a portal that is named is gone back to, and nobody else', async () => {
      const { etax } = stage.portals;
      const tokens = await signIn(etax);
      const back = await open(bare({ client_id: 'etax', post_logout_redirect_uri: BACK }));
      expect([back.status, back.headers.get('location')]).toEqual([303, BACK]);
      const nobody = await open(bare({ post_logout_redirect_uri: 'https://evil.test/' }));
      expect([nobody.status, nobody.headers.get('location')]).toEqual([200, null]);
      expect(await nobody.text()).toContain('There is nothing to end here');
      await expect(isActive(etax, tokens)).resolves.toBe(true);
    });

    it.each([
      ['an address that is not registered', { post_logout_redirect_uri: 'https://evil.test/bye' }],
      ['another portal’s address', { post_logout_redirect_uri: 'https://silent.test/bye' }],
      ['the address with something more', { post_logout_redirect_uri: `${BACK}&to=evil` }],
      ['another portal’s name', { client_id: 'silent' }],
      ['a hint that is none', { id_token_hint: 'evil' }],
    ])('§4: refuses %s, and ends nothing', async (_, wrong) => {
      const tokens = await signIn(stage.portals.etax);
      const parameters = { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: BACK, ...wrong };
      await expectRefused(await open(bare(parameters)), tokens);
      const toPrograms = await open(bare(parameters), { headers: { accept: 'application/json' } });
      await expect(toPrograms.json()).resolves.toMatchObject({ error: 'invalid_request' });
    });

    it('§4: refuses hints that the broker never signed', async () => {
      const tokens = await signIn(stage.portals.etax);
      const claims = decodeJwt(tokens.id_token ?? '');
      const { privateKey, publicKey } = await generateKeyPair('ES256');
      const forged = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', jwk: await exportJWK(publicKey) })
        .sign(privateKey);
      const parts = [{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
      const unsigned = `${parts.join('.')}.`;
      const [, payload = ''] = parts;
      const header = Buffer.from(JSON.stringify({ alg: 'HS256' })).toString('base64url');
      const confused = `${header}.${payload}.${createHmac('sha256', 'etax').update(`${header}.${payload}`).digest('base64url')}`;
      for (const id_token_hint of [forged, unsigned, confused]) {
        await expectRefused(await open(bare({ id_token_hint, post_logout_redirect_uri: BACK })), tokens);
      }
    });

    it('has none of the library’s other doors', async () => {
      for (const path of ['/logout/success', '/logout/confirm']) {
        expect((await open(stage.broker.origin + path)).status).toBe(404);
        expect((await open(stage.broker.origin + path, { method: 'POST' })).status).toBe(404);
      }
    });
  });

  describe('on the phone (OpenID Connect Back-Channel Logout)', () => {
    it.each(['signed_out', 'not_me'] as const)(
      '§2.5: the portal is told which session is over (%s), and nothing of it counts any more',
      async (reason) => {
        const { etax } = stage.portals;
        const [tokens, other] = [await signIn(etax), await signIn(etax)];
        const somebodyElse = await signIn(etax, LI);
        await (await stage.phone()).signOut(sidOf(tokens), reason);
        await expect(isActive(etax, tokens)).resolves.toBe(false);
        await expect(endOf(tokens)).resolves.toEqual([
          { event: 'sign_out', outcome: 'applied', reason },
          { event: 'backchannel_logout', outcome: 'delivered' },
        ]);
        expect(told(tokens)).toEqual([
          expect.objectContaining({
            iss: stage.broker.origin,
            aud: 'etax',
            sub: tokens.claims()?.sub,
            sid: sidOf(tokens),
          }),
        ]);
        for (const kept of [other, somebodyElse]) {
          await expect(isActive(etax, kept)).resolves.toBe(true);
          expect(told(kept)).toEqual([]);
        }
        expect(logouts.refused).toEqual([]);
      },
    );

    it('a code that comes again ends what it gave, and the portal is told', async () => {
      const { etax } = stage.portals;
      const landing = await (await stage.person()).signIn(await etax.authorizationUrl());
      const tokens = await etax.redeem(landing);
      await expect(etax.redeem(landing)).rejects.toMatchObject({ error: 'invalid_grant' });
      await expect(endOf(tokens)).resolves.toEqual([
        { event: 'sign_out', outcome: 'applied', reason: 'replayed' },
        { event: 'backchannel_logout', outcome: 'delivered' },
      ]);
    });

    it('§2.8: a portal that refuses, and an address that nothing may be sent to, are on record', async () => {
      for (const portal of [stage.portals.refusing, stage.portals.private]) {
        const tokens = await signIn(portal);
        await (await stage.phone()).signOut(sidOf(tokens));
        await expect(endOf(tokens)).resolves.toEqual([
          { event: 'sign_out', outcome: 'applied', reason: 'signed_out' },
          { event: 'backchannel_logout', outcome: 'undelivered' },
        ]);
        await expect(isActive(portal, tokens)).resolves.toBe(false);
      }
    });

    it('a portal that does not answer holds up neither the person, nor other portals, nor its own next sign-in', async () => {
      const { deaf: portal, etax, silent } = stage.portals;
      const all = [await signIn(portal, LI), await signIn(etax, LI), await signIn(silent, LI)];
      const phone = await stage.phone(LI);
      await phone.client.signOutAll();
      await expect(listed(LI)).resolves.toEqual([]);
      await expect(endOf(all[1]!)).resolves.toContainEqual({ event: 'backchannel_logout', outcome: 'delivered' });
      await deaf.until(1);
      await expect(signIn(portal, LI)).resolves.toBeDefined();
      // Whoever asked to be told nothing is told nothing, and nothing is noted.
      expect((await trailOf(all[2]!)).audit.at(-1)).toMatchObject({ event: 'sign_out' });
    });
  });
});
