import type { AdapterPayload } from 'oidc-provider';
import type { DocumentStore } from '../../core/ports.js';
import { sha256 } from '../../core/secrets.js';
import { DocumentAdapter } from './document.adapter.js';

/** Backends' access tokens, each kept under its hash. */
export class ClientCredentialsAdapter extends DocumentAdapter {
  constructor(documents: DocumentStore) {
    super('ClientCredentials', documents);
  }

  protected override key(id: string): string {
    return super.key(sha256(id));
  }

  override async upsert(id: string, payload: AdapterPayload, expiresInS: number): Promise<void> {
    const { jti: _, ...rest } = payload;
    await super.upsert(id, rest, expiresInS);
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await super.find(id);
    return payload && { ...payload, jti: id };
  }
}
