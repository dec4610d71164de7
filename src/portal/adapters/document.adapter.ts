import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { DocumentStore } from '../../core/ports.js';

/** The library's things that no session knows of, one document each. */
export class DocumentAdapter implements Adapter {
  constructor(
    private readonly model: string,
    protected readonly documents: DocumentStore,
  ) {}

  protected key(id: string): string {
    return `oidc:${this.model}:${id}`;
  }

  async upsert(id: string, payload: AdapterPayload, expiresInS: number): Promise<void> {
    await this.documents.put(this.key(id), JSON.stringify(payload), expiresInS * 1_000);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const text = await this.documents.get(this.key(id));
    return text === undefined ? undefined : (JSON.parse(text) as AdapterPayload);
  }

  async destroy(id: string): Promise<void> {
    await this.documents.delete(this.key(id));
  }

  /** What is bound to a grant has an adapter of its own. */
  revokeByGrantId(): Promise<void> {
    return Promise.resolve();
  }

  /** None of the models kept here is found by these, or consumed. */
  findByUid(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  consume(): Promise<void> {
    return Promise.reject(new TypeError(`${this.model} is not consumable`));
  }
}
