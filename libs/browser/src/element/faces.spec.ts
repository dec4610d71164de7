import { LoginProblem } from '../login-problem.js';
import { INITIAL_STATE, type LoginState } from '../login-state.js';
import { faceOf, type Manner } from './faces.js';
import { LANGUAGES } from './texts.js';

const ON_A_COMPUTER: Manner = { isTyping: false, mayType: true, opensApps: false, wantsCode: false };
const WAITING: Partial<LoginState> = { phase: 'waiting', qrText: 'HTTPS://A/Q/B', remainingMs: 60_000 };
const CHECKING: Partial<LoginState> = { phase: 'checking', check: { digits: 6, triesLeft: 3, isWrong: false } };
const approved = (needsConfirmation: boolean): Partial<LoginState> => ({
  phase: 'approved',
  approval: { code: 'c', needsConfirmation },
});

/** Each state that means something else to the person. */
const STATES: readonly Partial<LoginState>[] = [
  {},
  WAITING,
  { phase: 'scanned' },
  CHECKING,
  approved(false),
  approved(true),
  { phase: 'redeemed' },
  { phase: 'denied', reason: 'declined' },
  { phase: 'denied', reason: 'not_me' },
  { phase: 'denied', reason: 'check_failed' },
  { phase: 'cancelled' },
  { phase: 'expired' },
  { phase: 'expired', reason: 'not_completed' },
  { phase: 'failed' },
];

describe.each([...LANGUAGES])('what is said in %s', (_, texts) => {
  const face = (state: Partial<LoginState>, manner: Partial<Manner> = {}): ReturnType<typeof faceOf> =>
    faceOf({ ...INITIAL_STATE, ...state }, texts, { ...ON_A_COMPUTER, ...manner });

  it('has words of its own for every state, so that neither colour nor sign has to tell them apart', () => {
    const headlines = STATES.map((state) => face(state).headline);
    expect(new Set(headlines).size).toBe(STATES.length);
  });

  it.each([
    ['the network is down', 0, texts.offline],
    ['somebody asks for patience', 429, texts.busy],
    ['the service is away', 503, texts.busy],
  ])('tells what keeps the page waiting: %s', (_cause, status, line) => {
    const problem = new LoginProblem('unreachable', { status });
    expect(face({ connection: 'offline', problem }).line).toBe(line);
    expect(face({ ...WAITING, connection: 'offline', problem }).line).toBe(line);
  });

  it('tells what was pressed for and did not happen, where it was pressed', () => {
    expect(face({ ...WAITING, remainingMs: 20_000, extendable: true, failed: 'extend' }).notice).toBe(texts.tryAgain);
    expect(face({ ...CHECKING, failed: 'check' }).notice).toBe(texts.tryAgain);
    expect(face({ ...WAITING, failed: 'user-code' }, { isTyping: true }).notice).toBe(texts.noUserCode);
  });

  it('says nothing of a code to type for anything else that went wrong', () => {
    const problem = new LoginProblem('unreachable');
    expect(face({ ...WAITING, problem }, { isTyping: true }).notice).toBeUndefined();
    expect(face({ ...WAITING, problem, failed: 'extend' }, { isTyping: true }).notice).toBeUndefined();
  });
});
