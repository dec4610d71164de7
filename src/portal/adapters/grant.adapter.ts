import Provider, { type AdapterPayload } from 'oidc-provider';
import { grantedScope } from '../../core/limited.js';
import type { DocumentStore, GrantStore } from '../../core/ports.js';
import { ACCESS_TOKEN_MS, type SignIns } from '../../core/sign-ins.js';
import type { Accounts } from '../accounts.js';
import type { SessionInHand } from '../session-in-hand.js';
import { DocumentAdapter } from './document.adapter.js';

/**
 * Grants as a projection: a session grants its portal what the session asked for. Revocation is a mark of its own,
 * which every look at a token of this session reads.
 */
export class GrantAdapter extends DocumentAdapter {
  constructor(
    documents: DocumentStore,
    private readonly grants: GrantStore,
    private readonly signIns: SignIns,
    private readonly inHand: SessionInHand,
    private readonly accounts: Accounts,
  ) {
    super('Grant', documents);
  }

  override async find(sessionId: string): Promise<AdapterPayload | undefined> {
    const found = this.inHand.get(sessionId);
    const grant = found ? found.grant : await this.grants.read(sessionId);
    const clientId = found?.record?.client_id ?? grant?.clientId;
    const scope = found?.record ? grantedScope(found.record) : grant?.scope;
    const accountId = found ? this.accounts.subOf(found) : grant?.accountId;
    if (clientId === undefined || scope === undefined || accountId === undefined) return undefined;
    const nowS = Math.floor(Date.now() / 1_000);
    return {
      jti: sessionId,
      kind: 'Grant',
      iat: nowS,
      exp: nowS + ACCESS_TOKEN_MS / 1_000,
      clientId,
      accountId,
      openid: { scope },
    };
  }

  /** A portal revokes what it was given; anywhere else something that is good for one use came twice. */
  override async destroy(sessionId: string): Promise<void> {
    await this.signIns.end(sessionId, Provider.ctx?.oidc.route === 'revocation' ? 'ended_by_portal' : 'replayed');
  }
}
