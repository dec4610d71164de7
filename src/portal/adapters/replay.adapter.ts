import { decodeJwt } from 'jose';
import Provider, { type AdapterPayload, errors } from 'oidc-provider';
import type { DocumentStore } from '../../core/ports.js';
import { sha256 } from '../../core/secrets.js';
import { DocumentAdapter } from './document.adapter.js';

/**
 * Client assertions and DPoP proofs that were used. The library looks first and writes then; two at once would both find
 * nothing, so it is the write that decides, and there is no need to look.
 * @see RFC 7523 §3, item 7, RFC 9449 §11.1
 */
export class ReplayAdapter extends DocumentAdapter {
  constructor(documents: DocumentStore) {
    super('ReplayDetection', documents);
  }

  override find(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Each is refused by its own name (RFC 6749 §5.2, RFC 9449 §5). */
  override async upsert(id: string, payload: AdapterPayload, expiresInS: number): Promise<void> {
    if (await this.documents.putIfAbsent(this.key(id), JSON.stringify(payload), expiresInS * 1_000)) return;
    throw isAssertion(id, payload)
      ? new errors.InvalidClientAuth('client assertion was used before')
      : new errors.InvalidDpopProof('DPoP proof was used before');
  }
}

/**
 * The library keeps both under the hash of who made them and their `jti`. By then it has verified the assertion, if any came
 * with the request.
 */
function isAssertion(id: string, { iss = '' }: AdapterPayload): boolean {
  const assertion = Provider.ctx?.oidc.params?.['client_assertion'];
  return typeof assertion === 'string' && sha256(`${iss}${decodeJwt(assertion).jti ?? ''}`) === id;
}
