import type { Problem, SessionMessage, StartAnswer, StartRequest } from '@saoma/protocol';
import { PROBLEMS } from '@saoma/protocol';
import { PhoneDevice, TestApp } from '@saoma/testing';
import jwt from 'jsonwebtoken';
import { io, type Socket } from 'socket.io-client';
import request, { type Response, type Test } from 'supertest';
import { WebSocket } from 'ws';
import { LI, startWorld, type World, ZHANG } from '../broker/world.js';

/** 26 characters that are no session. */
const NOBODY = 'A'.repeat(26);

describe('bad input is told clearly and disturbs nobody', () => {
  let world: World;
  let start: StartRequest;
  let bystander: StartAnswer;

  beforeAll(async () => {
    world = await startWorld({ env: { LIMIT_CALLS_PER_PHONE_KEY: '100000', LIMIT_SCANS_PER_PERSON: '100000' } });
    start = await world.portal.begin();
    bystander = await world.session();
  });

  /** Whatever was sent, the session that had nothing to do with it stands as it stood. */
  afterEach(async () => {
    const { body } = await asDesktop(bystander);
    expect(body).toMatchObject({ state: 'pending', rev: 1 });
  });

  afterAll(() => world.close());

  const broker = (): ReturnType<typeof request> => request(world.broker.origin);
  const asDesktop = ({ session_id, desktop_token }: StartAnswer): Test =>
    broker().get(`/v1/sessions/${session_id}`).set('authorization', `Bearer ${desktop_token}`);
  const fromPage = (body: object): Test => broker().post('/v1/sessions').set('origin', world.portal.origin).send(body);

  function expectProblem(response: Pick<Response, 'status' | 'body' | 'headers'>, code: Problem['code']): void {
    expect(response.body).toMatchObject({
      type: `${world.broker.origin}/problems/${code}`,
      title: PROBLEMS[code].title,
      status: PROBLEMS[code].status,
      instance: expect.stringMatching(/^urn:request:/) as string,
      code,
    });
    expect(response.status).toBe(PROBLEMS[code].status);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(JSON.stringify(response.body)).not.toMatch(/node_modules|\.ts\b|\.js:|\bat [\w.]+ \(/);
  }

  describe('at the start of a session', () => {
    it.each([
      ['an unknown member', { surprise: 1 }, 'surprise'],
      ['a wrong type', { scope: 7 }, 'scope'],
      ['an over-long value', { state: 'x'.repeat(513) }, 'state'],
      ['an unknown purpose', { purpose: 'fun' }, 'purpose'],
      ['an unknown scope', { scope: 'openid everything' }, 'scope'],
      ['a plain challenge', { code_challenge_method: 'plain' }, 'code_challenge_method'],
      ['a challenge of another length', { code_challenge: 'short' }, 'code_challenge'],
      ['a desktop that is no object', { desktop: 'mine' }, 'desktop'],
      ['an address that is none', { desktop: { address: '1.2.3' } }, 'address'],
    ])('%s is invalid_request, by name and without its value', async (_, wrong, member) => {
      const response = await fromPage({ ...start, ...wrong });
      expectProblem(response, 'invalid_request');
      expect((response.body as Problem).detail).toContain(member);
      expect((response.body as Problem).detail).not.toContain('surprising');
    });

    it('every mistake is told at once', async () => {
      const response = await fromPage({ client_id: 5, code_challenge: '', code_challenge_method: '' });
      expect((response.body as Problem).detail).toMatch(/client_id.*code_challenge.*code_challenge_method/);
    });

    it('broken JSON is invalid_request', async () => {
      const response = await broker()
        .post('/v1/sessions')
        .set('content-type', 'application/json')
        .send('{"client_id":');
      expectProblem(response, 'invalid_request');
    });

    it('another content type is unsupported_media_type', async () => {
      const response = await broker().post('/v1/sessions').set('content-type', 'text/xml').send('<start/>');
      expectProblem(response, 'unsupported_media_type');
    });

    it('a body over 64 kB is payload_too_large', async () => {
      const response = await fromPage({ ...start, state: 'x'.repeat(65_536) });
      expectProblem(response, 'payload_too_large');
    });

    it('an unknown portal is invalid_client', async () => {
      expectProblem(await fromPage({ ...start, client_id: 'nobody' }), 'invalid_client');
    });

    it('a redirect URI that is not registered letter for letter is invalid_redirect_uri', async () => {
      for (const redirect_uri of [
        'https://evil.test/callback',
        `${start.redirect_uri ?? ''}/`,
        'javascript:alert(1)',
      ]) {
        expectProblem(await fromPage({ ...start, redirect_uri }), 'invalid_redirect_uri');
      }
    });

    it.each(['https://evil.test', 'null', 'https://etax.test.evil.test', 'http://etax.test'])(
      'a page on %s is origin_not_allowed and gets no leave to read the answer',
      async (origin) => {
        const response = await broker().post('/v1/sessions').set('origin', origin).send(start);
        expectProblem(response, 'origin_not_allowed');
        expect(response.headers['access-control-allow-origin']).toBeUndefined();
      },
    );

    it('neither Origin nor access token is origin_not_allowed', async () => {
      expectProblem(await broker().post('/v1/sessions').send(start), 'origin_not_allowed');
    });

    it('a page may not speak of another browser, and may start nothing but a login', async () => {
      expectProblem(await fromPage({ ...start, desktop: { address: '203.0.113.9' } }), 'invalid_request');
      expectProblem(await fromPage({ ...start, purpose: 'verify' }), 'unauthorized_client');
    });

    it.each(['Bearer nonsense', 'Basic abc', 'Bearer'])(
      'a backend with “%s” is invalid_token',
      async (authorization) => {
        const response = await broker().post('/v1/sessions').set('authorization', authorization).send(start);
        expectProblem(response, 'invalid_token');
        expect(response.headers['www-authenticate']).toMatch(/^Bearer/);
      },
    );
  });

  describe('from a waiting page', () => {
    it('no token, garbage, and a token of another type are invalid_token', async () => {
      const { session_id, desktop_token } = bystander;
      const claims = jwt.decode(desktop_token) as object;
      const none = jwt.sign(claims, '', { algorithm: 'none' });
      const guessed = jwt.sign(claims, 'guess', { algorithm: 'HS256', keyid: 'x' });
      const cut = desktop_token.slice(0, -2);
      for (const token of ['', 'garbage', none, guessed, cut]) {
        const response = await broker().get(`/v1/sessions/${session_id}`).set('authorization', `Bearer ${token}`);
        expectProblem(response, 'invalid_token');
      }
      expectProblem(await broker().get(`/v1/sessions/${session_id}`), 'invalid_token');
    });

    it('the token of one session opens no other', async () => {
      const other = await world.session();
      for (const [method, path] of [
        ['get', ''],
        ['get', '/events'],
        ['get', '/qr.svg'],
        ['post', '/extend'],
        ['post', '/cancel'],
      ] as const) {
        const response = await broker()
          [method](`/v1/sessions/${bystander.session_id}${path}`)
          .set('authorization', `Bearer ${other.desktop_token}`);
        expectProblem(response, 'session_not_found');
      }
    });

    it('a right token from a page on another origin is origin_not_allowed', async () => {
      expectProblem(await asDesktop(bystander).set('origin', 'https://evil.test'), 'origin_not_allowed');
    });

    it('a wait that is too long, negative or no number is invalid_request', async () => {
      for (const wait_ms of ['25001', '-1', 'soon']) {
        expectProblem(await asDesktop(bystander).query({ wait_ms }), 'invalid_request');
      }
    });

    it('what is expired is told: 200 with the state to who reads, 410 to who commands', async () => {
      const own = await startWorld();
      const session = await own.session();
      own.broker.shiftTime(121_000);
      const to = (method: 'get' | 'post', path: string): Test =>
        request(own.broker.origin)
          [method](`/v1/sessions/${session.session_id}${path}`)
          .set('authorization', `Bearer ${session.desktop_token}`);
      const read = await to('get', '');
      expect(read.status).toBe(200);
      expect(read.body).toMatchObject({ state: 'expired', expires_in_ms: 0 });
      expect((await to('post', '/extend')).body).toMatchObject({ code: 'expired_token', status: 410 });
      expect((await to('get', '/qr.png')).body).toMatchObject({ code: 'expired_token', status: 410 });
      own.broker.shiftTime(60_000);
      expect((await to('get', '')).body).toMatchObject({ code: 'session_not_found', status: 404 });
      await own.close();
    });
  });

  describe('on the socket', () => {
    const connect = (token: unknown, origin?: string): Socket =>
      io(`${world.broker.origin}/desktop`, {
        transports: ['websocket'],
        auth: { token },
        reconnection: false,
        forceNew: true,
        ...(origin !== undefined && { extraHeaders: { origin } }),
      });
    const failure = (socket: Socket): Promise<Error & { data?: Problem }> =>
      new Promise((resolve) => socket.once('connect_error', resolve));

    it.each([undefined, 'garbage', 7, { token: 1 }])('a handshake with %p as its token is refused', async (token) => {
      const socket = connect(token);
      expect((await failure(socket)).data).toMatchObject({ code: 'invalid_token' });
      socket.close();
    });

    it('a socket hears of the session whose token it sent, and of no other, whatever it asks for', async () => {
      // Given out in the answer to a start, and nowhere else.
      const other = await world.session();
      const socket = io(`${world.broker.origin}/desktop?session_id=${other.session_id}`, {
        transports: ['websocket'],
        auth: { token: bystander.desktop_token, session_id: other.session_id },
        reconnection: false,
        forceNew: true,
      });
      const heard: SessionMessage[] = [];
      socket.on('session', (message: SessionMessage) => heard.push(message));
      await new Promise((resolve) => socket.once('session', resolve));
      const ended = connect(other.desktop_token);
      const isOver = new Promise((resolve) => {
        ended.on('session', ({ state }: SessionMessage) => state === 'cancelled' && resolve(state));
      });
      await new Promise((resolve) => ended.once('session', resolve));
      await broker()
        .post(`/v1/sessions/${other.session_id}/cancel`)
        .set('authorization', `Bearer ${other.desktop_token}`)
        .expect(200);
      await isOver;
      expect(heard.map(({ session_id }) => session_id)).toEqual([bystander.session_id]);
      ended.close();
      socket.close();
    });

    it('a page on an origin that nobody registered does not even get a connection', async () => {
      for (const origin of ['https://evil.test', 'null']) {
        const socket = connect(bystander.desktop_token, origin);
        expect((await failure(socket)).message).toBe('websocket error');
        socket.close();
      }
    });

    it('other namespaces are closed', async () => {
      const socket = io(world.broker.origin, { transports: ['websocket'], reconnection: false, forceNew: true });
      expect((await failure(socket)).data).toMatchObject({ code: 'not_found' });
      socket.close();
    });

    it.each([
      ['text that is no packet', 'garbage'],
      ['a packet that does not parse', '42/desktop,{{{'],
      ['bytes', Buffer.from([0xff, 0xfe, 0x00])],
      ['more than 16 kB', `42/desktop,["x","${'x'.repeat(20_000)}"]`],
    ])('%s costs the sender its connection and nobody else anything', async (_, garbage) => {
      const listener = connect(bystander.desktop_token);
      await new Promise((resolve) => listener.once('session', resolve));
      const attacker = new WebSocket(
        `${world.broker.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
      );
      const closed = new Promise((resolve) => attacker.once('close', resolve));
      attacker.on('error', () => undefined);
      attacker.once('message', () => {
        attacker.send(`40/desktop,${JSON.stringify({ token: bystander.desktop_token })}`);
        attacker.send(garbage);
      });
      await closed;
      expect(listener.connected).toBe(true);
      listener.close();
    });

    it('a connection introduces itself once: of a second time nobody could tell from which origin it comes', async () => {
      const socket = new WebSocket(
        `${world.broker.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
        { headers: { origin: world.portal.origin } },
      );
      const introduction = `40/desktop,${JSON.stringify({ token: bystander.desktop_token })}`;
      const refused = new Promise<string>((resolve) => {
        socket.on('message', (data: Buffer) => {
          const packet = data.toString();
          if (packet.startsWith('0')) socket.send(introduction);
          if (packet.startsWith('42/desktop,')) {
            socket.send('41/desktop,');
            // Taken leave of by the time that the answer is here.
            socket.once('pong', () => socket.send(introduction));
            socket.ping();
          }
          if (packet.startsWith('44/desktop,')) resolve(packet);
        });
        socket.once('close', () => resolve('closed without a word'));
      });
      expect(await refused).toContain('invalid_token');
      socket.close();
    });

    it('an event from a page is heard by nobody', async () => {
      const socket = connect(bystander.desktop_token);
      await new Promise((resolve) => socket.once('session', resolve));
      socket.emit('session', { state: 'approved' });
      socket.emit('approve', {});
      expect((await asDesktop(bystander)).body).toMatchObject({ state: 'pending' });
      expect(socket.connected).toBe(true);
      socket.close();
    });
  });

  describe('from a phone', () => {
    let phone: PhoneDevice;

    beforeAll(async () => {
      phone = await world.phone();
    });

    it.each([
      ['text of something else', 'https://example.com/menu', 'qr_malformed'],
      ['nothing', '', 'invalid_request'],
      ['a novel', 'x'.repeat(5_000), 'invalid_request'],
      ['another broker’s code', `HTTPS://ELSEWHERE.TEST/Q/${NOBODY}ABCDEF`, 'qr_unknown'],
    ])('%s is no code of ours', async (_, qr, code) => {
      const answer = await phone.call('POST', '/v1/scans', { qr });
      expect(answer.body).toMatchObject({ code });
    });

    it('a session that never was, and a frame that was never shown, are qr_unknown alike', async () => {
      const { url } = bystander.qr;
      const never = url.replace(bystander.session_id, NOBODY);
      for (const qr of [`${url}AAAAAA`, `${never}AAAAAA`]) {
        expect((await phone.call('POST', '/v1/scans', { qr })).body).toMatchObject({ code: 'qr_unknown' });
      }
    });

    it('nobody’s session is session_not_found, whatever its id looks like', async () => {
      for (const id of [NOBODY, bystander.session_id, 'x', '..%2f..%2fhealth']) {
        expect((await phone.call('GET', `/v1/scans/${id}`)).body).toMatchObject({ code: 'session_not_found' });
        const decision = { consent_nonce: 'A'.repeat(43) };
        expect((await phone.call('POST', `/v1/scans/${id}/approve`, decision)).body).toMatchObject({
          code: 'session_not_found',
        });
      }
    });

    it('the subject in the body counts for nothing: unknown members are refused', async () => {
      const session = await world.desktop();
      await phone.scan(session);
      const { session_id, consent_nonce } = phone.consent;
      const answer = await phone.call('POST', `/v1/scans/${session_id}/approve`, { consent_nonce, sub: 'li' });
      expect(answer.body).toMatchObject({ code: 'invalid_request' });
      expect(session.snapshot().phase).toBe('scanned');
      session.close();
    });

    it('somebody else’s phone cannot approve what it did not scan, not even with the nonce', async () => {
      const desktop = await world.desktop();
      await phone.scan(desktop);
      const { session_id, consent_nonce } = phone.consent;
      const thief = await world.phone(LI);
      const sameAccount = await world.phone(ZHANG);
      for (const other of [thief, sameAccount]) {
        const answer = await other.call('POST', `/v1/scans/${session_id}/approve`, { consent_nonce });
        expect(answer.body).toMatchObject({ code: 'claimed_by_another' });
        expect((await other.call('GET', `/v1/scans/${session_id}`)).body).toMatchObject({ code: 'session_not_found' });
      }
      await expect(phone.approve()).resolves.toMatchObject({ state: 'approved' });
      desktop.close();
    });

    it('a photo of the code is stale after two frames, and says so', async () => {
      const own = await startWorld();
      const desktop = await own.desktop();
      const photo = desktop.qr();
      own.broker.shiftTime(25_000);
      const late = await own.phone();
      await expect(late.scan(photo)).rejects.toMatchObject({ code: 'qr_stale' });
      desktop.close();
      await own.close();
    });

    it('an app that the portal does not trust is told so, and the page goes on waiting', async () => {
      const own = await startWorld();
      const stranger = await TestApp.create({ id: 'other-app', realm: 'etax', audience: own.broker.origin });
      const reloaded = await untrusted(own, stranger);
      const desktop = await own.desktop();
      await expect(reloaded.scan(desktop)).rejects.toMatchObject({ code: 'app_not_trusted' });
      await expect((await own.phone()).signIn(desktop)).resolves.toMatchObject({ state: 'approved' });
      desktop.close();
      await own.close();
    });

    it('tokens that are not meant for this are invalid_token, each for its own reason', async () => {
      const other = await TestApp.create({ id: 'nobody', realm: 'etax', audience: world.broker.origin });
      const foreign = await other.accessToken({ sub: 'zhang', jkt: phone.jkt });
      const wrong = [
        undefined,
        'garbage',
        foreign,
        await phone.accessToken({ claims: { aud: 'https://elsewhere.test' } }),
        await phone.accessToken({ claims: { exp: 1_000, iat: 900 } }),
        await phone.accessToken({ header: { typ: 'JWT' } }),
      ];
      for (const accessToken of wrong) {
        const answer = await phone.call('POST', '/v1/scans', { qr: 'x' }, { accessToken });
        expect(answer.body).toMatchObject({ code: 'invalid_token', status: 401 });
      }
    });

    it('a proof is spent once', async () => {
      const accessToken = await phone.accessToken();
      const proof = await phone.proof('POST', `${world.broker.origin}/v1/scans`, accessToken, await phone.nonce());
      const first = await phone.call('POST', '/v1/scans', { qr: 'x' }, { accessToken, proof });
      expect(first.body).toMatchObject({ code: 'qr_malformed' });
      const again = await phone.call('POST', '/v1/scans', { qr: 'x' }, { accessToken, proof });
      expect(again.body).toMatchObject({ code: 'invalid_dpop_proof' });
    });
  });

  it('what is nowhere is not_found, and a problem’s type leads to what it means', async () => {
    expectProblem(await broker().get('/v1/nothing'), 'not_found');
    const { body } = await broker().get('/problems/qr_stale');
    expect(body).toMatchObject({ code: 'qr_stale', ...PROBLEMS.qr_stale });
    expectProblem(await broker().get('/problems/constructor'), 'not_found');
  });
});

/** A phone of an app that is registered but not trusted by the portal. */
async function untrusted(world: World, stranger: TestApp): Promise<PhoneDevice> {
  await world.broker.register({
    portals: [world.portal.registration()],
    apps: [world.app.registration(), stranger.registration()],
  });
  const phone = await PhoneDevice.create({ broker: world.broker.origin, app: stranger, person: ZHANG });
  // The registry is read anew within seconds; until then the app is unknown.
  for (;;) {
    const { body } = await phone.call('POST', '/v1/scans', { qr: 'x' });
    if ((body as Problem).code !== 'invalid_token') return phone;
  }
}
