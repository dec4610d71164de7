import { knownAs } from './binding.js';
import type { App, DocumentStore } from './ports.js';
import type { Secrets } from './secrets.js';
import type { VerifiedPhone } from './verified-phone.js';

/** An app says it anew whenever it starts; one that nobody opens for so long is gone. */
const KEPT_MS = 90 * 86_400_000;

/** By what handle an app's own push service knows a person. The handle is the app's, and means nothing here. */
export class Notifications {
  constructor(
    private readonly documents: DocumentStore,
    private readonly secrets: Secrets,
  ) {}

  async register(phone: VerifiedPhone, handle: string): Promise<void> {
    const { app } = phone;
    await Promise.all(this.#words(phone).map((word) => this.documents.put(keyOf(app, word), handle, KEPT_MS)));
  }

  async unregister(phone: VerifiedPhone): Promise<void> {
    await Promise.all(this.#words(phone).map((word) => this.documents.delete(keyOf(phone.app, word))));
  }

  /** The handles of whom these words mean, each once. */
  async handlesOf(app: App, words: readonly string[]): Promise<readonly string[]> {
    const handles = await Promise.all(words.map((word) => this.documents.get(keyOf(app, word))));
    return [...new Set(handles.flatMap((handle) => handle ?? []))];
  }

  #words(phone: VerifiedPhone): readonly string[] {
    return knownAs(phone, this.secrets).split(' ');
  }
}

const keyOf = ({ appId }: App, word: string): string => `handle:${appId}:${word}`;
