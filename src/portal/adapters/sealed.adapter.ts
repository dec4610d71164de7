import type { AdapterPayload } from 'oidc-provider';
import type { DocumentStore } from '../../core/ports.js';
import type { Secrets } from '../../core/secrets.js';
import { HashedAdapter } from './hashed.adapter.js';

/** What portals say of people before anybody has signed in: hints and ID tokens. Only who has its id can read it. */
export class SealedAdapter extends HashedAdapter {
  constructor(
    model: string,
    documents: DocumentStore,
    private readonly secrets: Secrets,
  ) {
    super(model, documents);
  }

  override async upsert(id: string, payload: AdapterPayload, expiresInS: number): Promise<void> {
    const sealed = this.secrets.sealKept(id, JSON.stringify(payload));
    await this.documents.put(this.key(id), sealed, expiresInS * 1_000);
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const sealed = await this.documents.get(this.key(id));
    // Sealed under a key that is over, it is as good as over itself.
    const text = sealed === undefined ? undefined : this.secrets.openKept(id, sealed);
    return text === undefined ? undefined : (JSON.parse(text) as AdapterPayload);
  }
}
