import { PhoneError } from '@saoma/mobile';
import { calculateThumbprint, generateKeyPair, generateProof, type KeyPair } from 'dpop';
import { keep, kept, remove } from './keep.js';

/** Somebody who can sign in to the app. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly phoneEnding: string;
}

interface Stored {
  readonly person: Person;
  /** Not extractable: not even this page can read the private half. */
  readonly key: KeyPair;
}

const RECORD = 'account';
/** A token is renewed when it has less than this to live. */
const MARGIN_MS = 60_000;

/** The person who is signed in to the app, with the key of this phone. */
export class Account {
  readonly person: Person;
  readonly #key: KeyPair;
  #token: { readonly value: string; readonly endsAtMs: number } | undefined;

  private constructor({ person, key }: Stored) {
    this.person = person;
    this.#key = key;
  }

  static async restore(): Promise<Account | undefined> {
    const stored = await kept<Stored>(RECORD);
    return stored && new Account(stored);
  }

  /** With a new key: two people on one phone are never known by the same one. */
  static async signIn(person: Person): Promise<Account> {
    const stored = { person, key: await generateKeyPair('ES256') };
    const account = new Account(stored);
    await account.accessToken();
    await keep(RECORD, stored);
    return account;
  }

  async signOut(): Promise<void> {
    await remove(RECORD);
  }

  /** A token that is good for a minute at least. */
  async accessToken(): Promise<string> {
    if (this.#token && this.#token.endsAtMs > performance.now()) return this.#token.value;
    const body = JSON.stringify({ person: this.person.id, jkt: await calculateThumbprint(this.#key.publicKey) });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('token', { method: 'POST', headers, body }).catch((cause: unknown) => {
      // The same to the person, and tried again in the same way, as a broker that cannot be reached.
      throw new PhoneError('network', 'the app’s backend was not reached', { cause });
    });
    if (!answer.ok) throw new Error(`The app's backend answered ${answer.status}.`);
    const { access_token: value, expires_in: lifeSeconds } = (await answer.json()) as Record<string, unknown>;
    if (typeof value !== 'string' || typeof lifeSeconds !== 'number') throw new Error('The token answer is not one.');
    this.#token = { value, endsAtMs: performance.now() + lifeSeconds * 1_000 - MARGIN_MS };
    return value;
  }

  /** A proof of this phone's key for one request (RFC 9449 §4.2). */
  proof(method: string, url: string, accessToken: string): Promise<string> {
    return generateProof(this.#key, url, method, undefined, accessToken);
  }
}
