import { DesktopDevice, LogoutReceiver, type PhoneDevice, type PortalBackend, type PortalTokens } from '@saoma/testing';
import { decodeJwt, type JWTPayload } from 'jose';
import { makeKeysFile } from '../../src/platform/keys.js';
import { LI, ZHANG } from '../broker/world.js';
import { approveSent, type Cast, openStage } from '../conformance/stage.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { CibaDesk } from './ciba-desk.js';
import { KeysUnderWatch } from './keys-under-watch.js';
import { post } from './oauth-call.js';

const DAY_MS = 86_400_000;

/** Less than a session waits for its scan, or a scan for its approval. */
const CHANGE_IN_S = 5;
const FORMER_DAYS = 180;

const WORLDS = [
  { name: 'memory, one node', redis: false, nodes: 1, ofBefore: false },
  { name: 'Redis, two nodes, a file of before there were keys for them', redis: true, nodes: 2, ofBefore: true },
] as const;

/** `open` tells everybody the same public subject. */
const castOf = (logouts: LogoutReceiver) =>
  ({
    etax: { logouts, entry: { refresh_tokens: true, signed_in_hours: 720 } },
    fund: {},
    open: { entry: { subject_type: 'public' } },
  }) as const satisfies Cast;

describe.each(WORLDS)('pairwise subjects that change: $name', ({ redis, nodes, ofBefore }) => {
  let server: RedisServer | undefined;
  let logouts: LogoutReceiver;
  let keys: KeysUnderWatch;
  let stage: Awaited<ReturnType<typeof openStage<ReturnType<typeof castOf>>>>;
  let shiftedMs = 0;

  /** Signed in before the change. */
  let before: { readonly etax: PortalTokens; readonly fund: PortalTokens; readonly open: PortalTokens };
  let formerSub: string;
  let liSub: string;
  /** Scanned before the change, approved after it. */
  let scanned: { readonly page: DesktopDevice; readonly phone: PhoneDevice };
  /** Started before the change by a sub of before, scanned after it. */
  let bound: DesktopDevice;

  beforeAll(async () => {
    server = redis ? await startRedis() : undefined;
    logouts = await LogoutReceiver.listen();
    const { ring, subject_key, signing, ...lasting } = await makeKeysFile();
    keys = await KeysUnderWatch.make({ ring, subject_key, signing, ...(!ofBefore && lasting) });
    stage = await openStage(castOf(logouts), {
      nodes,
      env: { KEYS_FILE: keys.path },
      ...(server && { redisUrl: server.url }),
    });
    const { etax, fund, open } = stage.portals;
    before = { etax: await signIn(etax), fund: await signIn(fund), open: await signIn(open) };
    formerSub = claimsOf(before.etax).sub ?? '';
    liSub = claimsOf(await signIn(etax, LI)).sub ?? '';

    const [person, phone] = [await stage.person(), await stage.phone(ZHANG, nodes - 1)];
    const page = await person.waitAt(await etax.authorizationUrl());
    await phone.scan(page);
    scanned = { page, phone };
    bound = await (await stage.person()).waitAt(await etax.authorizationUrl({ login_hint: formerSub }));

    const pairwise = { inS: CHANGE_IN_S, formerS: (FORMER_DAYS * DAY_MS) / 1_000 };
    await keys.rotate(stage.broker.nodes, nowMs(), { pairwise });
    shift(CHANGE_IN_S * 1_000);
  });

  afterAll(async () => {
    for (const page of [scanned.page, bound]) page.close();
    await stage.close();
    await Promise.all([logouts.close(), keys.remove()]);
    await server?.stop();
  });

  const nowMs = (): number => Date.now() + shiftedMs;
  function shift(ms: number): void {
    shiftedMs += ms;
    stage.broker.shiftTime(ms);
  }
  async function signIn(portal: PortalBackend, who = ZHANG, parameters = {}): Promise<PortalTokens> {
    return portal.redeem(await (await stage.person(who)).signIn(await portal.authorizationUrl(parameters)));
  }
  const claimsOf = (tokens: PortalTokens): JWTPayload => decodeJwt(tokens.id_token ?? '');
  /** At the node that is not the portal's own. */
  const away = (path: string): string => `${stage.broker.nodes.at(-1) ?? ''}${path}`;
  const userinfo = async ({ access_token }: { readonly access_token: string }): Promise<JWTPayload> => {
    const answer = await fetch(away('/userinfo'), { headers: { authorization: `Bearer ${access_token}` } });
    return (await answer.json()) as JWTPayload;
  };
  const FORMER = 'former_sub';

  it('a session that was scanned before and is approved after gives the sub that the person signed', async () => {
    await expect(scanned.phone.approve()).resolves.toMatchObject({ state: 'approved' });
    const claims = claimsOf(await stage.portals.etax.redeem(await scanned.page.landing()));
    expect(claims.sub).toBe(formerSub);
    expect(claims).not.toHaveProperty(FORMER);
  });

  it('a session that was bound before is still for the same person, and for nobody else', async () => {
    await expect((await stage.phone(LI, nodes - 1)).scan(bound)).rejects.toMatchObject({ code: 'not_for_you' });
    await (await stage.phone(ZHANG, nodes - 1)).signIn(bound);
    expect(claimsOf(await stage.portals.etax.redeem(await bound.landing())).sub).toBe(formerSub);
  });

  it('a sign-in of after tells the new sub and the former one, in the ID token and at userinfo', async () => {
    const { etax } = stage.portals;
    const tokens = await signIn(etax);
    const claims = claimsOf(tokens);
    expect(claims[FORMER]).toEqual([formerSub]);
    expect(claims.sub).not.toBe(formerSub);
    await expect(userinfo(tokens)).resolves.toMatchObject({ sub: claims.sub, [FORMER]: [formerSub] });
    expect(claimsOf(await signIn(etax)).sub).toBe(claims.sub);
    expect(claimsOf(await signIn(etax, LI))[FORMER]).toEqual([liSub]);
  });

  it('OpenID Connect Core §8.1: each portal is told its own, and one with public subjects nothing new', async () => {
    const { fund, open } = stage.portals;
    expect(claimsOf(await signIn(fund))[FORMER]).toEqual([claimsOf(before.fund).sub]);
    const claims = claimsOf(await signIn(open));
    expect(claims.sub).toBe(claimsOf(before.open).sub);
    expect(claims).not.toHaveProperty(FORMER);
  });

  it('OpenID Connect Core §12.2, §5.3.2: a sign-in of before goes on under the sub of its ID token', async () => {
    const { etax } = stage.portals;
    const form = { grant_type: 'refresh_token', refresh_token: before.etax.refresh_token ?? '' };
    const { status, body } = await post(etax, away('/token'), form);
    expect(status).toBe(200);
    const tokens = body as { access_token: string; refresh_token: string; id_token: string };
    for (const claims of [decodeJwt(tokens.id_token), await userinfo(tokens), await userinfo(before.etax)]) {
      expect(claims.sub).toBe(formerSub);
      expect(claims).not.toHaveProperty(FORMER);
    }
    for (const token of [tokens.access_token, tokens.refresh_token, before.etax.access_token]) {
      expect((await post(etax, away('/introspect'), { token })).body).toMatchObject({ active: true, sub: formerSub });
    }
  });

  it('OpenID Connect Back-Channel Logout §2.4: its end is told with the sub that the portal knows it by', async () => {
    const { sid } = claimsOf(before.etax);
    await (await stage.phone(ZHANG, nodes - 1)).signOut(String(sid));
    expect(await logouts.until(1)).toMatchObject([{ sid, sub: formerSub }]);
    expect(logouts.refused).toEqual([]);
  });

  it('a portal may name somebody by either sub or by an ID token of before, and means the same person', async () => {
    const { etax, fund } = stage.portals;
    const { sub = '' } = claimsOf(await signIn(etax));
    const hints = [
      { login_hint: formerSub },
      { login_hint: `sub:${formerSub}` },
      { login_hint: `sub:${sub}` },
      { id_token_hint: before.etax.id_token ?? '' },
    ];
    for (const hint of hints) {
      const page = await (await stage.person()).waitAt(await etax.authorizationUrl(hint));
      await expect((await stage.phone(LI)).scan(page)).rejects.toMatchObject({ code: 'not_for_you' });
      await (await stage.phone()).signIn(page);
      expect(claimsOf(await etax.redeem(await page.landing())).sub).toBe(sub);
      page.close();
    }
    // Another portal's sub names nobody, of before no more than now.
    const { url } = await (await stage.person()).open(await fund.authorizationUrl({ login_hint: `sub:${formerSub}` }));
    expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
  });

  it('OpenID CIBA Core §7.1: a request that is sent by the former sub comes to the person, and its answer has both', async () => {
    const { etax } = stage.portals;
    const desk = new CibaDesk(stage.broker.origin, etax);
    for (const hint of [{ login_hint: formerSub }, { id_token_hint: before.etax.id_token ?? '' }]) {
      const request = await desk.ask(hint);
      await approveSent(await stage.phone(ZHANG, nodes - 1));
      const { body } = await desk.poll(request, { node: stage.broker.nodes.at(-1) ?? '' });
      expect(decodeJwt(body.id_token ?? '')[FORMER]).toEqual([formerSub]);
    }
  });

  it('whoever approves in somebody’s place is told with both as well, and so is whom it is for', async () => {
    const { etax } = stage.portals;
    const page = await DesktopDevice.start({
      broker: stage.broker.origin,
      origin: etax.origin,
      request: () =>
        etax.startSession({
          purpose: 'verify',
          login_hint: [{ sub: formerSub }],
          approvers: { any_of: [{ sub: liSub }], needed: 1 },
        }),
    });
    await (await stage.phone(LI)).signIn(page);
    const claims = (await etax.redeem(await page.landing())).claims();
    page.close();
    expect(claims).toMatchObject({
      [FORMER]: [formerSub],
      act: { [FORMER]: [liSub] },
      approved_by: [{ [FORMER]: [liSub] }],
    });
    expect((claims?.['act'] as JWTPayload).sub).not.toBe(liSub);
  });

  it('when its time is up the former sub is told no more, and names nobody', async () => {
    const { etax } = stage.portals;
    const { sub } = claimsOf(await signIn(etax));
    shift(FORMER_DAYS * DAY_MS);
    const claims = claimsOf(await signIn(etax));
    expect(claims.sub).toBe(sub);
    expect(claims).not.toHaveProperty(FORMER);
    const { url } = await (await stage.person()).open(await etax.authorizationUrl({ login_hint: `sub:${formerSub}` }));
    expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
  });
});
