import { randomBytes } from 'node:crypto';
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TestApp } from '@saoma/testing';
import { EditableRegistry, MovableClock } from '../../test/servers/phone-door.js';
import { RefusedError } from '../core/outcome.js';
import { Secrets } from '../core/secrets.js';
import type { App } from '../core/ports.js';
import { AccessTokenVerifier } from './access-token.js';
import { AppKeys } from './app-keys.js';

/** Tells how often somebody's signature was to be verified. */
class CountingKeys extends AppKeys {
  asked = 0;

  override of(app: App): ReturnType<AppKeys['of']> {
    this.asked += 1;
    return super.of(app);
  }
}

async function refusalOf(pending: Promise<unknown>): Promise<RefusedError['refused']> {
  const error: unknown = await pending.then(
    () => 'nothing was refused',
    (reason: unknown) => reason,
  );
  if (error instanceof RefusedError) return error.refused;
  throw error;
}

const secrets = new Secrets([{ kid: 'k1', secret: randomBytes(32) }], randomBytes(32));

describe('An access token', () => {
  let app: TestApp;
  let registry: EditableRegistry;
  let clock: MovableClock;
  let keys: CountingKeys;
  let verifier: AccessTokenVerifier;

  beforeEach(async () => {
    app = await TestApp.create({ id: 'etax-app', realm: 'taxpayers' });
    registry = new EditableRegistry();
    registry.register(app);
    clock = new MovableClock();
    keys = new CountingKeys(fetch);
    verifier = new AccessTokenVerifier(registry, clock, keys, secrets);
  });

  it('vouches for the person, with the factors its app is registered for and no others', async () => {
    const facts = { sub: 'zhang', name: '张三', acr: 'high', amr: ['face', 'telepathy', 'pin'] };
    const { phone } = await verifier.verify(await app.accessToken(facts));
    expect(phone).toEqual({
      app: registry.app(app.issuer),
      subject: 'zhang',
      name: '张三',
      acr: 'high',
      amr: ['face', 'pin'],
      identities: [],
      accounts: {},
      authTimeSeconds: expect.any(Number),
      phoneKey: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it('says whom the person may act for, and nothing that the app puts beside it', async () => {
    const company = { id: 'e1', type: 'enterprise', name: '云海商贸有限公司', code: '91530100MA6K5XUN1B' } as const;
    const planted = { ...company, act: { sub: 'somebody else' } };
    const { phone } = await verifier.verify(await app.accessToken({ sub: 'zhang', identities: [planted] }));
    expect(phone.identities).toEqual([company]);
  });

  it.each(['ES256', 'PS256', 'RS256', 'EdDSA'] as const)('may be signed with %s', async (algorithm) => {
    const other = await TestApp.create({ id: 'other', realm: 'taxpayers', algorithm });
    registry.register(other);
    expect((await verifier.verify(await other.accessToken({ sub: 'li' }))).phone.subject).toBe('li');
  });

  it('may have the long name of its type, and several audiences', async () => {
    const header = { typ: 'application/at+jwt' };
    const claims = { aud: ['https://other.test', 'https://pass.test'] };
    await verifier.verify(await app.accessToken({ sub: 'li' }, { header, claims }));
  });

  it('may leave out which key signed it only where one key could have', async () => {
    const header = { kid: undefined };
    await verifier.verify(await app.accessToken({ sub: 'li' }, { header }));
    await app.rotateKeys({ keepOld: true });
    registry.register(app);
    const refusal = await refusalOf(verifier.verify(await app.accessToken({ sub: 'li' }, { header })));
    expect(refusal).toMatchObject({ code: 'invalid_token', detail: expect.stringContaining('no "kid"') });
  });

  it('is refused, and breaks nothing, where its app registered a key that is too short', async () => {
    const [, payload = ''] = (await app.accessToken({ sub: 'li' })).split('.');
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    registry.register(app, { keys: { jwks: { keys: [{ ...short.publicKey.export({ format: 'jwk' }) }] } } });
    const head = Buffer.from('{"alg":"RS256","typ":"at+jwt"}').toString('base64url');
    const signature = sign('sha256', Buffer.from(`${head}.${payload}`), short.privateKey).toString('base64url');
    const refusal = await refusalOf(verifier.verify(`${head}.${payload}.${signature}`));
    expect(refusal).toEqual({ code: 'invalid_token', detail: 'its key does not fit its "alg"' });
  });

  describe('is remembered once it is verified', () => {
    it('for a minute, so that a scan and its decision verify one signature', async () => {
      const token = await app.accessToken({ sub: 'zhang' });
      await verifier.verify(token);
      clock.offsetMs = 59_000;
      await verifier.verify(token);
      expect(keys.asked).toBe(1);
      clock.offsetMs = 61_000;
      await verifier.verify(token);
      expect(keys.asked).toBe(2);
    });

    it('but not beyond its own end', async () => {
      const token = await app.accessToken({ sub: 'zhang', lifeSeconds: 20 });
      await verifier.verify(token);
      clock.offsetMs = 51_000;
      expect(await refusalOf(verifier.verify(token))).toMatchObject({ detail: 'it has expired' });
    });

    it('but not once its app is registered otherwise, or not at all', async () => {
      const token = await app.accessToken({ sub: 'zhang', amr: ['face'] });
      await verifier.verify(token);
      registry.register(app, { amr: [] });
      expect((await verifier.verify(token)).phone.amr).toEqual([]);
      registry.register(app, { keys: { jwks: { keys: [] } } });
      expect(await refusalOf(verifier.verify(token))).toMatchObject({ code: 'invalid_token' });
    });

    it('and no other token passes for it', async () => {
      const token = await app.accessToken({ sub: 'zhang' });
      await verifier.verify(token);
      const forged = `${token.slice(0, -6)}AAAAAA`;
      expect(await refusalOf(verifier.verify(forged))).toMatchObject({ detail: 'its signature does not match' });
    });
  });

  describe('of an app that publishes its keys', () => {
    let server: Server;
    let answer: RequestListener;
    let fetched: number;

    beforeEach(async () => {
      fetched = 0;
      answer = (_, response) => response.end(JSON.stringify(app.jwks));
      server = createServer((request, response) => {
        fetched += 1;
        answer(request, response);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      registry.register(app, { keys: { jwksUri: `http://127.0.0.1:${port}/jwks` } });
    });
    afterEach(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });

    it('costs one look at them, not one a token', async () => {
      await verifier.verify(await app.accessToken({ sub: 'zhang' }));
      await verifier.verify(await app.accessToken({ sub: 'li' }));
      expect(fetched).toBe(1);
    });

    it('is accepted as soon as the app has changed its keys', async () => {
      await verifier.verify(await app.accessToken({ sub: 'zhang' }));
      await app.rotateKeys();
      await verifier.verify(await app.accessToken({ sub: 'zhang' }));
      expect(fetched).toBe(2);
    });

    it('of a new key is good for many phones at once, and fetches the keys once for them all', async () => {
      await verifier.verify(await app.accessToken({ sub: 'zhang' }));
      await app.rotateKeys();
      const tokens = await Promise.all(Array.from({ length: 10 }, (_, n) => app.accessToken({ sub: `person-${n}` })));
      await Promise.all(tokens.map((token) => verifier.verify(token)));
      expect(fetched).toBe(2);
    });

    it('with a key that nobody knows does not make us ask again and again', async () => {
      await verifier.verify(await app.accessToken({ sub: 'zhang' }));
      for (let tried = 0; tried < 20; tried += 1) {
        const unknown = await app.accessToken({ sub: 'zhang' }, { header: { kid: `unknown-${tried}` } });
        expect(await refusalOf(verifier.verify(unknown))).toMatchObject({ code: 'invalid_token' });
      }
      expect(fetched).toBe(1 + 5);
    });

    const outages: [how: string, answer: RequestListener][] = [
      ['is broken', (_, response) => response.writeHead(500).end()],
      ['leads elsewhere', (_, response) => response.writeHead(302, { location: '/other' }).end()],
      ['talks nonsense', (_, response) => response.end('<html>')],
      ['has no keys to offer', (_, response) => response.end('{}')],
      ['hangs up', (request) => request.socket.destroy()],
    ];
    it.each(outages)('is not judged while their server %s: the phone may try again', async (_, broken) => {
      answer = broken;
      const token = await app.accessToken({ sub: 'zhang' });
      expect(await refusalOf(verifier.verify(token))).toEqual({
        code: 'temporarily_unavailable',
        detail: 'the keys of the app cannot be had',
        retryAfterMs: 5_000,
      });
      answer = (_, response) => response.end(JSON.stringify(app.jwks));
      await verifier.verify(token);
    });
  });
});
