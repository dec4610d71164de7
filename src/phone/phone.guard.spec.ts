import { TestApp } from '@saoma/testing';
import { type Answer, PhoneDoor, PhoneKey } from '../../test/servers/phone-door.js';

const PATH = '/v1/scans';

describe('The phone’s door', () => {
  const door = new PhoneDoor();
  let dpopApp: TestApp;
  let bearerApp: TestApp;
  let key: PhoneKey;

  beforeAll(async () => {
    dpopApp = await TestApp.create({ id: 'with-keys', realm: 'taxpayers' });
    bearerApp = await TestApp.create({ id: 'phone-line', realm: 'taxpayers', tokenType: 'bearer' });
    door.registry.register(dpopApp);
    door.registry.register(bearerApp);
    key = await PhoneKey.create(door);
    await door.open();
  });
  afterAll(() => door.close());
  beforeEach(() => {
    door.limits.points.clear();
    door.limits.usedUp.clear();
  });

  const knock = async (scheme: string, token: string, dpop?: string): Promise<Answer> =>
    door.call('POST', PATH, { authorization: `${scheme} ${token}`, ...(dpop && { dpop }) }, { qr: 'x' });
  const prove = (token: string): Promise<string> => key.proof({ method: 'POST', path: PATH, token });

  describe('knows no way down from DPoP to Bearer', () => {
    it('for a bound token without its proof', async () => {
      const answer = await knock('Bearer', await dpopApp.accessToken({ sub: 'zhang', jkt: key.jkt }));
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ code: 'invalid_token', detail: expect.stringContaining('bound to a key') });
      expect(answer.headers.get('www-authenticate')).toBe(
        'Bearer error="invalid_token", DPoP algs="ES256 PS256 RS256 EdDSA"',
      );
    });

    it('for a bound token sent as Bearer beside a good proof', async () => {
      const token = await dpopApp.accessToken({ sub: 'zhang', jkt: key.jkt });
      expect((await knock('Bearer', token, await prove(token))).body.code).toBe('invalid_token');
    });

    it('for an unbound token of an app that is registered for DPoP', async () => {
      const answer = await knock('Bearer', await dpopApp.accessToken({ sub: 'zhang' }));
      expect(answer.body).toMatchObject({ code: 'invalid_token', detail: 'its app is registered for DPoP' });
    });

    it('for a bound token of an app that is registered for Bearer', async () => {
      const token = await bearerApp.accessToken({ sub: 'zhang', jkt: key.jkt });
      expect((await knock('Bearer', token)).body.code).toBe('invalid_token');
      expect((await knock('DPoP', token)).body.code).toBe('invalid_dpop_proof');
      expect((await knock('DPoP', token, await prove(token))).body.code).toBe('qr_malformed');
    });
  });

  it('lets an unbound token of a bearer app in as Bearer, and tells it so when it comes as DPoP', async () => {
    const token = await bearerApp.accessToken({ sub: 'zhang' });
    expect((await knock('Bearer', token)).body.code).toBe('qr_malformed');
    expect((await knock('bearer', token)).body.code).toBe('qr_malformed');
    expect((await knock('DPoP', token, await prove(token))).body).toMatchObject({
      code: 'invalid_token',
      detail: expect.stringContaining('"cnf"'),
    });
  });

  it.each([undefined, 'Basic eDp5', 'DPoP', 'Bearer a b', 'DPoP a"b'])(
    'tells who sends no token (%s) what to send',
    async (authorization) => {
      const { status, headers, body } = await door.call('POST', PATH, { ...(authorization && { authorization }) }, {});
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'invalid_token' });
      expect(headers.get('www-authenticate')).toBe('DPoP algs="ES256 PS256 RS256 EdDSA", Bearer');
    },
  );

  describe('counts', () => {
    const perKey = (phoneKey: string): number => door.limits.points.get(`calls_per_phone_key ${phoneKey}`) ?? 0;
    const call = async (method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> => {
      const token = await dpopApp.accessToken({ sub: 'zhang', jkt: key.jkt });
      const dpop = await key.proof({ method, path, token });
      return door.call(method, path, { authorization: `DPoP ${token}`, dpop }, body);
    };

    it('one point for a call, and two more when it is refused', async () => {
      const { qr, sessionId } = await door.code();
      expect((await call('POST', PATH, { qr })).status).toBe(200);
      expect(perKey(key.jkt)).toBe(1);
      const path = `${PATH}/${sessionId}/approve`;
      expect((await call('POST', path, { consent_nonce: 'wrong' })).status).toBeGreaterThanOrEqual(400);
      expect(perKey(key.jkt)).toBe(4);
    });

    it('scans per person, whatever the phone, and names nobody', async () => {
      await call('POST', PATH, { qr: 'x' });
      await call('GET', `${PATH}/${'A'.repeat(26)}`);
      const counters = [...door.limits.points].filter(([name]) => name.startsWith('scans_per_person'));
      expect(counters).toEqual([[`scans_per_person ${door.secrets.person('taxpayers', 'zhang')}`, 1]]);
    });

    it('phones without a key by issuer, person and client', async () => {
      await knock('Bearer', await bearerApp.accessToken({ sub: 'zhang' }));
      expect(perKey(door.secrets.bearerPhoneKey('https://phone-line.test', 'zhang', 'phone-line'))).toBe(3);
    });

    it('nothing for a proof that is not right: a stranger cannot use up somebody’s limit', async () => {
      const token = await dpopApp.accessToken({ sub: 'zhang', jkt: key.jkt });
      const foreign = await (await PhoneKey.create(door)).proof({ method: 'POST', path: PATH, token });
      await knock('DPoP', token, foreign);
      expect(door.limits.points.size).toBe(0);
    });

    it.each(['calls_per_phone_key', 'scans_per_person'] as const)(
      'up to the limit (%s), and says how long to wait',
      async (limit) => {
        door.limits.usedUp.set(limit, 7_000);
        const { status, headers, body } = await call('POST', PATH, { qr: (await door.code()).qr });
        expect({ status, code: body.code }).toEqual({ status: 429, code: 'slow_down' });
        expect(headers.get('retry-after')).toBe('7');
      },
    );
  });
});
