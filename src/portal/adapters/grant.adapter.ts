import type { AdapterPayload } from 'oidc-provider';
import type { CodeOwner } from '../../core/portal-broker.js';
import type { DocumentStore, GrantStore } from '../../core/ports.js';
import type { CodeInHand } from '../code-in-hand.js';
import { TOKEN_LIFE_S } from '../token-life.js';
import { DocumentAdapter } from './document.adapter.js';

/**
 * Grants as a projection: a session grants its portal what the session asked for. Revocation is a mark of its own,
 * which every look at a token of this session reads.
 */
export class GrantAdapter extends DocumentAdapter {
  constructor(
    documents: DocumentStore,
    private readonly grants: GrantStore,
    private readonly inHand: CodeInHand,
    private readonly accountOf: (owner: CodeOwner) => string,
  ) {
    super('Grant', documents);
  }

  override async find(sessionId: string): Promise<AdapterPayload | undefined> {
    const owner = this.inHand.get(sessionId);
    const grant = owner ? owner.grant : await this.grants.read(sessionId);
    const clientId = owner?.record?.client_id ?? grant?.clientId;
    const scope = owner?.record?.scope ?? grant?.scope;
    const accountId = owner ? this.accountOf(owner) : grant?.accountId;
    if (clientId === undefined || scope === undefined || accountId === undefined) return undefined;
    const nowS = Math.floor(Date.now() / 1_000);
    return {
      jti: sessionId,
      kind: 'Grant',
      iat: nowS,
      exp: nowS + TOKEN_LIFE_S,
      clientId,
      accountId,
      openid: { scope },
    };
  }

  override async destroy(sessionId: string): Promise<void> {
    await this.grants.revoke(sessionId, TOKEN_LIFE_S * 1_000);
  }
}
