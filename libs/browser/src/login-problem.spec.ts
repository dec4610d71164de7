import { PROBLEMS } from '@saoma/protocol';
import { LoginProblem } from './login-problem.js';

/** Answers of the phone door, which a page never gets. */
const OF_THE_PHONE = ['insufficient_user_authentication', 'qr_stale', 'qr_unknown', 'claimed_by_another'];

describe('what a page does about a problem', () => {
  it.each(Object.entries(PROBLEMS).filter(([code]) => !OF_THE_PHONE.includes(code)))(
    'follows the protocol’s advice for %s',
    (code, { status, retry }) => {
      expect(new LoginProblem(code, { status }).retry).toBe(retry);
    },
  );

  it.each([
    ['unreachable', 'same_request'],
    ['bad_answer', 'no'],
    ['insecure_context', 'no'],
  ])('knows that after %s the advice is %s', (code, retry) => {
    expect(new LoginProblem(code).retry).toBe(retry);
  });
});
