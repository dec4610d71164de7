import { knownAs } from './binding.js';
import type { DocumentStore } from './ports.js';
import { sameText, type Secrets } from './secrets.js';
import type { VerifiedPhone } from './verified-phone.js';

/** Over a year: nobody has to choose a new one each spring. */
const KEPT_MS = 400 * 86_400_000;

/**
 * The codes without which certain portals cannot send a person requests: only who was told it may disturb them (`user_code`
 * of OpenID CIBA Core §7.1). Whether somebody has chosen one at all is told to nobody.
 */
export class RequestCodes {
  constructor(
    private readonly documents: DocumentStore,
    private readonly secrets: Secrets,
  ) {}

  /** From now on it is this one, by whatever word a portal means the person. */
  async choose(phone: VerifiedPhone, code: string): Promise<void> {
    await Promise.all(
      this.#words(phone).map((word) => this.documents.put(keyOf(word), this.secrets.requestCode(word, code), KEPT_MS)),
    );
  }

  async clear(phone: VerifiedPhone): Promise<void> {
    await Promise.all(this.#words(phone).map((word) => this.documents.delete(keyOf(word))));
  }

  /** Whether one of the people meant by these words chose this code. As slow for those who chose none. */
  async matches(words: readonly string[], code: string): Promise<boolean> {
    const kept = await Promise.all(words.map((word) => this.documents.get(keyOf(word))));
    const right = words.map((word, index) => sameText(kept[index] ?? '', this.secrets.requestCode(word, code)));
    return right.includes(true);
  }

  #words(phone: VerifiedPhone): readonly string[] {
    return knownAs(phone, this.secrets).split(' ');
  }
}

const keyOf = (word: string): string => `request-code:${word}`;
