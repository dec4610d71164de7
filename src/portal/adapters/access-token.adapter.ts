import Provider, { type AdapterPayload } from 'oidc-provider';
import { isLimited, isTrusted, LIMITED_MS } from '../../core/limited.js';
import type { DocumentStore } from '../../core/ports.js';
import type { SignIns } from '../../core/sign-ins.js';
import type { Accounts } from '../accounts.js';
import type { SessionInHand } from '../session-in-hand.js';
import { HashedAdapter } from './hashed.adapter.js';

/**
 * Opaque access tokens. Each is kept under its hash and dies with the grant it came from. That of a `verify` is kept
 * nowhere: it opens nothing and introspects as nobody's, because a proof for one act is no visit.
 */
export class AccessTokenAdapter extends HashedAdapter {
  constructor(
    documents: DocumentStore,
    private readonly signIns: SignIns,
    private readonly inHand: SessionInHand,
    private readonly accounts: Accounts,
  ) {
    super('AccessToken', documents);
  }

  /** Token and grant are written together: a token whose grant is unknown could not be revoked. */
  override async upsert(id: string, payload: AdapterPayload, expiresInS: number): Promise<void> {
    const found = this.inHand.get(payload.grantId);
    if (!found) throw new TypeError('an access token is issued for a session');
    const { sessionId, record } = found;
    await Promise.all([
      record?.purpose !== 'verify' && super.upsert(id, payload, expiresInS),
      // With a refresh token there is nothing to begin.
      record &&
        this.signIns.begin(sessionId, this.accounts.factsOf({ ...found, record }), {
          mostMs: isLimited(record) ? LIMITED_MS : undefined,
          phone: isTrusted(record) ? this.accounts.phoneOf(record) : undefined,
        }),
    ]);
  }

  /** Its grant's mark ends it, and stays to be found: a revocation that got half way can so be sent again. */
  override destroy(): Promise<void> {
    return Promise.resolve();
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await super.find(id);
    const grant = payload?.grantId === undefined ? undefined : await this.signIns.use(payload.grantId);
    if (!payload?.grantId || !grant) return undefined;
    // Introspection looks at the token of somebody who is not the one that asks: nothing of theirs is taken in hand there.
    if (Provider.ctx?.oidc.route === 'userinfo')
      this.inHand.keep({ sessionId: payload.grantId, remainingMs: 0, grant });
    return payload;
  }
}
