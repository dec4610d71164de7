import type { AdapterPayload } from 'oidc-provider';
import { sha256 } from '../../core/secrets.js';
import { DocumentAdapter } from './document.adapter.js';

/** Of any number of simultaneous uses of one thing exactly one goes on. */
const USED = ':used';

/** The library's secrets, each kept under its hash and good for one use where it is consumed. */
export class HashedAdapter extends DocumentAdapter {
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

  /** The mark of its first use, if there was one, in a trip beside the thing itself. */
  protected findUse(id: string): Promise<string | undefined> {
    return this.documents.get(this.key(id) + USED);
  }

  /** Whether this use is the first. The mark outlives the thing. */
  protected use(id: string, lifeMs: number, mark = '1'): Promise<boolean> {
    return this.documents.putIfAbsent(this.key(id) + USED, mark, lifeMs);
  }
}
