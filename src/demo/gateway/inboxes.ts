import { ExpiringMap } from '../web/expiring-map.js';
import type { Delivery } from './delivery.js';

/** As many as a person looks through. */
const MOST_MESSAGES = 20;
/** An hour: people try the demo and come back from lunch. */
const LIFE_MS = 3_600_000;
const MOST_ADDRESSES = 1_000;
/** More than all that can still be repeated: signatures are good for five minutes. */
const MOST_IDS = 10_000;

/** What lies on everybody's phone, by number and e-mail address. */
export class Inboxes {
  readonly #messages = new ExpiringMap<readonly Delivery[]>(LIFE_MS, MOST_ADDRESSES);
  readonly #ids = new ExpiringMap<true>(LIFE_MS, MOST_IDS);

  /** Delivers a message once, however often it comes. */
  deliver(message: Delivery): void {
    if (this.#ids.get(message.id)) return;
    this.#ids.set(message.id, true);
    const former = this.#messages.get(message.to) ?? [];
    this.#messages.set(message.to, [message, ...former].slice(0, MOST_MESSAGES));
  }

  /** What came to any of the addresses, newest first. */
  of(addresses: readonly string[]): readonly Delivery[] {
    return addresses
      .flatMap((address) => this.#messages.get(address) ?? [])
      .sort((one, other) => other.receivedAt - one.receivedAt);
  }
}
