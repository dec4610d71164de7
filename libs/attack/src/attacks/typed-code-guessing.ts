import { randomInt } from 'node:crypto';
import { USER_CODE_ALPHABETS, userCodeCheck } from '@saoma/protocol';
import type { RawAnswer } from '@saoma/testing';
import type { Attack } from '../attack.js';
import { codeOf, Findings, told } from '../findings.js';

/** RFC 8628 §5.1 by its example; the documented number. */
const TRIES = 5;
const MORE = 3;

/** One that could be a code: what its last character shows to be none is no guess. */
function guess(): string {
  const { characters, length } = USER_CODE_ALPHABETS.letters;
  const others = Array.from({ length: length - 1 }, () => characters.charAt(randomInt(characters.length))).join('');
  return others + userCodeCheck(others, 'letters');
}

export const typedCodeGuessing: Attack = {
  id: 'typed-code-guessing',
  title: 'Guess the typed code',
  about: 'Short codes are searched through until one leads to somebody’s page.',
  source: 'RFC 8628 §5.1; NIST SP 800-63B-4 §3.1.3.2; ASVS 6.6.3',
  needs: ['portal', 'app'],
  requests: 40,
  async run(target) {
    const found = new Findings();
    const page = await target.page();
    const made = await page.call('POST', '/user-code', { body: {} });
    if (made.status !== 200) throw new Error(`a typed code was answered ${told(made)}`);
    const { user_code } = made.body as { readonly user_code: string };

    const guesser = await target.phone();
    const answers: RawAnswer[] = [];
    for (let count = 0; count < TRIES + MORE; count += 1) {
      answers.push(await guesser.call('POST', '/v1/scans', { user_code: guess() }));
    }
    const refused = answers.findIndex(({ status }) => status === 429);
    found.expect(refused !== -1, `${answers.length} wrong codes in a row were each looked up`);
    found.expect(refused <= TRIES, `${refused} wrong codes were looked up before there was a pause`);
    if (refused !== -1) {
      const { headers } = answers[refused] ?? {};
      found.expect(Number(headers?.get('retry-after')) > 0, 'who guesses is not told how long to wait');
      const lucky = await guesser.call('POST', '/v1/scans', { user_code });
      found.expect(lucky.status === 429, `during the pause the right code was answered ${told(lucky)}`);
    }
    const honest = await (await target.phone()).call('POST', '/v1/scans', { user_code });
    found.expect(
      honest.status === 200 || codeOf(honest.body) === 'claimed_by_another',
      `a stranger’s guesses keep an honest person out: ${told(honest)}`,
    );
    return found.verdict;
  },
};
