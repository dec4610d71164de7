import { SESSION_ID_LENGTH } from '@saoma/protocol';
import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import Provider, { type AdapterPayload, errors } from 'oidc-provider';
import { grantedScope } from '../../core/limited.js';
import type { PortalBroker } from '../../core/portal-broker.js';
import type { DocumentStore } from '../../core/ports.js';
import { sha256 } from '../../core/secrets.js';
import type { SessionRecord } from '../../core/session-record.js';
import type { Accounts } from '../accounts.js';
import { askedPurpose } from '../asked-purpose.js';
import type { SessionInHand } from '../session-in-hand.js';
import { REMEMBERED_S, sessionResult } from '../session-result.js';
import { DocumentAdapter } from './document.adapter.js';

/**
 * Authorization codes as a projection of sessions: nothing is stored twice, and to consume a code *is* the table's
 * `redeem` event, which one caller wins. A redeemed code is projected as consumed until the end of its grant, so
 * that its replay revokes what it gave (RFC 6749 §4.1.2).
 */
export class AuthorizationCodeAdapter extends DocumentAdapter {
  constructor(
    documents: DocumentStore,
    private readonly broker: PortalBroker,
    private readonly inHand: SessionInHand,
    private readonly accounts: Accounts,
  ) {
    super('AuthorizationCode', documents);
  }

  override async find(code: string): Promise<AdapterPayload | undefined> {
    const found = await this.broker.findCode(code);
    if (!found) return undefined;
    const { record, grant, remainingMs } = found;
    // A stock client says nothing of purposes, so what it takes for a sign-in can be nothing else.
    if (record && record.purpose !== askedPurpose()) return undefined;
    this.inHand.keep(found);
    // Before it is consumed, unlike in the library: a thief without the key must not use up what the page could still use.
    if (record?.state === 'approved' && !(await isKeyOf(record))) return undefined;
    const nowS = Math.floor(Date.now() / 1_000);
    const consumed = record?.state !== 'approved';
    return {
      jti: code,
      kind: 'AuthorizationCode',
      ...sessionResult(found, this.accounts),
      iat: nowS,
      exp: nowS + (consumed ? REMEMBERED_S : Math.ceil(remainingMs / 1_000)),
      clientId: record?.client_id ?? grant?.clientId,
      scope: record ? grantedScope(record) : grant?.scope,
      redirectUri: record?.redirect_uri ?? grant?.redirectUri,
      codeChallenge: record?.code_challenge ?? grant?.codeChallenge,
      codeChallengeMethod: 'S256',
      ...(record?.dpop_jkt !== undefined && { dpopJkt: record.dpop_jkt }),
      ...(consumed && { consumed: nowS }),
    };
  }

  /** Whoever loses the race is refused and revokes nothing: the winner's tokens are rightly its own. */
  override async consume(code?: string): Promise<void> {
    const clientId = Provider.ctx?.oidc.client?.clientId;
    if (code === undefined || clientId === undefined) throw new TypeError('a code is consumed for a client');
    const redeemed = await this.broker.redeem(code.slice(0, SESSION_ID_LENGTH), sha256(code), clientId);
    if (!redeemed.ok) throw new errors.InvalidGrant(`authorization code is spent (${redeemed.code})`);
  }

  override async revokeByGrantId(sessionId?: string): Promise<void> {
    const found = this.inHand.get(sessionId);
    if (found) await this.broker.revoke(found);
  }
}

/** Whether the request's proof, which the library has verified, is of the key that the code is for (RFC 9449 §10). */
async function isKeyOf({ dpop_jkt: thumbprint }: SessionRecord): Promise<boolean> {
  if (thumbprint === undefined) return true;
  const proof = Provider.ctx?.get('DPoP');
  const jwk = proof ? decodeProtectedHeader(proof).jwk : undefined;
  return jwk !== undefined && (await calculateJwkThumbprint(jwk)) === thumbprint;
}
