import type { PortalBackend } from '@saoma/testing';
import { type RedisCluster, startRedisCluster } from '../servers/redis-cluster.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { answerOf, type Form, type OAuthAnswer, post } from '../flows/oauth-call.js';
import { codeOf } from '../flows/token-endpoint.js';
import { sentTogether } from './held-requests.js';
import { approveSent, openStage } from './stage.js';

const AT_ONCE = 8;
const ROUNDS = 5;

const WORLDS = [
  { name: 'memory, one node', nodes: 1 },
  { name: 'Redis, one node', nodes: 1, store: 'redis' },
  { name: 'Redis, two nodes', nodes: 2, store: 'redis' },
  { name: 'a Redis cluster, two nodes', nodes: 2, store: 'cluster' },
] as const;

/** The portal whose things they are: with refresh tokens, so that each kind gives all that it can. */
const CAST = { etax: { entry: { refresh_tokens: true } } };

type OnceStage = Awaited<ReturnType<typeof openStage<typeof CAST>>>;

/** Something that is good for one use: how to come by one, and what uses it. */
interface Consumable {
  readonly name: string;
  /** A replay within seconds is only refused, and ends nothing. */
  readonly forgives?: true;
  readonly make: (stage: OnceStage, round: number) => Promise<(node: string) => Promise<OAuthAnswer>>;
}

/** A form to the token endpoint. */
const redeem =
  (portal: PortalBackend, form: Form) =>
  (node: string): Promise<OAuthAnswer> =>
    post(portal, `${node}/token`, form);

async function signedIn(stage: OnceStage): Promise<Form> {
  const { etax } = stage.portals;
  const landing = await (await stage.person()).signIn(await etax.authorizationUrl());
  const { code, verifier, redirectUri } = codeOf(etax, landing);
  return { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri };
}

const CONSUMABLES: readonly Consumable[] = [
  {
    name: 'authorization code (RFC 6749 §4.1.2)',
    make: async (stage) => redeem(stage.portals.etax, await signedIn(stage)),
  },
  {
    name: 'device code (RFC 8628 §3.4)',
    async make(stage) {
      const { etax } = stage.portals;
      const { body } = await post(etax, `${stage.broker.origin}/device_authorization`, { scope: 'openid' });
      await (await stage.phone()).signIn(String(body['verification_uri_complete']));
      return redeem(etax, {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: String(body['device_code']),
      });
    },
  },
  {
    name: 'auth_req_id (OpenID CIBA Core §10.1)',
    async make(stage, round) {
      const { etax } = stage.portals;
      const account = `account-${round}`;
      const { body } = await post(etax, `${stage.broker.origin}/bc-authorize`, {
        scope: 'openid',
        login_hint: `account:${account}`,
      });
      const phone = await stage.phone({ sub: `person-${round}`, name: '张伟', accounts: { etax: [account] } });
      await approveSent(phone);
      return redeem(etax, {
        grant_type: 'urn:openid:params:grant-type:ciba',
        auth_req_id: String(body.auth_req_id),
      });
    },
  },
  {
    name: 'refresh token (RFC 9700 §4.14.2)',
    forgives: true,
    async make(stage) {
      const { etax } = stage.portals;
      const { body } = await post(etax, `${stage.broker.origin}/token`, await signedIn(stage));
      return redeem(etax, { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) });
    },
  },
];

/** Whether the tokens that a winner got still count. */
async function isActive({ broker, portals }: OnceStage, { body }: OAuthAnswer): Promise<unknown> {
  const answer = await post(portals.etax, `${broker.origin}/introspect`, { token: String(body.access_token) });
  return answer.body.active;
}

/** A node connects to each master when it first asks it something; whoever waits for that comes too late for a race. */
async function connectToAll({ broker, portals }: OnceStage): Promise<void> {
  for (const node of broker.nodes) {
    for (let token = 0; token < 40; token += 1) {
      await post(portals.etax, `${node}/introspect`, { token: `nobody’s ${token}` });
    }
  }
}

describe.each(WORLDS)('what is good for one use: $name', (world) => {
  const store = 'store' in world ? world.store : undefined;
  let server: RedisServer | RedisCluster | undefined;
  let stores: readonly RedisServer[] = [];
  let stage: OnceStage;

  beforeAll(async () => {
    const isCluster = store === 'cluster';
    if (store !== undefined) server = isCluster ? await startRedisCluster() : await startRedis();
    if (server) stores = 'nodes' in server ? server.nodes : [server];
    const redisUrl = stores[0]?.url;
    stage = await openStage(CAST, {
      nodes: world.nodes,
      env: { REDIS_CLUSTER: isCluster ? '1' : '0' },
      ...(redisUrl !== undefined && { redisUrl }),
    });
    if (isCluster) await connectToAll(stage);
  });

  afterAll(async () => {
    await stage.close();
    await server?.stop();
  });

  /** All at once, by turns at each node. In Redis all of them find the thing unused; in memory they take turns. */
  const atOnce = (use: (node: string) => Promise<OAuthAnswer>): Promise<OAuthAnswer[]> => {
    const send = (): Promise<OAuthAnswer[]> =>
      Promise.all(Array.from({ length: AT_ONCE }, (_, at) => use(stage.broker.nodes[at % world.nodes] ?? '')));
    return store === undefined ? send() : sentTogether(stores, AT_ONCE, send);
  };

  // Who comes when it has been used already is no loser of a race but a replay: in memory some of the eight are.
  const outcome = store === undefined ? 'and a replay ends what it gave' : 'and its tokens count until a later replay';

  it.each(CONSUMABLES)(
    `Invariant: exactly one wins of ${AT_ONCE} uses of one $name at once, ${outcome}`,
    async ({ make, forgives = false }) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const use = await make(stage, round);
        const answers = await atOnce(use);
        const [winner, ...others] = answers.filter(({ status }) => status === 200);
        const losers = answers.filter(({ status }) => status !== 200);
        expect([others.length, losers.length]).toEqual([0, AT_ONCE - 1]);
        expect(losers.map(({ status, body }) => [status, body.error])).toEqual(
          losers.map(() => [400, 'invalid_grant']),
        );
        if (store !== undefined || forgives) expect(winner && (await isActive(stage, winner))).toBe(true);

        // Late enough for what is forgiving.
        stage.broker.shiftTime(11_000);
        await expect(use(stage.broker.nodes.at(-1) ?? '')).resolves.toMatchObject({ body: { error: 'invalid_grant' } });
        expect(winner && (await isActive(stage, winner))).toBe(false);
      }
    },
  );

  it(`Invariant: exactly one gets a page of ${AT_ONCE} browsers sent with one pushed request at once (RFC 9126 §4)`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const url = await stage.portals.etax.authorizationUrl({}, { pushed: true });
      const { origin } = stage.broker;
      const answers = await atOnce(async (node) =>
        answerOf(await fetch(url.replace(origin, node), { redirect: 'manual' })),
      );
      const targets = answers.map(({ headers }) => headers.get('location') ?? '');
      const pages = targets.filter((target) => new URL(target, origin).pathname.startsWith('/login/'));
      const refused = targets.filter((target) => target.includes('error=invalid_request_uri'));
      expect([pages.length, refused.length]).toEqual([1, AT_ONCE - 1]);
    }
  });
});
