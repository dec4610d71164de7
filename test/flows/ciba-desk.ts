import type { PhoneDevice, PortalBackend, RawAnswer } from '@saoma/testing';
import type { PendingRequests, SentRequest } from '@saoma/protocol';
import { callOAuth, type OAuthAnswer, type OAuthCaller } from './oauth-call.js';

type Parameters = Readonly<Record<string, string>>;

/** A counter of a portal’s, whose backend asks people by name (OpenID CIBA Core). */
export class CibaDesk {
  readonly #caller: OAuthCaller;

  constructor(node: string, portal: PortalBackend) {
    this.#caller = { node, portal };
  }

  /** OpenID CIBA Core §7.1 */
  send(parameters: Parameters): Promise<OAuthAnswer> {
    return callOAuth(this.#caller, '/bc-authorize', { scope: 'openid profile', ...parameters });
  }

  /** The same where it is to go well: what to poll with. */
  async ask(parameters: Parameters): Promise<string> {
    const { status, body } = await this.send(parameters);
    if (status !== 200) throw new Error(`the request was refused: ${JSON.stringify(body)}`);
    return body.auth_req_id ?? '';
  }

  /** OpenID CIBA Core §10.1; as another portal, or at another node. */
  poll(authReqId: string, as: Partial<OAuthCaller> = {}): Promise<OAuthAnswer> {
    return callOAuth({ ...this.#caller, ...as }, '/token', {
      grant_type: 'urn:openid:params:grant-type:ciba',
      auth_req_id: authReqId,
    });
  }
}

/** What was sent to the person with this phone. */
export async function sentTo(phone: PhoneDevice): Promise<readonly SentRequest[]> {
  return ((await phone.call('GET', '/v1/requests')).body as PendingRequests).sent;
}

/** Opens one of them, without having looked. */
export const open = (phone: PhoneDevice, sessionId: string): Promise<RawAnswer> =>
  phone.call('POST', `/v1/requests/${sessionId}`);

/** Decides on what was opened. */
export function decide(phone: PhoneDevice, opened: RawAnswer, body: object = {}): Promise<RawAnswer> {
  const { session_id, consent_nonce } = opened.body as Readonly<Record<string, string>>;
  const act = 'reason' in body ? 'deny' : 'approve';
  return phone.call('POST', `/v1/scans/${String(session_id)}/${act}`, { consent_nonce, ...body });
}
