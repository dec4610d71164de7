/**
 * The stock library: oidc-provider with its Redis adapter as it documents it, and nothing of ours but what a project that
 * signs people in by phone has to add: one call with which the phone approves, verified as at the floor. It has no page
 * that is told, no view before the approval, no limits and no trail. What it costs is the price of the standard surface
 * by itself. (That adapter gives several tokens for one code that is redeemed many times at once: never run it.)
 */
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import Provider from 'oidc-provider';
import { makePhoneVerifier } from './verify-phone.mjs';

const { PORT, HOST, REDIS_URL, PUBLIC_ORIGIN: origin, PORTAL_SECRET: secret } = process.env;
const registry = JSON.parse(readFileSync(process.env.REGISTRY_FILE, 'utf8'));
const keys = JSON.parse(readFileSync(process.env.KEYS_FILE, 'utf8'));
const [portal] = registry.portals;
const [app] = registry.apps;

const redis = new Redis(REDIS_URL);
const phoneOf = makePhoneVerifier({ app, origin, redis, prefix: 'stock' });

const LIFE_S = 120;
const SCOPE = 'openid profile';

// --- the adapter, in two steps where it consumes ---

const CONSUMABLE = new Set(['AuthorizationCode', 'RefreshToken', 'DeviceCode', 'BackchannelAuthenticationRequest']);
const GRANTABLE = new Set([...CONSUMABLE, 'AccessToken']);

class StockAdapter {
  constructor(model) {
    this.model = model;
  }

  async upsert(id, payload, expiresIn) {
    const key = this.#key(id);
    const text = JSON.stringify(payload);
    const multi = redis.multi();
    if (CONSUMABLE.has(this.model)) multi.hset(key, { payload: text });
    else multi.set(key, text);
    if (expiresIn) multi.expire(key, expiresIn);
    if (GRANTABLE.has(this.model) && payload.grantId) {
      const grantKey = `stock:grant:${payload.grantId}`;
      multi.rpush(grantKey, key);
      // A grant's list must live as long as its longest member.
      if (expiresIn > (await redis.ttl(grantKey))) multi.expire(grantKey, expiresIn);
    }
    for (const [name, value] of [
      ['userCode', payload.userCode],
      ['uid', payload.uid],
    ]) {
      if (value) multi.set(`stock:${name}:${value}`, id, 'EX', expiresIn);
    }
    await multi.exec();
  }

  async find(id) {
    if (!CONSUMABLE.has(this.model)) {
      const text = await redis.get(this.#key(id));
      return text ? JSON.parse(text) : undefined;
    }
    const { payload, ...marks } = await redis.hgetall(this.#key(id));
    return payload && { ...JSON.parse(payload), ...marks };
  }

  async findByUid(uid) {
    return this.find(await redis.get(`stock:uid:${uid}`));
  }

  async findByUserCode(userCode) {
    return this.find(await redis.get(`stock:userCode:${userCode}`));
  }

  async destroy(id) {
    await redis.del(this.#key(id));
  }

  async revokeByGrantId(grantId) {
    const grantKey = `stock:grant:${grantId}`;
    const members = await redis.lrange(grantKey, 0, -1);
    await redis.del(...members, grantKey);
  }

  async consume(id) {
    await redis.hset(this.#key(id), 'consumed', Math.floor(Date.now() / 1_000));
  }

  #key(id) {
    return `stock:${this.model}:${id}`;
  }
}

// --- the library ---

const provider = new Provider(origin, {
  adapter: StockAdapter,
  jwks: { keys: keys.signing },
  cookies: { keys: ['of no use elsewhere'] },
  clients: [
    {
      client_id: portal.client_id,
      client_secret: secret,
      redirect_uris: portal.redirect_uris,
      response_types: ['code'],
      grant_types: [
        'authorization_code',
        'urn:ietf:params:oauth:grant-type:device_code',
        'urn:openid:params:grant-type:ciba',
      ],
      backchannel_token_delivery_mode: 'poll',
      id_token_signed_response_alg: 'ES256',
    },
  ],
  enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
  scopes: ['openid', 'profile'],
  claims: { openid: ['sub', 'acr', 'amr', 'auth_time'], profile: ['name'] },
  conformIdTokenClaims: false,
  routes: {
    authorization: '/authorize',
    device_authorization: '/device_authorization',
    backchannel_authentication: '/bc-authorize',
    token: '/token',
  },
  ttl: { DeviceCode: LIFE_S, BackchannelAuthenticationRequest: LIFE_S, AuthorizationCode: 60, AccessToken: 600 },
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true },
    ciba: {
      enabled: true,
      processLoginHint: (_, hint) => hint,
      validateBindingMessage: () => undefined,
      validateRequestContext: () => undefined,
      verifyUserCode: () => undefined,
      triggerAuthenticationDevice: async (_, { jti, accountId }) => {
        await redis.set(`stock:pending:${accountId}`, jti, 'EX', LIFE_S);
      },
    },
  },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, name: '张伟' }) }),
  loadExistingGrant: (ctx) => grantOf(ctx.oidc.client.clientId, ctx.oidc.session.accountId),
});

async function grantOf(clientId, accountId) {
  const grant = new provider.Grant({ clientId, accountId });
  grant.addOIDCScope(SCOPE);
  await grant.save();
  return grant;
}

// --- the phone approves ---

const APPROVALS = {
  async user_code(userCode, phone) {
    const code = await provider.DeviceCode.findByUserCode(userCode);
    const { jti: grantId } = await grantOf(portal.client_id, phone.subject);
    const { subject: accountId, acr, amr, authTime } = phone;
    Object.assign(code, { accountId, grantId, scope: SCOPE, claims: {}, acr, amr, authTime });
    await code.save();
  },
  async uid(uid, { subject: accountId, acr, amr }) {
    const interaction = await provider.Interaction.find(uid);
    interaction.result = { login: { accountId, acr, amr } };
    await interaction.save(interaction.exp - Math.floor(Date.now() / 1_000));
  },
  async account(account, { subject, acr, amr, authTime }) {
    const id = await redis.get(`stock:pending:${account}`);
    const request = await provider.BackchannelAuthenticationRequest.find(id);
    const grant = await grantOf(portal.client_id, request.accountId);
    if (subject === '') throw new Error('nobody');
    await provider.backchannelResult(request, grant, { acr, amr, authTime });
  },
};

async function approve(request) {
  let text = '';
  for await (const part of request) text += part;
  const phone = await phoneOf(request);
  const [[kind, value]] = Object.entries(JSON.parse(text));
  await APPROVALS[kind](value, phone);
}

const handle = provider.callback();
createServer((request, response) => {
  if (request.url === '/approve') {
    approve(request).then(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
      (error) => response.writeHead(400).end(error.stack),
    );
  } else if (request.url.startsWith('/interaction/')) {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
  } else void handle(request, response);
}).listen(Number(PORT), HOST);
