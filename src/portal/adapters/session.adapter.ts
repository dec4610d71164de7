import Provider, { type AdapterPayload } from 'oidc-provider';
import type { DocumentStore } from '../../core/ports.js';
import { HashedAdapter } from './hashed.adapter.js';

/** The library's sessions with browsers. Nobody is signed in at the broker itself, so a sign-out there has none to keep. */
export class SessionAdapter extends HashedAdapter {
  constructor(documents: DocumentStore) {
    super('Session', documents);
  }

  override async upsert(id: string, payload: AdapterPayload, expiresInS: number): Promise<void> {
    if (Provider.ctx?.oidc.route !== 'end_session') await super.upsert(id, payload, expiresInS);
  }
}
