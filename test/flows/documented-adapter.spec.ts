import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider';
import { sentTogether } from '../conformance/held-requests.js';
import { type RedisServer, startRedis } from '../servers/redis.js';

const AT_ONCE = 8;
const CLIENT = { client_id: 'portal', redirect_uris: ['https://portal.test/back'], token_endpoint_auth_method: 'none' };

/**
 * The library over Redis as its documentation shows it: a code is looked at, and marked as consumed in a second step.
 * What the portal's door promises means something only if the same race, run the same way, does not hold here.
 */
describe('the OAuth library with the adapter that it documents', () => {
  let redisServer: RedisServer;
  let redis: Redis;
  let server: Server;
  let provider: Provider;
  let issuer: string;

  beforeAll(async () => {
    redisServer = await startRedis();
    redis = new Redis(redisServer.url);
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    provider = new Provider(issuer, {
      adapter: (model: string) => documentedAdapter(model, redis),
      jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' }] as never },
      cookies: { keys: ['of no use here'] },
      enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      features: { devInteractions: { enabled: false } },
      findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    });
    const handle = provider.callback();
    server.on('request', (request, response) => void handle(request, response));
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    redis.disconnect();
    await redisServer.stop();
  });

  async function mintCode(): Promise<URLSearchParams> {
    const verifier = randomBytes(32).toString('base64url');
    const client = await provider.Client.find(CLIENT.client_id);
    if (!client) throw new Error('the client is not registered');
    const grant = new provider.Grant({ accountId: 'zhang', clientId: client.clientId });
    grant.addOIDCScope('openid');
    const code = new provider.AuthorizationCode({
      client,
      accountId: 'zhang',
      grantId: await grant.save(),
      redirectUri: CLIENT.redirect_uris[0] ?? '',
      scope: 'openid',
      codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
      codeChallengeMethod: 'S256',
    } as never);
    return new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: client.clientId,
      redirect_uri: CLIENT.redirect_uris[0] ?? '',
      code: await code.save(),
      code_verifier: verifier,
    });
  }

  it(`gives a token to each of ${AT_ONCE} that redeem one code together`, async () => {
    const body = await mintCode();
    const answers = await sentTogether([redisServer], AT_ONCE, () =>
      Promise.all(Array.from({ length: AT_ONCE }, () => fetch(`${issuer}/token`, { method: 'POST', body }))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: AT_ONCE }, () => 200));
  });
});

function documentedAdapter(model: string, redis: Redis): Adapter {
  const key = (id: string): string => `${model}:${id}`;
  return {
    async upsert(id, payload, expiresIn) {
      await redis
        .multi()
        .hset(key(id), { payload: JSON.stringify(payload) })
        .expire(key(id), expiresIn ?? 60)
        .exec();
    },
    async find(id) {
      if (model === 'Client') return { ...CLIENT } as AdapterPayload;
      const { payload, ...marks } = await redis.hgetall(key(id));
      return payload === undefined ? undefined : { ...(JSON.parse(payload) as AdapterPayload), ...marks };
    },
    async consume(id) {
      await redis.hset(key(id), 'consumed', Math.floor(Date.now() / 1_000));
    },
    async destroy(id) {
      await redis.del(key(id));
    },
    revokeByGrantId: () => Promise.resolve(),
    findByUid: () => Promise.resolve(undefined),
    findByUserCode: () => Promise.resolve(undefined),
  };
}
