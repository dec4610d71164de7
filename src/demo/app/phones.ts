import type { WebAuthnCredential } from '@simplewebauthn/server';
import { ExpiringMap } from '../web/expiring-map.js';
import type { Person } from '../people.js';

/** How long a phone stays signed in without choosing a person again. */
const SIGNED_IN_MS = 12 * 3_600_000;
const MOST_PHONES = 10_000;

/** BASE64URL of a SHA-256 (RFC 7638). */
const THUMBPRINT = /^[\w-]{43}$/;

/**
 * A person's phone, as a request names it. That the phone has the key need not be proved here: all that ever comes of
 * a request is a token bound to that key, which is worth nothing to others.
 */
export interface Phone {
  readonly person: Person;
  /** Thumbprint of its key (RFC 9449 §6.1). */
  readonly jkt: string;
}

interface SignedIn {
  /** In epoch seconds: a renewed token does not make the person verified anew. */
  readonly verifiedAtSeconds: number;
}

/** The phones on which somebody is signed in to one app. */
export class Phones {
  readonly #signedIn = new ExpiringMap<SignedIn>(SIGNED_IN_MS, MOST_PHONES);
  /** Outlive the sign-in: who turned quick unlock on is not let in without it because time has passed. */
  readonly #credentials = new Map<string, WebAuthnCredential>();

  /** When the person signed in on this phone, which may be now. */
  signIn(phone: Phone): SignedIn {
    const known = this.get(phone);
    if (known) return known;
    const signedIn = { verifiedAtSeconds: Math.floor(Date.now() / 1_000) };
    this.#signedIn.set(keyOf(phone), signedIn);
    return signedIn;
  }

  get(phone: Phone): SignedIn | undefined {
    return this.#signedIn.get(keyOf(phone));
  }

  /** What unlocks the app on this phone, once the person has turned that on. */
  credential(phone: Phone): WebAuthnCredential | undefined {
    return this.#credentials.get(keyOf(phone));
  }

  /** Binds a credential to the phone and its person, or keeps the credential's new counter. Whether there was room. */
  bind(phone: Phone, credential: WebAuthnCredential): boolean {
    const key = keyOf(phone);
    if (!this.#credentials.has(key) && this.#credentials.size >= MOST_PHONES) return false;
    this.#credentials.set(key, credential);
    return true;
  }
}

/** The phone that a request names, if it can be that of one of these people. */
export function readPhone(body: unknown, people: readonly Person[]): Phone | undefined {
  const { person: personId, jkt } = (body ?? {}) as Record<string, unknown>;
  const person = people.find(({ id }) => id === personId);
  return person && typeof jkt === 'string' && THUMBPRINT.test(jkt) ? { person, jkt } : undefined;
}

/** One text for a phone, for looking it up. */
export const keyOf = ({ person, jkt }: Phone): string => `${person.id} ${jkt}`;
