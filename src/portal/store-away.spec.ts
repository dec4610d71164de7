import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider';
import { StoreUnavailable } from '../core/ports.js';
import { sha256 } from '../core/secrets.js';
import { CIBA_GRANT, DEVICE_GRANT } from './grants.js';
import { tellStoreAway } from './store-away.js';

const REDIRECT_URI = 'https://portal.test/';
const VERIFIER = 'v'.repeat(43);

/** What is good for one use, and the parameters that it is redeemed with. */
const CONSUMABLES = {
  AuthorizationCode: {
    grant_type: 'authorization_code',
    code: 'x',
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
  },
  DeviceCode: { grant_type: DEVICE_GRANT, device_code: 'x' },
  BackchannelAuthenticationRequest: { grant_type: CIBA_GRANT, auth_req_id: 'x' },
  RefreshToken: { grant_type: 'refresh_token', refresh_token: 'x' },
} as const;

type Consumable = keyof typeof CONSUMABLES;

const CLIENT: AdapterPayload = {
  client_id: 'portal',
  client_secret: 'secret',
  token_endpoint_auth_method: 'client_secret_post',
  redirect_uris: [REDIRECT_URI],
  response_types: ['code'],
  grant_types: Object.values(CONSUMABLES).map(({ grant_type }) => grant_type),
  backchannel_token_delivery_mode: 'poll',
};

const KNOWN: AdapterPayload = {
  jti: 'x',
  exp: 2 ** 32,
  clientId: 'portal',
  accountId: 'zhang',
  grantId: 'x',
  scope: 'openid',
  openid: { scope: 'openid' },
  redirectUri: REDIRECT_URI,
  codeChallenge: sha256(VERIFIER),
  codeChallengeMethod: 'S256',
};

describe('a store that goes away while something is redeemed (RFC 6749 §5.2)', () => {
  let awayAt = '';
  let server: Server;

  beforeAll(async () => {
    const adapterOf = (model: string): Adapter => {
      const answer = <T>(name: string, value: T): Promise<T> =>
        awayAt === `${model}.${name}` ? Promise.reject(new StoreUnavailable('gone')) : Promise.resolve(value);
      return {
        find: () => answer('find', model === 'Client' ? CLIENT : { ...KNOWN, kind: model }),
        consume: () => answer('consume', undefined),
        upsert: () => answer('upsert', undefined),
        destroy: () => answer('destroy', undefined),
        revokeByGrantId: () => answer('revokeByGrantId', undefined),
        findByUid: () => answer('findByUid', undefined),
        findByUserCode: () => answer('findByUserCode', undefined),
      };
    };
    const provider = new Provider('http://broker.test', {
      adapter: (model: string) => tellStoreAway(adapterOf(model)),
      cookies: { keys: ['a key of the test'] },
      rotateRefreshToken: true,
      findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
      features: {
        devInteractions: { enabled: false },
        deviceFlow: { enabled: true },
        ciba: {
          enabled: true,
          triggerAuthenticationDevice: () => undefined,
          validateRequestContext: () => undefined,
          verifyUserCode: () => undefined,
        },
      },
    });
    const handle = provider.callback() as Parameters<typeof createServer>[1];
    server = createServer(handle).listen(0);
    await new Promise((listening) => server.once('listening', listening));
  });

  afterAll(() => void server.close());

  const redeem = (model: Consumable): Promise<Response> =>
    fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'portal', client_secret: 'secret', ...CONSUMABLES[model] }),
    });

  describe.each(Object.keys(CONSUMABLES) as Consumable[])('%s', (model) => {
    it.each([
      [`${model}.find`, 'send the same request again', '1'],
      [`${model}.consume`, 'start a new sign-in', null],
      ['AccessToken.upsert', 'start a new sign-in', null],
    ])('%s: %s', async (operation, advice, retryAfter) => {
      awayAt = operation;
      const answer = await redeem(model);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, retryAfter]);
      await expect(answer.json()).resolves.toEqual({
        error: 'temporarily_unavailable',
        error_description: expect.stringContaining(advice) as string,
      });
    });
  });

  it('outside a request is told as it came', async () => {
    const gone = new StoreUnavailable('gone');
    await expect(tellStoreAway({ find: () => Promise.reject(gone) }).find()).rejects.toBe(gone);
  });
});
