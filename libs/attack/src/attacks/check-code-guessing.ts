import type { RawAnswer } from '@saoma/testing';
import type { Attack } from '../attack.js';
import { codeOf, Findings } from '../findings.js';
import { listen } from '../listen.js';
import type { Target } from '../target.js';
import type { WaitingPage } from '../waiting-page.js';

/** RFC 10027 §6.1.16 leaves the number open; the documented one. */
const TRIES = 3;
const AT_ONCE = 9;

export const checkCodeGuessing: Attack = {
  id: 'check-code-guessing',
  title: 'Guess the digits that the phone shows',
  about: 'Who relayed a code to a victim far away types digits until the sign-in is theirs.',
  source: 'RFC 10027 §6.1.16; NIST SP 800-63B-4 §3.1.3.2; ASVS 6.6.3',
  needs: ['strict_portal', 'app'],
  requests: 70,
  async run(target) {
    const found = new Findings();
    await oneByOne(target, found);
    await atOnce(target, found);
    return found.verdict;
  },
};

/** Wrong ones in a row, with what might give more of them between. */
async function oneByOne(target: Target, found: Findings): Promise<void> {
  const { page, digits } = await checking(target);
  const other = await target.page(target.strictPortal);
  const stolen = await other.call('POST', '/check', { body: { check_code: digits } });
  found.expectRefusal('the right digits on another page', stolen);
  found.expectRefusal(
    'the right digits with another page’s token',
    await target.call('POST', page.pathOf('/check'), {
      token: other.token,
      proof: await other.proof('POST', '', { htu: target.origin + page.pathOf('/check') }),
      body: { check_code: digits },
    }),
  );
  for (let count = 1; count <= TRIES; count += 1) {
    found.expectRefusal('wrong digits', await type(page, wrong(digits, count)));
    // Neither a page that is loaded anew nor a socket brings tries back.
    const line = await listen(target, page);
    await line.when(() => line.messages.length > 0).finally(() => line.close());
    await page.call('POST', '/extend');
  }
  const lucky = await type(page, digits);
  found.expectRefusal(`the right digits after ${TRIES} wrong ones`, lucky);
  const { state } = await page.read();
  found.expect(state === 'denied', `after ${TRIES} wrong digits the session is ${state}`);
}

/** Many at once, so that none knows of the others. */
async function atOnce(target: Target, found: Findings): Promise<void> {
  const { page, digits } = await checking(target);
  const guesses = Array.from({ length: AT_ONCE }, (_, index) => wrong(digits, index + 1));
  const answers = await Promise.all(guesses.map((guess) => type(page, guess)));
  const tried = answers.filter(({ body }) => codeOf(body) === 'check_code_wrong').length;
  found.expect(tried <= TRIES, `of ${AT_ONCE} wrong digits at once ${tried} were looked at`);
  found.expectRefusal(`the right digits after ${AT_ONCE} wrong ones at once`, await type(page, digits));
}

/** A page whose session was approved, and what the phone shows now. */
async function checking(target: Target): Promise<{ readonly page: WaitingPage; readonly digits: string }> {
  const page = await target.page(target.strictPortal);
  const decision = await (await target.phone()).signIn(await page.code());
  const { state, check_code: digits } = decision;
  if (state !== 'checking' || digits === undefined)
    throw new Error(`an approval made it ${state}: no digits are asked`);
  return { page, digits };
}

const type = (page: WaitingPage, check_code: string): Promise<RawAnswer> =>
  page.call('POST', '/check', { body: { check_code } });

function wrong(digits: string, by: number): string {
  return String((Number(digits) + by) % 10 ** digits.length).padStart(digits.length, '0');
}
