import { INITIAL_STATE, type LoginState } from '../login-state.js';
import { codeFaceOf, type CodeManner } from './code-face.js';
import { ONE_TIME_CODE_LANGUAGES } from './texts.js';

const NOW_MS = 10_000;
const IDLE: CodeManner = { isIncomplete: false, hadCode: false };
const OFFERED: Partial<LoginState> = {
  phase: 'waiting',
  contacts: [
    { channel: 'sms', to: '138****0142' },
    { channel: 'email', to: 'z***@example.cn' },
  ],
};
const SENT: Partial<LoginState> = {
  ...OFFERED,
  oneTimeCode: { channel: 'sms', digits: 6, triesLeft: 5, resendAtMs: NOW_MS + 28_000 },
};

describe.each([...ONE_TIME_CODE_LANGUAGES])('what is said of one-time codes in %s', (_, texts) => {
  const face = (state: Partial<LoginState>, manner: Partial<CodeManner> = {}): ReturnType<typeof codeFaceOf> =>
    codeFaceOf({ ...INITIAL_STATE, ...state }, texts, { ...IDLE, ...manner }, NOW_MS);
  const afterwards = (code: string, retryAtMs?: number): ReturnType<typeof codeFaceOf> =>
    face({ ...SENT, codeProblem: { code, retryAtMs } });

  it('is nothing without contacts, and nothing once somebody scanned', () => {
    expect(face({ phase: 'waiting' })).toBeUndefined();
    expect(face({ ...OFFERED, phase: 'scanned' })).toBeUndefined();
  });

  it('has words of its own for everything that goes wrong', () => {
    const codes = ['one_time_code_wrong', 'factor_locked', 'message_not_sent', 'slow_down', 'unreachable'];
    const told = [
      ...codes.map((code) => afterwards(code)?.error),
      afterwards('factor_locked', NOW_MS + 1)?.error,
      face(SENT, { isIncomplete: true })?.error,
    ];
    expect(new Set(told).size).toBe(told.length);
    expect(afterwards('invalid_request')?.error).toBe(texts.failed);
  });

  it('tells a lock in minutes that are begun, and offers nothing to press meanwhile', () => {
    const locked = afterwards('factor_locked', NOW_MS + 290_000);
    expect(locked).toMatchObject({ error: texts.locked(5), offersSend: false, contacts: [] });
    expect([locked?.digits, locked?.pause]).toEqual([undefined, undefined]);
  });

  it('tells a long lock in hours', () => {
    expect(texts.locked(90)).toContain('90 ');
    expect(texts.locked(1_440)).toContain('24 ');
  });

  it('takes the same code again once a lock is over', () => {
    expect(afterwards('factor_locked', NOW_MS)).toMatchObject({ offersSend: true, digits: 6, error: undefined });
  });

  it('counts down to the next code, and says when it may be sent', () => {
    expect(face(SENT)).toMatchObject({ pause: texts.pause('0:28'), maySend: false, mayResend: undefined });
    const oneTimeCode = { channel: 'sms', digits: 6, triesLeft: 5, resendAtMs: NOW_MS } as const;
    expect(face({ ...SENT, oneTimeCode })).toMatchObject({
      pause: undefined,
      maySend: true,
      mayResend: texts.mayResend,
    });
  });

  it('waits as long as the broker asks for', () => {
    expect(face({ ...OFFERED, codeProblem: { code: 'slow_down', retryAtMs: NOW_MS + 9_000 } })).toMatchObject({
      pause: texts.pause('0:09'),
      maySend: false,
      error: texts.slowDown,
    });
  });

  it('shows nothing to type while a code is being sent, which may come to nothing', () => {
    expect(face(SENT, { busy: 'send' })).toMatchObject({ said: texts.sending, digits: undefined, maySend: false });
    expect(face(SENT, { busy: 'prove' })).toMatchObject({ said: texts.checking, digits: 6, isBusy: true });
  });

  it('says that the code of before is void, and which contact the next may go to', () => {
    const spent = face(OFFERED, { hadCode: true });
    expect(spent?.said).toBe(texts.over);
    expect(spent?.contacts.map(({ channel }) => channel)).toEqual(['sms', 'email']);
  });
});
