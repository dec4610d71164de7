import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { calculateJwkThumbprint, decodeJwt, EmbeddedJWK, jwtVerify } from 'jose';
import { PhoneDevice, routeTo, TestApp } from './index.js';

const BROKER = 'https://pass.test';
const SESSION = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const QR = `HTTPS://PASS.TEST/Q/${SESSION}ABC234`;
const VIEW = { session_id: SESSION, rev: 2, state: 'scanned', consent_nonce: 'nonce', expires_in_ms: 90_000 };

interface Received {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('PhoneDevice', () => {
  let server: Server;
  let route: (url: string) => string;
  let received: Received[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push({ line: `${request.method ?? ''} ${request.url ?? ''}`, headers: request.headers, body });
        response.writeHead(200, { 'content-type': 'application/json', 'dpop-nonce': 'told' }).end(JSON.stringify(VIEW));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    route = routeTo(BROKER, `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  });
  beforeEach(() => (received = []));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const phoneOf = async (tokenType: 'dpop' | 'bearer'): Promise<PhoneDevice> => {
    const app = await TestApp.create({ id: 'etax-app', realm: 'natural-person', tokenType });
    return PhoneDevice.create({ broker: BROKER, app, person: { sub: '7', name: '张三' }, route });
  };

  it('scans, approves, denies and reads back what it scanned', async () => {
    const phone = await phoneOf('dpop');
    await phone.signIn({ qr: () => QR });
    await phone.deny('not_me');
    await phone.read();
    expect(received.map(({ line, body }) => [line, body])).toEqual([
      ['POST /v1/scans', JSON.stringify({ qr: QR })],
      [`POST /v1/scans/${SESSION}/approve`, '{"consent_nonce":"nonce"}'],
      [`POST /v1/scans/${SESSION}/deny`, '{"consent_nonce":"nonce","reason":"not_me"}'],
      [`GET /v1/scans/${SESSION}`, ''],
    ]);
  });

  it('proves its key as RFC 9449 §4.2 says, for the public address wherever the call really goes', async () => {
    const phone = await phoneOf('dpop');
    await phone.scan(QR);
    const { authorization = '', dpop } = received[0]!.headers;
    const token = authorization.replace(/^DPoP /, '');
    const { payload, protectedHeader } = await jwtVerify(String(dpop), EmbeddedJWK, { typ: 'dpop+jwt' });
    expect(payload).toMatchObject({
      htm: 'POST',
      htu: `${BROKER}/v1/scans`,
      ath: createHash('sha256').update(token).digest('base64url'),
      jti: expect.any(String),
      iat: expect.any(Number),
    });
    const thumbprint = await calculateJwkThumbprint(protectedHeader.jwk!);
    expect(thumbprint).toBe(phone.jkt);
    expect(decodeJwt(token)).toMatchObject({ sub: '7', name: '张三', cnf: { jkt: thumbprint } });
  });

  it('sends a bearer token that is bound to no key, where the app is registered so', async () => {
    const phone = await phoneOf('bearer');
    await phone.scan(QR);
    const { authorization = '', dpop } = received[0]!.headers;
    expect(authorization).toMatch(/^Bearer /);
    expect(dpop).toBeUndefined();
    expect(decodeJwt(authorization.slice(7))).not.toHaveProperty('cnf');
  });

  it('says what is missing when it is to decide before it scanned', async () => {
    const phone = await phoneOf('dpop');
    expect(() => phone.consent).toThrow('has not scanned');
  });

  describe('calls as an attacker:', () => {
    it('honest but for the body', async () => {
      const answer = await (await phoneOf('dpop')).call('POST', '/v1/scans', '{"broken');
      expect(answer).toMatchObject({ status: 200, body: VIEW });
      // It had to be told what its proof must name.
      expect(received[0]).toMatchObject({ line: 'GET /v1/requests' });
      expect(received[0]!.headers).not.toHaveProperty('authorization');
      expect(received[1]).toMatchObject({ line: 'POST /v1/scans', body: '{"broken' });
      expect(decodeJwt(String(received[1]!.headers['dpop']))).toMatchObject({ nonce: 'told' });
    });

    it('with another nonce than it was told, or none', async () => {
      const phone = await phoneOf('dpop');
      for (const nonce of ['made up', undefined]) await phone.call('GET', '/v1/scans/x', undefined, { nonce });
      expect(received.map(({ headers }) => decodeJwt(String(headers['dpop']))['nonce'])).toEqual([
        'made up',
        undefined,
      ]);
    });

    it('without a proof, under the wrong scheme', async () => {
      await (await phoneOf('dpop')).call('GET', '/v1/scans/x', undefined, { proof: undefined, scheme: 'Bearer' });
      expect(received[0]!.headers.authorization).toMatch(/^Bearer /);
      expect(received[0]!.headers).not.toHaveProperty('dpop');
    });

    it('without a token', async () => {
      await (await phoneOf('dpop')).call('GET', '/v1/scans/x', undefined, { accessToken: undefined });
      expect(received[0]!.headers).not.toHaveProperty('authorization');
    });

    it('with the token and the proof of somebody else', async () => {
      const overrides = { accessToken: 'stolen', proof: 'replayed', headers: { 'content-type': 'text/plain' } };
      await (await phoneOf('dpop')).call('POST', '/v1/scans', {}, overrides);
      expect(received[0]!.headers).toMatchObject({
        authorization: 'DPoP stolen',
        dpop: 'replayed',
        'content-type': 'text/plain',
      });
    });
  });
});
