import type { Purpose } from '@saoma/protocol';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { ExpiringMap } from '../web/expiring-map.js';

/** What one attempt must find again at the callback. None of it reaches the page. */
export interface Attempt<About> {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly purpose: Purpose;
  /** What the site wanted it for. */
  readonly about: About;
}

/** A little more than a session with the broker can last. */
const ATTEMPT_MS = 11 * 60_000;
const MOST = 10_000;

/** Attempts, each tied to the browser that began it and usable once. One browser may have several, in tabs. */
export class Attempts<About> {
  readonly #attempts = new ExpiringMap<Attempt<About>>(ATTEMPT_MS, MOST);

  begin(browserId: string, purpose: Purpose, about: About): Attempt<About> {
    const secrets = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const attempt = { ...secrets, purpose, about };
    this.keep(browserId, attempt);
    return attempt;
  }

  keep(browserId: string, attempt: Attempt<About>): void {
    this.#attempts.set(`${browserId}.${attempt.state}`, attempt);
  }

  take(browserId: string, state: string): Attempt<About> | undefined {
    return this.#attempts.take(`${browserId}.${state}`);
  }
}
