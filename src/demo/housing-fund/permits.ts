import { ExpiringMap } from '../web/expiring-map.js';

/** How a member showed who they are. */
export type Proof = 'password' | 'phone' | 'telephone';

/** Somebody may set the password of one account, for a few minutes, once. */
export interface Permit {
  readonly memberNumber: string;
  readonly proof: Proof;
  readonly endsAtMs: number;
}

const PERMIT_MS = 5 * 60_000;
const MOST = 10_000;

/** Permits, each for the browser in which it was earned. */
export class Permits {
  readonly #permits = new ExpiringMap<Permit>(PERMIT_MS, MOST);

  grant(browserId: string, memberNumber: string, proof: Proof): void {
    this.#permits.set(browserId, { memberNumber, proof, endsAtMs: performance.now() + PERMIT_MS });
  }

  get(browserId: string): Permit | undefined {
    return valid(this.#permits.get(browserId));
  }

  /** Hands it out once: of two forms that are sent at the same time one sets a password. */
  take(browserId: string): Permit | undefined {
    return valid(this.#permits.take(browserId));
  }

  /** It was not used after all. It ends when it would have ended. */
  giveBack(browserId: string, permit: Permit): void {
    this.#permits.set(browserId, permit);
  }
}

const valid = (permit: Permit | undefined): Permit | undefined =>
  permit && permit.endsAtMs > performance.now() ? permit : undefined;
