import { randomBytes } from 'node:crypto';
import { base32, SESSION_ID_LENGTH, type StartAnswer } from '@saoma/protocol';
import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

/** Members by which pages of others let the browser say which session it is. */
const NAMES = ['session_id', 'sessionId', 'sid', 'id', 'qr_id', 'uuid'];

export const clientChosenId: Attack = {
  id: 'client-chosen-id',
  title: 'Choose the id of a session',
  about: 'Who chooses the id prints the code beforehand and waits for whoever scans it.',
  source: 'F4; ASVS 6.5.3',
  needs: ['portal', 'app'],
  requests: 30,
  async run(target) {
    const found = new Findings();
    const chosen = base32(randomBytes(17)).slice(0, SESSION_ID_LENGTH);
    const start = async (path: string, extras: object, headers: Readonly<Record<string, string>> = {}) =>
      target.call('POST', path, {
        origin: target.portal.origin,
        headers,
        body: { ...(await target.begin()), ...extras },
      });
    const tries = [
      ...NAMES.map((name) => [`the member ${name}`, () => start('/v1/sessions', { [name]: chosen })] as const),
      ...NAMES.slice(0, 3).map(
        (name) => [`the query ${name}`, () => start(`/v1/sessions?${name}=${chosen}`, {})] as const,
      ),
      ['the header X-Session-Id', () => start('/v1/sessions', {}, { 'x-session-id': chosen })] as const,
      ['state and nonce', () => start('/v1/sessions', { state: chosen, nonce: chosen })] as const,
    ];
    for (const [how, attempt] of tries) {
      const { status, body } = await attempt();
      const isTaken = status < 300 && (body as StartAnswer).session_id === chosen;
      found.expect(!isTaken, `a session was given the id that ${how} asked for`);
    }
    const phone = await target.phone();
    const { qr } = (await target.page()).answer;
    const invented = qr.url.slice(0, -SESSION_ID_LENGTH) + chosen;
    found.expectRefusal(
      'the scan of a code with an invented id',
      await phone.call('POST', '/v1/scans', { qr: `${invented}AAAAAA` }),
    );
    return found.verdict;
  },
};
