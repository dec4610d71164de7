import { randomBytes } from 'node:crypto';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { ExpiringMap } from '../web/expiring-map.js';

/** What one attempt must find again at the callback. None of it reaches the page. */
export interface SignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who is signed in at the portal, as the ID token said. */
export interface Visitor {
  readonly name?: string | undefined;
  /** Epoch seconds. */
  readonly verifiedAt?: number | undefined;
  readonly amr: readonly string[];
  readonly acr?: string | undefined;
}

/** A little more than a session with the broker can last. */
const SIGN_IN_MS = 11 * 60_000;
const VISIT_MS = 30 * 60_000;
const MOST = 10_000;

/** 256 bits: nobody guesses another browser's cookie. */
export const randomId = (): string => randomBytes(32).toString('base64url');

/** Whether a cookie can be one of ours; whatever else a browser sends is not kept. */
export const isId = (text: string | undefined): text is string => text !== undefined && /^[\w-]{43}$/.test(text);

/** Attempts, each tied to the browser that began it and usable once. One browser may have several, in tabs. */
export class SignIns {
  readonly #attempts = new ExpiringMap<SignIn>(SIGN_IN_MS, MOST);

  begin(browserId: string): SignIn {
    const signIn = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    this.keep(browserId, signIn);
    return signIn;
  }

  keep(browserId: string, signIn: SignIn): void {
    this.#attempts.set(`${browserId}.${signIn.state}`, signIn);
  }

  take(browserId: string | undefined, state: string | null): SignIn | undefined {
    return this.#attempts.take(`${browserId}.${state}`);
  }
}

/** Who is here. */
export class Visits extends ExpiringMap<Visitor> {
  constructor() {
    super(VISIT_MS, MOST);
  }
}
