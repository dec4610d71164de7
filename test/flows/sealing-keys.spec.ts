import { LogoutReceiver, type PortalTokens } from '@saoma/testing';
import { decodeJwt } from 'jose';
import { ZHANG } from '../broker/world.js';
import { type Cast, openStage } from '../conformance/stage.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { KeysUnderWatch } from './keys-under-watch.js';
import { post } from './oauth-call.js';

const WORLDS = [
  { name: 'memory, one node', redis: false, nodes: 1 },
  { name: 'Redis, two nodes', redis: true, nodes: 2 },
] as const;

const castOf = (logouts: LogoutReceiver) =>
  ({ etax: { logouts, entry: { refresh_tokens: true } } }) as const satisfies Cast;

describe.each(WORLDS)('keys that sign-ins are kept sealed under: $name', ({ redis, nodes }) => {
  let server: RedisServer | undefined;
  let logouts: LogoutReceiver;
  let keys: KeysUnderWatch;
  let stage: Awaited<ReturnType<typeof openStage<ReturnType<typeof castOf>>>>;

  beforeEach(async () => {
    server = redis ? await startRedis() : undefined;
    logouts = await LogoutReceiver.listen();
    keys = await KeysUnderWatch.make();
    stage = await openStage(castOf(logouts), {
      nodes,
      env: { KEYS_FILE: keys.path },
      ...(server && { redisUrl: server.url }),
    });
  });

  afterEach(async () => {
    await stage.close();
    await Promise.all([logouts.close(), keys.remove()]);
    await server?.stop();
  });

  async function signIn(): Promise<PortalTokens> {
    const { etax } = stage.portals;
    return etax.redeem(await (await stage.person()).signIn(await etax.authorizationUrl({ scope: 'openid profile' })));
  }
  const sidOf = (tokens: PortalTokens): string => String(decodeJwt(tokens.id_token ?? '')['sid']);
  /** At the node that is not the portal's own. */
  const away = (path: string): string => `${stage.broker.nodes.at(-1) ?? ''}${path}`;
  const userinfo = ({ access_token }: PortalTokens): Promise<Response> =>
    fetch(away('/userinfo'), { headers: { authorization: `Bearer ${access_token}` } });
  const refresh = ({ refresh_token = '' }: PortalTokens) =>
    post(stage.portals.etax, away('/token'), { grant_type: 'refresh_token', refresh_token });
  const listed = async () => (await stage.phone(ZHANG, nodes - 1)).desktops();

  it('change while people are signed in, who stay so', async () => {
    const before = await signIn();
    await keys.rotate(stage.broker.nodes, Date.now());
    const after = await signIn();
    for (const tokens of [before, after]) {
      await expect((await userinfo(tokens)).json()).resolves.toMatchObject({ name: ZHANG.name });
      expect(await refresh(tokens)).toMatchObject({ status: 200 });
    }
    const desktops = await listed();
    expect(desktops.map(({ id }) => id)).toEqual([sidOf(after), sidOf(before)]);
    for (const desktop of desktops) expect(desktop.address).toBeDefined();
  });

  it('that were stolen open nothing: tokens are refused as any that are over, and the person can end it at the portal', async () => {
    const { etax } = stage.portals;
    const [before, pushed] = [await signIn(), await etax.authorizationUrl({}, { pushed: true })];
    const person = await stage.person();
    const waiting = await person.open(await etax.authorizationUrl());
    expect(waiting.status).toBe(200);
    await keys.rotate(stage.broker.nodes, Date.now(), { isStolen: true });

    const answer = await userinfo(before);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await post(etax, away('/introspect'), { token: before.access_token })).body).toEqual({ active: false });
    expect(await refresh(before)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    // What waited to become a sign-in is as good as run out: told to the portal where it pushed it, else to the person.
    const { url } = await (await stage.person()).open(pushed);
    expect(new URL(url).searchParams.get('error')).toBe('invalid_request_uri');
    expect(await person.open(waiting.url)).toMatchObject({ status: 404 });

    // Of the computer nothing is known but where it is signed in, and since when; signing it out is told to the portal.
    const [desktop] = await listed();
    expect(desktop).toMatchObject({ id: sidOf(before), portal: { domain: 'etax.test' } });
    expect(desktop?.address).toBeUndefined();
    await (await stage.phone(ZHANG, nodes - 1)).signOut(sidOf(before));
    expect(await logouts.until(1)).toMatchObject([{ sid: sidOf(before), sub: decodeJwt(before.id_token ?? '').sub }]);
    expect(await listed()).toEqual([]);

    const after = await signIn();
    await expect((await userinfo(after)).json()).resolves.toMatchObject({ name: ZHANG.name });
    expect(await refresh(after)).toMatchObject({ status: 200 });
  });
});
