import { errors } from 'oidc-provider';
import type { DocumentStore } from '../../core/ports.js';
import { HashedAdapter } from './hashed.adapter.js';

/** Longer than any pushed request lives. */
const REMEMBERED_MS = 120_000;

/** Pushed authorization requests: each takes one browser to one sign-in (RFC 9126 §4). */
export class PushedRequestAdapter extends HashedAdapter {
  constructor(documents: DocumentStore) {
    super('PushedAuthorizationRequest', documents);
  }

  override async consume(id = ''): Promise<void> {
    if (!(await this.use(id, REMEMBERED_MS))) {
      throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used');
    }
    await this.destroy(id);
  }
}
