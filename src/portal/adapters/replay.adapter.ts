import { type AdapterPayload, errors } from 'oidc-provider';
import { DocumentAdapter } from './document.adapter.js';

/**
 * Spent client assertions. The library looks first and writes then; two at once would both find nothing, so the
 * write itself decides.
 * @see RFC 7523 §3, item 7
 */
export class ReplayAdapter extends DocumentAdapter {
  override async upsert(id: string, payload: AdapterPayload, expiresInS: number): Promise<void> {
    const free = await this.documents.putIfAbsent(this.key(id), JSON.stringify(payload), expiresInS * 1_000);
    if (!free) throw new errors.InvalidClientAuth('this assertion or proof was used before');
  }
}
