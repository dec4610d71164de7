import { SESSION_ID_LENGTH } from '@saoma/protocol';
import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';
import { looksRandom } from '../randomness.js';

/** RFC 4648 §6. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** ASVS 7.2.3. */
const LEAST_BITS = 128;

export const predictableId: Attack = {
  id: 'predictable-id',
  title: 'Predict the id of a session, or its token',
  about: 'Who can tell the next id makes codes that lead to somebody else’s page.',
  source: 'F3; ASVS 7.2.3, 11.5.1; NIST SP 800-22 §2.1, §2.3',
  needs: ['portal'],
  requests: (samples) => samples,
  async run(target) {
    const found = new Findings();
    const ids: string[] = [];
    const tokens = new Set<string>();
    for (let count = 0; count < target.samples; count += 1) {
      const { id, token } = await target.page();
      ids.push(id);
      tokens.add(token);
    }
    found.expect(new Set(ids).size === ids.length, 'an id was given twice');
    found.expect(tokens.size === ids.length, 'a desktop token was given twice');
    found.expect(
      ids.every((id) => id.length === SESSION_ID_LENGTH && /^[A-Z2-7]*$/.test(id)),
      `an id is not ${SESSION_ID_LENGTH} characters of base32`,
    );
    found.expect(SESSION_ID_LENGTH * 5 >= LEAST_BITS, `an id has fewer than ${LEAST_BITS} bits`);
    for (const oddity of looksRandom(ids, BASE32)) found.expect(false, oddity);
    return found.verdict;
  },
};
