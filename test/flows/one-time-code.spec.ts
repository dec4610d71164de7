import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StartAnswer } from '@saoma/protocol';
import type { StartExtras } from '@saoma/testing';
import { LI, startWorld, type World, ZHANG } from '../broker/world.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { OperatorConsole } from './operator-console.js';

/** Takes messages on, or not, as a gateway would. */
class Gateway {
  isDown = false;
  readonly messages: { readonly to: string; readonly code: string; readonly text: string }[] = [];
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (!this.isDown) this.messages.push(JSON.parse(body) as Gateway['messages'][number]);
      response.writeHead(this.isDown ? 400 : 204).end();
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/messages`;
  }

  close(): void {
    this.#server.close();
  }
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const SMS_KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const NUMBER = '+8613800000142';

describe.each(['memory', 'Redis'])('One-time codes: %s', (where) => {
  const gateway = new Gateway();
  let world: World;
  let redis: RedisServer | undefined;
  let people = 0;

  beforeAll(async () => {
    redis = where === 'Redis' ? await startRedis() : undefined;
    world = await startWorld({
      ...(redis && { redisUrl: redis.url }),
      env: {
        SMS_WEBHOOK_URL: await gateway.open(),
        SMS_WEBHOOK_KEY: SMS_KEY,
        LIMIT_ONE_TIME_CODE_MISSES_PER_PORTAL: '40',
      },
    });
  });
  afterAll(async () => {
    gateway.close();
    await world.close();
    await redis?.stop();
  });
  beforeEach(() => {
    gateway.isDown = false;
    gateway.messages.length = 0;
  });

  /** Somebody who has not been here before, with a number of their own. */
  const somebody = (): StartExtras => {
    people += 1;
    return {
      purpose: 'step_up',
      login_hint: [{ realm: 'etax', sub: `person-${String(people)}` }],
      contacts: [{ channel: 'sms', to: `+86138000${String(people).padStart(5, '0')}` }],
      life_ms: 600_000,
    };
  };
  const start = (extras = somebody()): Promise<StartAnswer> => world.portal.startSession(extras);
  const call = async (session: StartAnswer, what: string, body?: object): Promise<Answer> => {
    const path = `/v1/sessions/${session.session_id}${what}`;
    const response = await fetch(world.broker.origin + path, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${session.desktop_token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Answer['body'];
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: answer };
  };
  const send = (session: StartAnswer, channel = 'sms'): Promise<Answer> => call(session, '/one-time-code', { channel });
  const prove = (session: StartAnswer, one_time_code: string): Promise<Answer> =>
    call(session, '/prove', { one_time_code });
  const sent = (): string => gateway.messages.at(-1)?.code ?? '';
  const wrong = (): string => (sent() === '000000' ? '000001' : '000000');

  it('prove the person in the place of an app, by a code that only the message has', async () => {
    const session = await start({ ...somebody(), contacts: [{ channel: 'sms', to: NUMBER }] });
    expect((await call(session, '')).body).toMatchObject({ contacts: [{ channel: 'sms', to: '138****0142' }] });
    const { status, body } = await send(session);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'pending',
      one_time_code: { channel: 'sms', digits: 6, tries_left: 5, resend_in_ms: expect.any(Number) },
    });
    expect(gateway.messages).toHaveLength(1);
    expect(gateway.messages[0]).toMatchObject({ to: NUMBER, code: expect.stringMatching(/^\d{6}$/) });
    expect(JSON.stringify(body)).not.toContain(sent());

    const proved = await prove(session, ` ${sent().slice(0, 3)} ${sent().slice(3)} `);
    expect(proved).toMatchObject({ status: 200, body: { state: 'approved', code: expect.any(String) } });
    // A lost answer costs no second try.
    expect((await prove(session, wrong())).body).toMatchObject({ state: 'approved', code: proved.body['code'] });
    const landing = new URL(String(proved.body['redirect_uri']));
    for (const [name, member] of Object.entries({ code: 'code', state: 'state_param', iss: 'iss' })) {
      landing.searchParams.set(name, String(proved.body[member]));
    }
    const tokens = await world.portal.redeem(landing.href);
    expect(tokens.claims()).toMatchObject({ purpose: 'step_up', amr: ['sms'], auth_time: expect.any(Number) });
    expect((await prove(session, sent())).body).toMatchObject({ state: 'redeemed' });
  });

  it('are counted when wrong: five spend the code and lock the factor, while the code on the screen stays open', async () => {
    const extras = somebody();
    const session = await start(extras);
    expect(await prove(session, '123456')).toMatchObject({
      status: 403,
      body: { code: 'one_time_code_wrong', tries_left: 0 },
    });
    await send(session);
    for (const triesLeft of [4, 3, 2, 1]) {
      const answer = await prove(session, wrong());
      expect(answer).toMatchObject({ status: 403, body: { code: 'one_time_code_wrong', tries_left: triesLeft } });
    }
    expect((await call(session, '')).body).toMatchObject({ one_time_code: { tries_left: 1 } });
    const last = await prove(session, wrong());
    expect(last).toMatchObject({ status: 429, body: { code: 'factor_locked' } });
    expect(Number(last.retryAfter)).toBeGreaterThan(60);
    expect((await call(session, '')).body).not.toHaveProperty('one_time_code');

    // Neither the code that was right, nor another one, nor another session gets round it.
    expect((await prove(session, sent())).body).toMatchObject({ code: 'factor_locked' });
    world.broker.shiftTime(31_000);
    expect((await send(session)).body).toMatchObject({ code: 'factor_locked' });
    expect((await send(await start(extras))).body).toMatchObject({ code: 'factor_locked' });
    expect((await call(session, '')).body).toMatchObject({ state: 'pending', qr: expect.any(Object) });

    world.broker.shiftTime(300_000);
    const later = await start(extras);
    expect((await send(later)).status).toBe(200);
    expect((await prove(later, sent())).body).toMatchObject({ state: 'approved' });
  });

  it('are no tries when they cannot be right: too short, or for a session that waits no more', async () => {
    const extras = somebody();
    const session = await start(extras);
    await send(session);
    for (const typed of ['---', '12345', 'abcdef', '1234567', '１２']) {
      expect((await prove(session, typed)).body).toMatchObject({ code: 'one_time_code_wrong', tries_left: 5 });
    }
    const right = sent();
    await call(session, '/cancel', {});
    for (let time = 0; time < 5; time += 1) {
      expect((await prove(session, right)).body).toMatchObject({ code: 'session_over' });
    }
    const later = await start(extras);
    await send(later);
    expect((await prove(later, sent())).body).toMatchObject({ state: 'approved' });
  });

  it('Attack: a person whom an operator has locked proves nothing by them', async () => {
    const extras = somebody();
    const session = await start(extras);
    await send(session);
    const operator = new OperatorConsole(world, 0);
    const [hint] = extras.login_hint ?? [];
    if (!hint) throw new Error('nobody is meant');
    const subject = await operator.subjectOf(hint, 'etax');
    await operator.done('POST', `subjects/${subject}/lock`, { reason: 'a lost phone' });
    expect((await prove(session, sent())).body).toMatchObject({ code: 'subject_locked' });
    expect((await send(await start(extras))).body).toMatchObject({ code: 'subject_locked' });
    await operator.done('POST', `subjects/${subject}/unlock`, { reason: 'found again' });
    expect((await prove(session, sent())).body).toMatchObject({ state: 'approved' });
  });

  it('NIST SP 800-63B-4 §3.1.3.2: a new code does not begin the count anew', async () => {
    const extras = somebody();
    const first = await start(extras);
    await send(first);
    for (let time = 0; time < 4; time += 1) await prove(first, wrong());
    const second = await start(extras);
    await send(second);
    expect((await prove(second, wrong())).body).toMatchObject({ code: 'factor_locked' });
  });

  it('Attack: eight guesses at once are eight guesses', async () => {
    const session = await start();
    await send(session);
    const guesses = await Promise.all(Array.from({ length: 8 }, () => prove(session, wrong())));
    const told = guesses.map(({ body }) => body['code']);
    expect(told.filter((code) => code === 'one_time_code_wrong').length).toBeLessThan(5);
    expect((await prove(session, sent())).body).not.toMatchObject({ state: 'approved' });
  });

  it('Attack: a code of one session is worth nothing in another, and a spent one nothing anywhere', async () => {
    const [mine, other] = [await start(), await start()];
    await send(mine);
    const code = sent();
    await send(other);
    expect((await prove(other, code)).body).toMatchObject({ code: 'one_time_code_wrong' });
    world.broker.shiftTime(31_000);
    await send(mine);
    expect((await prove(mine, code)).body).toMatchObject({ code: 'one_time_code_wrong' });
    expect((await prove(mine, sent())).body).toMatchObject({ state: 'approved' });
  });

  it('are sent again after a pause that grows, told with the time to wait', async () => {
    const session = await start();
    await send(session);
    const early = await send(session);
    expect(early).toMatchObject({ status: 429, body: { code: 'slow_down', retry_after_ms: expect.any(Number) } });
    expect(early.body['retry_after_ms']).toBeLessThanOrEqual(30_000);
    world.broker.shiftTime(31_000);
    const { body } = await send(session);
    expect((body['one_time_code'] as { resend_in_ms: number }).resend_in_ms).toBeGreaterThan(30_000);
  });

  it('are told at once when nobody takes them on, may be tried again at once, and leave the screen’s code open', async () => {
    gateway.isDown = true;
    const extras = { ...somebody(), login_hint: [{ realm: 'etax', sub: ZHANG.sub }] };
    const session = await start(extras);
    expect(await send(session)).toMatchObject({ status: 503, body: { code: 'message_not_sent' } });
    expect((await call(session, '')).body).not.toHaveProperty('one_time_code');
    for (let time = 0; time < 3; time += 1) expect((await send(session)).status).toBe(503);
    gateway.isDown = false;
    const sending = await send(session);
    expect(sending.status).toBe(200);
    expect((sending.body['one_time_code'] as { resend_in_ms: number }).resend_in_ms).toBeLessThanOrEqual(30_000);
    const { qr } = (await call(session, '')).body as { qr: StartAnswer['qr'] };
    expect(qr).toBeDefined();
    const { user_code } = (await call(session, '/user-code', {})).body;
    const phone = await world.phone(ZHANG);
    await phone.scan(String(user_code));
    expect((await prove(session, sent())).body).toMatchObject({ code: 'claimed_by_another' });
    await expect(phone.approve()).resolves.toMatchObject({ state: 'approved' });
  });

  it('Attack: nobody has a code sent by a session without that contact, or that is not theirs', async () => {
    const session = await start();
    expect(await send(session, 'email')).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await send(await start({ purpose: 'login' }))).toMatchObject({ status: 400 });
    const other = await start();
    const stolen = { ...session, desktop_token: other.desktop_token };
    expect(await send(stolen)).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
    expect(await prove(stolen, '123456')).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
    expect(gateway.messages).toHaveLength(0);
  });

  it('go nowhere by a channel that nobody set up: a portal that names e-mail is told so, and nothing starts', async () => {
    const contacts = [{ channel: 'email' as const, to: 'zhang@example.com' }];
    await expect(start({ ...somebody(), contacts })).rejects.toMatchObject({
      cause: { status: 400, body: { code: 'invalid_request', detail: expect.stringContaining('email') as string } },
    });
  });

  it('Attack: one number is not rung up by many sessions', async () => {
    const contacts = [{ channel: 'sms' as const, to: '+8613900000001' }];
    const answers: unknown[] = [];
    for (let time = 0; time < 8; time += 1) answers.push((await send(await start({ ...somebody(), contacts }))).status);
    expect(answers).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  });

  it('Attack: guesses sprayed over many people end the portal’s tries, and nobody’s app', async () => {
    const tried: unknown[] = [];
    for (let time = 0; time < 60 && tried.at(-1) !== 'slow_down'; time += 1) {
      const session = await start();
      await send(session);
      tried.push((await prove(session, wrong())).body['code']);
    }
    expect(tried.at(-1)).toBe('slow_down');
    const page = await world.desktop();
    await (await world.phone(LI)).signIn(page);
    await expect(page.landing()).resolves.toBeDefined();
    page.close();
  });
});
