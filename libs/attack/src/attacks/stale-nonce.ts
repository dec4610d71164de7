import type { Attack } from '../attack.js';
import { codeOf, Findings, told } from '../findings.js';

/** A nonce is good for five minutes at most: while it is given out, and as long again. */
const OLD_MS = 301_000;

export const staleNonce: Attack = {
  id: 'stale-nonce',
  title: 'Make proofs in store, or keep them',
  about: 'Who had a phone in hand for a minute takes proofs along for later, when the phone is its owner’s again.',
  source: 'RFC 9449 §8, §9, §11.2',
  needs: ['portal', 'app'],
  requests: 16,
  // Most of it has passed by then: the nonce is the first one that the whole run was given.
  waitsMs: OLD_MS,
  async run(target) {
    const found = new Findings();
    const phone = await target.phone();
    // A page’s answers bring nonces too, so there is one however few attacks are run.
    await (await target.page()).read();
    const old = await target.oldNonce(OLD_MS);
    if (old === undefined) throw new Error('no answer of the run told a nonce');
    const honest = await phone.call('GET', '/v1/requests');
    if (honest.status !== 200) throw new Error(`an honest phone was answered ${told(honest)}`);
    const nonces: Readonly<Record<string, string | undefined>> = {
      'without a nonce': undefined,
      'with a nonce of the phone’s own': 'x'.repeat(43),
      'with an empty nonce': '',
      'with a nonce that is nearly right': `${(await phone.nonce()) ?? ''}A`,
      [`with a nonce that is older than ${OLD_MS / 1_000} s`]: old,
    };
    for (const [how, nonce] of Object.entries(nonces)) {
      const answer = await phone.call('GET', '/v1/requests', undefined, { nonce });
      found.expectRefusal(`a proof ${how}`, answer);
      found.expect(
        answer.status < 400 || codeOf(answer.body) === 'use_dpop_nonce',
        `a proof ${how} was answered ${told(answer)}`,
      );
    }
    return found.verdict;
  },
};
