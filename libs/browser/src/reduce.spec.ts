import type { SessionMessage, StartAnswer } from '@saoma/protocol';
import { LoginProblem } from './login-problem.js';
import { INITIAL_STATE, type LoginState, redirectTarget } from './login-state.js';
import { type Action, reduce } from './reduce.js';

const APP = { names: { zh: '电子税务局', en: 'e-Tax' } };
const ANSWER: StartAnswer = {
  session_id: 'AAAAAAAAAAAAAAAAAAAAAAAAAA',
  desktop_token: 'token',
  expires_in_ms: 120_000,
  qr: {
    url: 'HTTPS://PASS.EXAMPLE.CN/Q/AAAAAAAAAAAAAAAAAAAAAAAAAA',
    frame_key: 'AAAA',
    frame_ms: 10_000,
    elapsed_ms: 40,
  },
  socket: { url: 'wss://pass.example.cn', path: '/socket.io/', namespace: '/desktop' },
  events_uri: 'https://pass.example.cn/v1/sessions/AAAAAAAAAAAAAAAAAAAAAAAAAA/events',
  apps: [APP],
};

const told = (
  rev: number,
  state: SessionMessage['state'],
  rest: Partial<SessionMessage> = {},
  nowMs = 1_000,
): Action => ({
  type: 'message',
  message: { session_id: ANSWER.session_id, purpose: 'login', rev, state, expires_in_ms: 60_000, ...rest },
  nowMs,
});
const after = (...actions: Action[]): LoginState =>
  [{ type: 'started', answer: ANSWER, nowMs: 1_000 } as Action, ...actions].reduce(reduce, INITIAL_STATE);

