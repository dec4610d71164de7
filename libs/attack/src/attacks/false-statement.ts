import { createHash } from 'node:crypto';
import type { Consent } from '@saoma/protocol';
import type { PhoneDevice } from '@saoma/testing';
import { exportJWK } from 'jose';
import type { Attack } from '../attack.js';
import { Findings, told } from '../findings.js';
import { somebody } from '../target.js';

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

export const falseStatement: Attack = {
  id: 'false-statement',
  title: 'Sign something else than what was shown',
  about: 'What is kept as proof of a decision says something that nobody saw, or that nobody’s phone has signed.',
  source: 'RFC 10027 §6.1.14; RFC 8725 §3.11; RFC 7515 §4.1.9',
  needs: ['portal', 'other_portal', 'app'],
  requests: 40,
  async run(target) {
    const found = new Findings();
    const person = somebody();
    const page = await target.pageOfBackend({
      purpose: 'step_up',
      login_hint: [{ realm: target.realm, sub: person.sub }],
      text: 'Transfer 1 yuan',
    });
    const [phone, stranger] = [await target.phone(person), await target.phone()];
    const view = await phone.scan(await page.code());
    const path = `/v1/scans/${page.id}/approve`;
    const { consent_nonce } = view;
    for (const [how, statement] of Object.entries(await lies(phone, view, stranger, target.otherPortal.clientId))) {
      const answer = await phone.call('POST', path, { consent_nonce }, { statement });
      found.expectRefusal(`an approval whose statement ${how}`, answer);
    }
    const { state } = await page.read();
    found.expect(state === 'scanned', `after false statements the session is ${state}`);
    if (state !== 'scanned') return found.verdict;
    const honest = await phone.call('POST', path, { consent_nonce });
    if (honest.status !== 200) throw new Error(`an honest statement was answered ${told(honest)}`);
    return found.verdict;
  },
};

/** What is wrong with each is its name; `undefined` is none at all. */
async function lies(
  phone: PhoneDevice,
  view: Consent,
  stranger: PhoneDevice,
  otherPortal: string,
): Promise<Readonly<Record<string, string | undefined>>> {
  const truth = phone.stated(view);
  const says = (bent: object): Promise<string> => phone.sign({ ...truth, ...bent });
  return {
    'is not there': undefined,
    'is of another portal': await says({ client_id: otherPortal }),
    'is of another domain': await says({ domain: 'evil.example' }),
    'is for another broker': await says({ aud: 'https://evil.example' }),
    'is of another session': await says({ session_id: 'A'.repeat(view.session_id.length) }),
    'is of another view': await says({ consent_hash: hash('another') }),
    'is of somebody else': await says({ sub: 'somebody-else' }),
    'is as somebody else': await says({ identity: { type: 'enterprise', code: '91530100MA6K5XUN1B' } }),
    'is for another purpose': await says({ purpose: 'login' }),
    'has other words of the portal’s': await says({ text_hash: hash('Transfer 1 000 000 yuan') }),
    'has none of the portal’s words': await says({ text_hash: undefined }),
    'is a denial': await says({ decision: 'deny', reason: 'declined' }),
    'says more than was shown': await says({ amount: '1 000 000' }),
    'was signed by another phone': await stranger.sign({ ...truth }),
    'was signed by another phone in this one’s name': await stranger.sign(
      { ...truth },
      { jwk: await exportJWK(phone.keyPair.publicKey) },
    ),
    'is of another kind of token': await phone.sign({ ...truth }, { typ: 'dpop+jwt' }),
  };
}
