import Provider, { type AdapterPayload } from 'oidc-provider';
import type { DocumentStore, GrantStore } from '../../core/ports.js';
import { sha256 } from '../../core/secrets.js';
import { askedPurpose } from '../asked-purpose.js';
import { DocumentAdapter } from './document.adapter.js';

/**
 * Opaque access tokens. Each is kept under its hash and dies with the grant it came from. That of a `verify` is kept
 * nowhere: it opens nothing and introspects as nobody's, because a proof for one act is no visit.
 */
export class AccessTokenAdapter extends DocumentAdapter {
  constructor(
    documents: DocumentStore,
    private readonly grants: GrantStore,
  ) {
    super('AccessToken', documents);
  }

  protected override key(id: string): string {
    return super.key(sha256(id));
  }

  /** Token and grant are written together: a token whose grant is unknown could not be revoked. */
  override async upsert(id: string, payload: AdapterPayload, expiresInS: number): Promise<void> {
    const { jti: _, ...rest } = payload;
    const code = Provider.ctx?.oidc.entities.AuthorizationCode;
    if (!code) throw new TypeError('an access token is issued for a code');
    await Promise.all([
      askedPurpose() !== 'verify' && super.upsert(id, rest, expiresInS),
      this.grants.open(
        code.grantId ?? '',
        {
          clientId: payload.clientId ?? '',
          accountId: code.accountId ?? '',
          scope: code.scope ?? '',
          codeHash: sha256(code.jti),
          redirectUri: code.redirectUri ?? '',
          codeChallenge: code.codeChallenge ?? '',
        },
        expiresInS * 1_000,
      ),
    ]);
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await super.find(id);
    if (payload?.grantId === undefined) return undefined;
    const grant = await this.grants.read(payload.grantId);
    return grant && !grant.revoked ? { ...payload, jti: id } : undefined;
  }
}