describe('the state of a waiting page', () => {
  it('waits with the time that the start gave', () => {
    expect(after()).toMatchObject({ phase: 'waiting', rev: 0, remainingMs: 120_000, extendable: true });
  });

  it.each([
    ['pending', 'waiting'],
    ['scanned', 'scanned'],
    ['checking', 'checking'],
    ['approved', 'approved'],
    ['redeemed', 'redeemed'],
    ['denied', 'denied'],
    ['cancelled', 'cancelled'],
    ['expired', 'expired'],
  ] as const)('shows %s as %s', (state, phase) => {
    expect(after(told(1, state)).phase).toBe(phase);
  });

  it('drops what is older than what it shows', () => {
    const scanned = after(told(3, 'scanned'));
    expect(reduce(scanned, told(2, 'pending'))).toBe(scanned);
  });

  it('drops another state at the same revision, but believes an end there', () => {
    const scanned = after(told(2, 'scanned'));
    expect(reduce(scanned, told(2, 'pending'))).toBe(scanned);
    expect(reduce(scanned, told(2, 'expired', { expires_in_ms: 0 }))).toMatchObject({
      phase: 'expired',
      remainingMs: 0,
    });
  });

  it.each(['denied', 'cancelled', 'expired', 'redeemed'] as const)('is never revived after %s', (state) => {
    const ended = after(told(4, state));
    expect(reduce(ended, told(5, 'approved', { code: 'late' }))).toBe(ended);
  });

  it('takes the time anew from the same news, and never more of it than it believed', () => {
    const qr = { ...ANSWER.qr, elapsed_ms: 50_000 };
    const asleep = after(told(0, 'pending', { expires_in_ms: 30_000, qr }, 1_000));
    expect(asleep).toMatchObject({ remainingMs: 30_000, beganAtMs: -49_000 });
    const late = reduce(asleep, told(0, 'pending', { expires_in_ms: 120_000, qr: ANSWER.qr }, 2_000));
    expect(late).toBe(asleep);
  });

  it('takes more time from newer news', () => {
    expect(after(told(1, 'pending', { expires_in_ms: 200_000 })).remainingMs).toBe(200_000);
  });

  it('counts down in whole seconds and never below zero', () => {
    expect(after({ type: 'tick', nowMs: 1_100 }).remainingMs).toBe(120_000);
    expect(after({ type: 'tick', nowMs: 2_100 }).remainingMs).toBe(119_000);
    expect(after({ type: 'tick', nowMs: 200_000 })).toMatchObject({ phase: 'waiting', remainingMs: 0 });
  });

  it('is the same object when a tick changes nothing', () => {
    const state = after();
    expect(reduce(state, { type: 'tick', nowMs: 1_500 })).toBe(state);
  });

  it('is over by itself after ten minutes, which no session outlives', () => {
    expect(after({ type: 'tick', nowMs: 600_000 }).phase).toBe('waiting');
    expect(after({ type: 'tick', nowMs: 601_000 }).phase).toBe('expired');
  });

  it('offers no extension once the end lies at the ceiling', () => {
    expect(after(told(4, 'pending', { expires_in_ms: 599_960 })).extendable).toBe(false);
    expect(after(told(4, 'scanned')).extendable).toBe(false);
  });

  it('draws only while it waits, and forgets the code once it is scanned', () => {
    const drawn = after({ type: 'drawn', qrText: 'A' });
    expect(drawn.qrText).toBe('A');
    expect(reduce(drawn, told(1, 'pending')).qrText).toBe('A');
    const scanned = reduce(drawn, told(2, 'scanned', { phone: { app: APP } }));
    expect(scanned.qrText).toBeUndefined();
    expect(scanned.appNames).toEqual(APP.names);
    expect(reduce(scanned, { type: 'drawn', qrText: 'B' })).toBe(scanned);
  });

  it('keeps the code to type while it waits, and the last refusal as long as the broker tells it', () => {
    const userCode = { text: 'WDJBM-JHTKX-T', link: 'https://pass.example.cn/Q/WDJBM-JHTKX-T' };
    const asked = after({ type: 'userCode', userCode }, told(2, 'pending', { refused: 'not_for_you' }));
    expect(asked).toMatchObject({ userCode, refused: 'not_for_you', apps: [APP] });
    expect(reduce(asked, told(3, 'pending'))).toMatchObject({ userCode, refused: undefined });
    const scanned = reduce(asked, told(3, 'scanned'));
    expect([scanned.userCode, scanned.refused, scanned.apps]).toEqual([undefined, undefined, [APP]]);
    expect(reduce(scanned, { type: 'userCode', userCode })).toBe(scanned);
    expect(reduce(asked, { type: 'cancelled' }).userCode).toBeUndefined();
  });

  it('goes from scanned back to waiting while approvals are missing, with nothing of the code of before', () => {
    const approvals = { needed: 2, given: 0 };
    const userCode = { text: 'WDJBM-JHTKX-T', link: 'https://pass.example.cn/Q/WDJBM-JHTKX-T' };
    const drawn = after(
      told(1, 'pending', { approvals }),
      { type: 'userCode', userCode },
      { type: 'drawn', qrText: 'A' },
    );
    const next = told(4, 'pending', { approvals: { needed: 2, given: 1 } });
    for (const before of [drawn, reduce(drawn, told(3, 'scanned', { phone: { app: APP }, approvals }))]) {
      const state = reduce(before, next);
      expect(state).toMatchObject({ phase: 'waiting', approvals: { needed: 2, given: 1 } });
      expect([state.qrText, state.userCode, state.appNames]).toEqual([undefined, undefined, undefined]);
    }
    expect(reduce(drawn, told(2, 'pending', { approvals }))).toMatchObject({ qrText: 'A', userCode });
  });

  it('tells that the app must do more first, while the session is scanned', () => {
    const refused = 'insufficient_user_authentication';
    expect(after(told(2, 'scanned', { phone: { app: APP }, refused }))).toMatchObject({ phase: 'scanned', refused });
  });

  it('knows what the session is for as soon as the broker tells, and through every new one', () => {
    const verify = after(told(1, 'pending', { purpose: 'verify' }));
    expect(verify.purpose).toBe('verify');
    expect(reduce(verify, { type: 'cancelled' }).purpose).toBe('verify');
    const again = reduce(reduce(verify, { type: 'starting' }), { type: 'started', answer: ANSWER, nowMs: 2_000 });
    expect(again).toMatchObject({ phase: 'waiting', rev: 0, purpose: 'verify' });
  });

  describe('about one-time codes', () => {
    const contacts = [{ channel: 'sms', to: '138****0142' }] as const;
    const one_time_code = { channel: 'sms', digits: 6, tries_left: 5, resend_in_ms: 30_000 } as const;
    const sent = after(told(2, 'pending', { contacts, one_time_code }));
    const wrong = (triesLeft?: number): Action => ({
      type: 'refused',
      command: 'prove',
      problem: new LoginProblem('one_time_code_wrong', { triesLeft }),
      nowMs: 5_000,
    });
    const notSent = (code: 'message_not_sent' | 'unreachable' | 'factor_locked', retryAfterMs = 0): Action => ({
      type: 'refused',
      command: 'one-time-code',
      problem: new LoginProblem(code, { retryAfterMs }),
      nowMs: 5_000,
    });

    it('has contacts and the code that was sent, with the time of the next on its own clock', () => {
      const oneTimeCode = { channel: 'sms', digits: 6, triesLeft: 5, resendAtMs: 31_000 };
      expect(sent).toMatchObject({ contacts, oneTimeCode });
      const scanned = reduce(sent, told(3, 'scanned'));
      expect([scanned.contacts, scanned.oneTimeCode]).toEqual([undefined, undefined]);
    });

    it('counts wrong codes, through the news that say the same, and drops one that is spent', () => {
      const state = reduce(sent, wrong(4));
      expect(state).toMatchObject({ oneTimeCode: { triesLeft: 4 }, codeProblem: { code: 'one_time_code_wrong' } });
      const news = told(3, 'pending', { contacts, one_time_code: { ...one_time_code, tries_left: 4 } });
      expect(reduce(state, news).codeProblem).toEqual(state.codeProblem);
      for (const last of [wrong(0), wrong()]) expect(reduce(sent, last).oneTimeCode).toBeUndefined();
    });

    it('tells from when on it may be tried again', () => {
      const locked = reduce(sent, notSent('factor_locked', 300_000));
      expect(locked.codeProblem).toMatchObject({ code: 'factor_locked', retryAtMs: 305_000 });
      expect([locked.problem, locked.failed]).toEqual([undefined, undefined]);
    });

    it('forgets what was wrong with the next code, and not with another command', () => {
      const state = reduce(sent, notSent('message_not_sent'));
      expect(reduce(state, { type: 'sent', command: 'extend' })).toBe(state);
      for (const command of ['one-time-code', 'prove'] as const) {
        expect(reduce(state, { type: 'sent', command }).codeProblem).toBeUndefined();
      }
    });

    it('believes that a code was sent after all when only the answer was lost', () => {
      const lost = reduce(after(told(1, 'pending', { contacts })), notSent('unreachable'));
      expect(lost.codeProblem?.code).toBe('unreachable');
      expect(reduce(lost, told(2, 'pending', { contacts })).codeProblem?.code).toBe('unreachable');
      expect(reduce(lost, told(2, 'pending', { contacts, one_time_code })).codeProblem).toBeUndefined();
    });
  });

  it('calls it not completed when time runs out on an approval, and only then', () => {
    const gone: Action = { type: 'ended', problem: new LoginProblem('session_not_found') };
    expect(after(told(3, 'approved', { code: 'c' }), gone)).toMatchObject({
      phase: 'expired',
      reason: 'not_completed',
    });
    expect(after(told(3, 'scanned'), gone).reason).toBeUndefined();
    expect(after(told(3, 'approved', { code: 'c' }), { type: 'cancelled' }).reason).toBeUndefined();
  });

  it('carries an approval to the portal as RFC 6749 and RFC 9207 name it', () => {
    const { approval } = after(
      told(3, 'approved', {
        code: 'c&1',
        redirect_uri: 'https://tax.example.cn/callback?from=qr',
        state_param: 's',
        iss: 'https://pass.example.cn',
        person: { name: '张*' },
        confirm: true,
      }),
    );
    expect(approval).toMatchObject({ personName: '张*', needsConfirmation: true });
    expect(redirectTarget(approval!)).toBe(
      'https://tax.example.cn/callback?from=qr&code=c%261&state=s&iss=https%3A%2F%2Fpass.example.cn',
    );
  });

  it('goes nowhere when the redirect is not an address of the web', () => {
    expect(redirectTarget({ code: 'c', needsConfirmation: false, redirectUri: 'javascript:alert(1)' })).toBeUndefined();
    expect(redirectTarget({ code: 'c', needsConfirmation: false })).toBeUndefined();
  });

  it('counts wrong digits without leaving', () => {
    const checking = after(told(3, 'checking', { check: { digits: 2, tries_left: 3 } }));
    const problem = new LoginProblem('check_code_wrong', { triesLeft: 2 });
    const wrong = reduce(checking, { type: 'refused', command: 'check', problem, nowMs: 0 });
    expect(wrong).toMatchObject({ phase: 'checking', check: { digits: 2, triesLeft: 2, isWrong: true } });
    expect([wrong.problem, wrong.failed]).toEqual([undefined, undefined]);
  });

  const problem = new LoginProblem('temporarily_unavailable', { status: 503 });
  const refused: Action = { type: 'refused', command: 'extend', problem, nowMs: 0 };

  it('tells which command came to nothing, until one is sent again or the session moves on', () => {
    const extending = after(refused);
    expect(extending).toMatchObject({ phase: 'waiting', problem, failed: 'extend' });
    const back = reduce(extending, { type: 'connection', connection: 'polling' });
    expect(back).toMatchObject({ problem, failed: 'extend' });
    for (const next of [{ type: 'sent', command: 'check' }, told(1, 'pending')] as const) {
      const state = reduce(back, next);
      expect([state.problem, state.failed]).toEqual([undefined, undefined]);
    }
  });

  it('tells why no news come for as long as none come, whatever is sent meanwhile', () => {
    const offline = after({ type: 'connection', connection: 'offline', problem });
    expect(offline).toMatchObject({ connection: 'offline', problem });
    expect(reduce(offline, { type: 'sent', command: 'extend' })).toBe(offline);
    expect(reduce(offline, { type: 'connection', connection: 'offline', problem })).toBe(offline);
    expect(reduce(offline, { type: 'connection', connection: 'live' }).problem).toBeUndefined();
  });

  it('ends by the advice of what does not pass', () => {
    const end = (code: 'session_not_found' | 'invalid_token'): LoginState =>
      after({ type: 'ended', problem: new LoginProblem(code) });
    expect(end('session_not_found').phase).toBe('expired');
    expect(end('invalid_token')).toMatchObject({ phase: 'failed', problem: { code: 'invalid_token' } });
  });

  it('keeps the code nowhere after an end', () => {
    const approved = after(told(3, 'approved', { code: 'secret' }));
    expect(JSON.stringify(reduce(approved, { type: 'cancelled' }))).not.toContain('secret');
    expect(JSON.stringify(reduce(approved, told(4, 'redeemed')))).not.toContain('secret');
  });
});
