import { createHmac } from 'node:crypto';
import { LoginClient, type LoginClientOptions, type LoginState, startAt, startDirectly } from '@saoma/browser';
import { frameMessage, frameText, parseQrText } from '@saoma/protocol';
import { WebSocket as NodeWebSocket } from 'ws';
import { FakeBroker } from './fake-broker.js';

/** A clock that runs faster than the broker's, so that backoffs and patience are over in a blink. */
const hurried = (factor: number): NonNullable<LoginClientOptions['clock']> => ({
  nowMs: () => performance.now() * factor,
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs / factor);
    return () => {
      clearTimeout(timer);
    };
  },
});

/** What stands between a page and the broker, once it does: it answers everything in words of its own. */
class Interloper {
  isThere = false;
  readonly #answer: () => Response;

  constructor(status: number, body: string) {
    this.#answer = () => new Response(body, { status });
  }

  readonly fetch: typeof fetch = (...request) => (this.isThere ? Promise.resolve(this.#answer()) : fetch(...request));
}

/** Whatever needs neither clock nor network has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const PHONE = { app: { names: { zh: '电子税务局', en: 'e-Tax' } } };

describe('a login client and its broker', () => {
  let broker: FakeBroker;
  const clients: LoginClient[] = [];

  const open = (options: Partial<LoginClientOptions> = {}): LoginClient => {
    const client = new LoginClient({
      start: startAt(broker.startUrl),
      webSocket: NodeWebSocket as unknown as typeof WebSocket,
      ...options,
    });
    clients.push(client);
    client.start();
    return client;
  };
  const until = (client: LoginClient, isSo: (state: LoginState) => boolean): Promise<LoginState> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!isSo(client.getSnapshot())) return;
        release();
        resolve(client.getSnapshot());
      };
      const release = client.subscribe(look);
      look();
    });
  const untilPhase = (client: LoginClient, phase: LoginState['phase']): Promise<LoginState> =>
    until(client, (state) => state.phase === phase);
  /** The first message came over the socket that stands now. */
  const untilLive = (client: LoginClient): Promise<LoginState> =>
    until(client, ({ rev, connection }) => rev > 0 && connection === 'live' && broker.isHeard);
  const cancels = (): string[] => broker.requests.filter((request) => request.endsWith('/cancel'));
  const reads = (): string[] => broker.requests.filter((request) => request.startsWith('GET'));

  beforeEach(async () => {
    broker = await FakeBroker.start();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.stop();
    await broker.stop();
  });

  it('is told of scan and approval over the socket alone', async () => {
    const client = open();
    await untilLive(client);
    broker.tell('scanned', { phone: PHONE });
    expect((await untilPhase(client, 'scanned')).appNames).toEqual(PHONE.app.names);
    broker.tell('approved', {
      code: 'the-code',
      redirect_uri: 'https://tax.example.cn/',
      state_param: 's',
      iss: 'https://i',
    });
    expect((await untilPhase(client, 'approved')).approval).toMatchObject({
      code: 'the-code',
      state: 's',
      issuer: 'https://i',
    });
    expect(reads()).toEqual([]);
  });

  it('shows the text that the broker will recognise', async () => {
    const { qrText } = await until(open(), (state) => state.qrText !== undefined);
    const { id, frameKey } = broker.session;
    const mac = createHmac('sha256', Buffer.from(frameKey, 'base64url')).update(frameMessage(0)).digest();
    expect(parseQrText(qrText!)).toMatchObject({ sessionId: id, frame: frameText(mac) });
  });

  it('changes the frame as time goes by, without asking the broker', async () => {
    const client = open({ clock: hurried(40) });
    const { qrText } = await until(client, (state) => state.qrText !== undefined);
    await until(client, (state) => state.qrText !== undefined && state.qrText !== qrText);
    expect(broker.sessions).toHaveLength(1);
  });

  it('starts directly with an Origin and its own challenge as well', async () => {
    const request = { client_id: 'etax', code_challenge: 'c', code_challenge_method: 'S256' } as const;
    await untilPhase(open({ start: startDirectly(broker.origin, request) }), 'waiting');
    expect(broker.requests[0]).toBe('POST /v1/sessions');
  });

  it('keeps waiting by long poll where sockets are refused', async () => {
    broker.refusesSockets = true;
    const client = open();
    await until(client, ({ connection }) => connection === 'polling');
    broker.tell('approved', { code: 'polled' });
    expect((await untilPhase(client, 'approved')).approval?.code).toBe('polled');
  });

  it('rises to the socket again when that is possible again', async () => {
    broker.refusesSockets = true;
    const client = open({ clock: hurried(10) });
    await until(client, ({ connection }) => connection === 'polling');
    broker.refusesSockets = false;
    await untilLive(client);
  });

  it('is told by server-sent events, and calls itself live, where only sockets are refused', async () => {
    broker.refusesSockets = true;
    broker.letsEventsThrough = true;
    const client = open();
    await broker.until(() => broker.streamCount === 1);
    await until(client, ({ rev }) => rev === 1);
    broker.tell('scanned', { phone: PHONE });
    await untilPhase(client, 'scanned');
    broker.tell('approved', { code: 'streamed' });
    expect(await untilPhase(client, 'approved')).toMatchObject({ connection: 'live', approval: { code: 'streamed' } });
    expect(reads()).toEqual([expect.stringMatching(/\/events$/)]);
  });

  it('goes on by a stream when its socket is lost, and by the socket when that is back', async () => {
    broker.letsEventsThrough = true;
    const client = open({ clock: hurried(10) });
    await untilLive(client);
    broker.refusesSockets = true;
    broker.dropSockets();
    await broker.until(() => broker.streamCount === 1);
    broker.refusesSockets = false;
    await broker.until(() => broker.isHeard && broker.streamCount === 0);
    expect(client.getSnapshot()).toMatchObject({ phase: 'waiting', connection: 'live' });
  });

  it('finds what it missed when its stream was cut', async () => {
    broker.refusesSockets = true;
    broker.letsEventsThrough = true;
    const client = open();
    await broker.until(() => broker.streamCount === 1);
    broker.letsEventsThrough = false;
    broker.tell('approved', { code: 'missed' }, { silently: true });
    broker.dropStreams();
    expect((await untilPhase(client, 'approved')).approval?.code).toBe('missed');
  });

  it('takes no page of somebody else’s for the broker', async () => {
    broker.refusesSockets = true;
    const client = open({
      // What a captive portal does: it answers everything, with 200.
      fetch: (url, init) =>
        url === broker.startUrl
          ? fetch(url, init)
          : Promise.resolve(new Response('<p>Welcome</p>', { headers: { 'content-type': 'text/html' } })),
    });
    await until(client, ({ connection }) => connection === 'offline');
    expect(client.getSnapshot().phase).toBe('waiting');
  });

  it('learns what was decided while the socket was cut', async () => {
    const client = open();
    await untilLive(client);
    broker.tell('approved', { code: 'missed' }, { silently: true });
    broker.dropSockets();
    expect((await untilPhase(client, 'approved')).approval?.code).toBe('missed');
  });

  it('notices a frozen socket by its heartbeat, and is told by another way', async () => {
    await broker.stop();
    broker = await FakeBroker.start({ pingInterval: 200, pingTimeout: 200 });
    const client = open();
    await untilLive(client);
    broker.freezeSockets();
    broker.tell('denied', { reason: 'declined' });
    expect((await untilPhase(client, 'denied')).reason).toBe('declined');
  });

  it('says that it is offline while nobody answers, and finishes when somebody does', async () => {
    const client = open({ clock: hurried(10) });
    await untilLive(client);
    broker.refusesSockets = true;
    broker.isDown = true;
    broker.dropSockets();
    await until(client, ({ connection }) => connection === 'offline');
    broker.tell('approved', { code: 'late but in time' });
    broker.isDown = false;
    expect((await untilPhase(client, 'approved')).approval?.code).toBe('late but in time');
  });

  it('finds out by resync that a socket which seems to stand is dead', async () => {
    // So slow that no heartbeat is missed.
    const client = open({ clock: hurried(0.01) });
    await untilLive(client);
    await settled();
    broker.isDown = true;
    broker.refusesSockets = true;
    client.resync();
    await until(client, ({ connection }) => connection === 'offline');
  });

  it('asks no more for as long as Retry-After says, half a minute at most, and tries what is no question', async () => {
    broker.refusesSockets = true;
    const client = open({ clock: hurried(20) });
    await until(client, ({ connection }) => connection === 'polling');
    broker.problem = { code: 'temporarily_unavailable', retryAfter: '3600' };
    broker.tell('pending');
    await until(client, ({ connection }) => connection === 'offline');
    expect(client.getSnapshot().problem?.status).toBe(503);
    const ways = (): string[] => reads().map((read) => (read.endsWith('/events') ? 'stream' : 'question'));
    const asked = ways().length;
    await broker.until(() => ways().slice(asked).includes('question'));
    const [first, second, third] = ways().slice(asked);
    expect([first, second, third]).toEqual(['stream', 'stream', 'stream']);
    broker.tell('approved', { code: 'after the maintenance' });
    broker.problem = undefined;
    expect((await untilPhase(client, 'approved')).approval?.code).toBe('after the maintenance');
  });

  it('asks at once when the person is back, whatever Retry-After said', async () => {
    broker.refusesSockets = true;
    const client = open({ clock: hurried(10) });
    await until(client, ({ connection }) => connection === 'polling');
    broker.problem = { code: 'slow_down', retryAfter: '30' };
    broker.tell('approved', { code: 'in time' });
    await until(client, ({ connection }) => connection === 'offline');
    const asked = reads().length;
    broker.problem = undefined;
    client.resync();
    await untilPhase(client, 'approved');
    expect(reads().slice(asked)).toEqual([expect.stringMatching(/\/events$/), expect.stringContaining('?wait_ms=0')]);
  });

  it.each([
    [403, '<p>Welcome</p>'],
    [404, ''],
    [407, '{"code":"invalid_token"}'],
    [410, '{"type":"about:blank","code":"expired_token"}'],
  ])('takes the word of nobody else for the end: %i %s', async (status, body) => {
    broker.refusesSockets = true;
    const portal = new Interloper(status, body);
    const client = open({ clock: hurried(10), fetch: portal.fetch });
    await until(client, ({ connection }) => connection === 'polling');
    portal.isThere = true;
    client.resync();
    await until(client, ({ connection }) => connection === 'offline');
    expect(client.getSnapshot()).toMatchObject({ phase: 'waiting', problem: { status } });
    broker.tell('approved', { code: 'behind the portal' });
    portal.isThere = false;
    expect((await untilPhase(client, 'approved')).approval?.code).toBe('behind the portal');
  });

  it.each([
    ['session_not_found', 'expired'],
    ['expired_token', 'expired'],
    ['invalid_token', 'failed'],
  ] as const)('does not go on asking after %s: it has %s', async (code, phase) => {
    const asked: unknown[] = [];
    const client = open({
      fetch: (...request) => {
        asked.push(request[0]);
        return fetch(...request);
      },
      webSocket: class extends NodeWebSocket {
        constructor(url: string) {
          super(url);
          asked.push(url);
        }
      } as unknown as typeof WebSocket,
    });
    await untilLive(client);
    broker.problem = { code };
    broker.dropSockets();
    expect((await untilPhase(client, phase)).problem?.code).toBe(code);
    const before = asked.length;
    client.resync();
    // Whatever it does at once has begun by then.
    await settled();
    expect(asked.slice(before)).toEqual([]);
  });

  it('believes no clock but the broker’s about the end', async () => {
    broker.lifeMs = 50;
    const client = open();
    const overdue = await until(client, ({ phase, remainingMs }) => phase === 'waiting' && remainingMs === 0);
    expect(overdue.phase).toBe('waiting');
    broker.tell('approved', { code: 'scanned in the last second' });
    await untilPhase(client, 'approved');
  });

  it('asks by itself when nobody tells it of the end', async () => {
    broker.lifeMs = 50;
    const client = open({ clock: hurried(4) });
    await untilLive(client);
    broker.tell('expired', {}, { silently: true });
    await untilPhase(client, 'expired');
  });

  it('extends when asked, and shows the new time', async () => {
    const client = open();
    await untilLive(client);
    client.extend();
    expect((await until(client, ({ rev }) => rev === 2)).remainingMs).toBeGreaterThan(200_000);
  });

  it('extends by itself shortly before the end if the page wants that, once for each end', async () => {
    broker.lifeMs = 10_000;
    const client = open({ autoExtend: () => true });
    await until(client, ({ remainingMs }) => remainingMs > 100_000);
    expect(broker.requests.filter((request) => request.endsWith('/extend'))).toHaveLength(1);
  });

  it('keeps the session when an extension is refused', async () => {
    const client = open();
    await untilLive(client);
    broker.problem = { code: 'invalid_transition' };
    client.extend();
    expect(await until(client, ({ failed }) => failed !== undefined)).toMatchObject({
      phase: 'waiting',
      failed: 'extend',
      problem: { code: 'invalid_transition' },
    });
    client.askUserCode();
    expect([client.getSnapshot().failed, client.getSnapshot().problem]).toEqual([undefined, undefined]);
    expect((await until(client, ({ failed }) => failed !== undefined)).failed).toBe('user-code');
  });

  it('cancels on both sides, at once on this one', async () => {
    const client = open();
    await untilLive(client);
    client.cancel();
    expect(client.getSnapshot().phase).toBe('cancelled');
    await broker.until(() => broker.session.state === 'cancelled');
    expect(cancels()).toHaveLength(1);
  });

  it('throws a stranger’s scan away with the session and takes a new one', async () => {
    const client = open();
    await untilLive(client);
    broker.tell('scanned', { phone: PHONE });
    await untilPhase(client, 'scanned');
    const [first] = broker.sessions;
    client.restart();
    await until(client, ({ phase, rev }) => phase === 'waiting' && rev > 0);
    await broker.until(() => first?.state === 'cancelled');
    expect(broker.session.id).not.toBe(first?.id);
  });

  it('sends the digits, counts wrong ones and goes on with right ones', async () => {
    const client = open();
    await untilLive(client);
    broker.tell('checking', { check: { digits: 6, tries_left: 3 } });
    await untilPhase(client, 'checking');
    void client.check('190452');
    expect((await until(client, ({ check }) => check?.isWrong === true)).check?.triesLeft).toBe(2);
    void client.check('190451');
    await untilPhase(client, 'approved');
  });

  it('tries the start again while nobody answers', async () => {
    broker.isDown = true;
    const client = open({ clock: hurried(10) });
    expect((await until(client, ({ connection }) => connection === 'offline')).problem?.status).toBe(0);
    broker.isDown = false;
    expect((await untilPhase(client, 'waiting')).problem).toBeUndefined();
  });

  it('tries the start again at once when the person is back, whatever Retry-After said', async () => {
    broker.problem = { code: 'temporarily_unavailable', retryAfter: '3600' };
    // So slow that no pause ends by itself.
    const client = open({ clock: hurried(0.01) });
    expect((await until(client, ({ connection }) => connection === 'offline')).problem?.status).toBe(503);
    broker.problem = undefined;
    client.resync();
    await untilPhase(client, 'waiting');
  });

  it('does not try the start again while nobody watches', async () => {
    broker.isDown = true;
    let looks = 0;
    const client = open({ clock: hurried(100), isWatched: () => (looks += 1) > 20 });
    await broker.until(() => looks >= 10);
    expect(broker.requests).toHaveLength(1);
    broker.isDown = false;
    await untilPhase(client, 'waiting');
  });

  it('tries the start again for whoever comes back', async () => {
    broker.isDown = true;
    const client = open({ clock: hurried(100), isWatched: () => false });
    await until(client, ({ connection }) => connection === 'offline');
    broker.isDown = false;
    client.resync();
    await untilPhase(client, 'waiting');
  });

  it('tells of a start that is not there, and starts when the person tries again', async () => {
    const misconfigured = new Interloper(404, '<h1>Not found</h1>');
    misconfigured.isThere = true;
    const client = open({ fetch: misconfigured.fetch });
    expect((await untilPhase(client, 'failed')).problem).toMatchObject({ code: 'bad_answer', status: 404 });
    misconfigured.isThere = false;
    client.restart();
    await untilPhase(client, 'waiting');
  });

  it.each([['origin_not_allowed'], ['unauthorized_client']] as const)(
    'gives up a start refused with %s',
    async (code) => {
      broker.problem = { code };
      expect((await untilPhase(open(), 'failed')).problem?.code).toBe(code);
      expect(broker.requests).toHaveLength(1);
    },
  );

  it('gives up a start that answers with something else', async () => {
    const client = open({ start: () => Promise.resolve({ session_id: 'x' }) });
    expect((await untilPhase(client, 'failed')).problem?.code).toBe('bad_answer');
  });

  it('leaves nothing behind when it is stopped, and can start again', async () => {
    const client = open();
    await untilLive(client);
    client.stop();
    await broker.until(() => broker.socketCount === 0);
    expect(cancels()).toEqual([]);
    client.start();
    await untilLive(client);
    expect(broker.sessions).toHaveLength(2);
  });

  it('is stopped for good by its signal, also by one that came before', async () => {
    const controller = new AbortController();
    let starts = 0;
    const { signal } = controller;
    const start: LoginClientOptions['start'] = (...around) => {
      starts += 1;
      return startAt(broker.startUrl)(...around);
    };
    const client = open({ signal, start });
    await untilLive(client);
    controller.abort();
    await broker.until(() => broker.socketCount === 0);
    client.start();
    client.restart();
    open({ signal, start });
    expect(starts).toBe(1);
  });

  it('hands its session over as long as it is open, an approval that nobody used included', async () => {
    const before = open();
    await untilLive(before);
    broker.tell('approved', { code: 'asked for', confirm: true });
    await untilPhase(before, 'approved');
    const answer = before.handOver();
    before.stop();
    const after = open({ start: () => Promise.resolve(answer) });
    expect((await untilPhase(after, 'approved')).approval).toMatchObject({
      code: 'asked for',
      needsConfirmation: true,
    });
    broker.tell('redeemed');
    await untilPhase(after, 'redeemed');
    expect(after.handOver()).toBeUndefined();
  });

  it('shows the code to type once it was asked for, through every new line and revision, until somebody came', async () => {
    const client = open();
    await untilLive(client);
    expect(client.getSnapshot().userCode).toBeUndefined();
    client.askUserCode();
    const { userCode } = await until(client, ({ userCode: shown, rev }) => shown !== undefined && rev > 1);
    expect(userCode).toEqual({ text: 'WDJBM-JHTKX-T', link: `${broker.origin}/Q/WDJBM-JHTKX-T` });
    broker.dropSockets();
    broker.tell('pending', { refused: 'app_not_trusted' });
    expect(await until(client, ({ refused }) => refused !== undefined)).toMatchObject({
      phase: 'waiting',
      refused: 'app_not_trusted',
      userCode,
    });
    client.askUserCode('digits');
    await until(client, (state) => state.userCode?.text === '0194-5073-0864-2');
    broker.tell('scanned', { phone: PHONE });
    const scanned = await untilPhase(client, 'scanned');
    expect([scanned.userCode, scanned.refused]).toEqual([undefined, undefined]);
  });

  it('takes the code of the next approver after each approval but the last', async () => {
    const client = open();
    await untilLive(client);
    client.askUserCode();
    await until(client, ({ userCode, rev }) => userCode !== undefined && rev > 1);
    broker.tell('scanned', { phone: PHONE, approvals: { needed: 2, given: 0 } });
    await untilPhase(client, 'scanned');
    broker.tell('pending', { approvals: { needed: 2, given: 1 } });
    const next = await until(client, ({ phase, qrText }) => phase === 'waiting' && qrText !== undefined);
    expect(next.approvals).toEqual({ needed: 2, given: 1 });
    expect(next.userCode).toBeUndefined();
    client.askUserCode();
    await until(client, ({ userCode }) => userCode !== undefined);
  });

  it('has a one-time code sent, counts wrong ones and goes on with the right one', async () => {
    broker.news = { purpose: 'step_up', contacts: [{ channel: 'sms', to: '138****0142' }] };
    const client = open();
    await untilLive(client);
    expect(client.getSnapshot()).toMatchObject({ purpose: 'step_up', contacts: broker.news.contacts });
    await client.sendCode('sms');
    expect(client.getSnapshot().oneTimeCode).toMatchObject({ channel: 'sms', digits: 6, triesLeft: 5 });
    await client.prove('654321');
    expect(client.getSnapshot()).toMatchObject({
      oneTimeCode: { triesLeft: 4 },
      codeProblem: { code: 'one_time_code_wrong', triesLeft: 4 },
    });
    await client.prove('123456');
    expect((await untilPhase(client, 'approved')).approval?.code).toBe('proved');
  });

  it.each([
    ['message_not_sent', undefined],
    ['factor_locked', 290_000],
    ['slow_down', 29_000],
  ] as const)('tells why no one-time code was sent, and for how long: %s %s', async (code, retryAfterMs) => {
    const client = open();
    await untilLive(client);
    broker.problem = { code, ...(retryAfterMs && { retryAfterMs }) };
    await client.sendCode('sms');
    const { codeProblem, phase } = client.getSnapshot();
    expect([codeProblem?.code, phase]).toEqual([code, 'waiting']);
    const waitMs = codeProblem?.retryAtMs && codeProblem.retryAtMs - performance.now();
    if (retryAfterMs) expect(Math.ceil(waitMs! / 1_000)).toBe(retryAfterMs / 1_000);
    else expect(waitMs).toBeUndefined();
    broker.problem = undefined;
    await client.sendCode('sms');
    expect(client.getSnapshot()).toMatchObject({ codeProblem: undefined, oneTimeCode: { channel: 'sms' } });
  });

  it('learns of a code that was taken although the answer was lost', async () => {
    const lost: typeof fetch = async (...request) => {
      const answer = await fetch(...request);
      if (answer.url.endsWith('/prove')) throw new TypeError('the network is gone');
      return answer;
    };
    broker.refusesSockets = true;
    const client = open({ fetch: lost });
    await until(client, ({ connection }) => connection === 'polling');
    await client.sendCode('sms');
    await client.prove('123456');
    expect((await untilPhase(client, 'approved')).approval?.code).toBe('proved');
  });

  it('names the apps for as long as the session lasts', async () => {
    broker.apps = [{ ...PHONE.app, scan_link: 'https://etax.example.cn/open' }];
    const client = open();
    await untilLive(client);
    expect(client.getSnapshot().apps).toEqual(broker.apps);
    broker.tell('scanned', { phone: PHONE });
    expect((await untilPhase(client, 'scanned')).apps).toEqual(broker.apps);
  });

  it('says that an approval came to nothing, told so by the broker or finding the session gone', async () => {
    const told = open();
    await untilLive(told);
    broker.tell('approved', { code: 'c' });
    await untilPhase(told, 'approved');
    broker.tell('expired', { reason: 'not_completed', expires_in_ms: 0 });
    expect((await untilPhase(told, 'expired')).reason).toBe('not_completed');

    const gone = open();
    await untilLive(gone);
    broker.tell('approved', { code: 'c' });
    await untilPhase(gone, 'approved');
    broker.problem = { code: 'session_not_found' };
    broker.refusesSockets = true;
    broker.dropSockets();
    expect((await untilPhase(gone, 'expired')).reason).toBe('not_completed');
  });

  it.each([-24, 24])('does the same on a computer whose clock is %i hours off', async (hours) => {
    const RightDate = Date;
    const offMs = hours * 3_600_000;
    globalThis.Date = class extends RightDate {
      constructor(...given: [] | [number | string]) {
        super(given[0] ?? RightDate.now() + offMs);
      }
      static override now(): number {
        return RightDate.now() + offMs;
      }
    } as DateConstructor;
    try {
      const client = open();
      const { qrText, remainingMs } = await until(client, (state) => state.qrText !== undefined && state.rev === 1);
      const mac = createHmac('sha256', Buffer.from(broker.session.frameKey, 'base64url')).update(frameMessage(0));
      expect(parseQrText(qrText!)?.frame).toBe(frameText(mac.digest()));
      expect(remainingMs).toBe(120_000);
      broker.tell('approved', { code: 'on time' });
      expect((await untilPhase(client, 'approved')).approval?.code).toBe('on time');
    } finally {
      globalThis.Date = RightDate;
    }
  });

  it('begins a session of its own after a reload, deaf to the old one', async () => {
    const before = open();
    await untilLive(before);
    before.stop();
    const after = open();
    await until(after, ({ rev }) => rev > 0);
    broker.tell('scanned', { phone: PHONE });
    await untilPhase(after, 'scanned');
    expect(before.getSnapshot().phase).toBe('waiting');
  });

  it('hands out the same snapshot until something changes', async () => {
    const client = open();
    await untilLive(client);
    expect(client.getSnapshot()).toBe(client.getSnapshot());
  });

  it('keeps the desktop token out of its state and of every address', async () => {
    broker.refusesSockets = true;
    const client = open();
    await until(client, ({ connection, qrText }) => connection === 'polling' && qrText !== undefined);
    expect(JSON.stringify(client.getSnapshot())).not.toContain(broker.session.token);
    expect(JSON.stringify(client.getSnapshot())).not.toContain(broker.session.frameKey);
    expect(broker.requests.join()).not.toContain(broker.session.token);
  });
});
