import type { DecisionSigner } from '@saoma/mobile';
import { STATEMENT_TYPE } from '@saoma/protocol';
import { calculateThumbprint, generateKeyPair, generateProof, type KeyPair } from 'dpop';
import { base64url, exportJWK, SignJWT } from 'jose';
import { type CredentialOptions, makeCredential, type UnlockOptions, useCredential } from './authenticator.js';
import { askBackend } from './backend.js';
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
  readonly hasQuickUnlock: boolean;
}

/** What came of an unlock. `forgotten`: the backend knows of no quick unlock on this phone any more. */
export type Unlocking = 'unlocked' | 'refused' | 'forgotten';

/** The app is locked: nothing goes on before the person has unlocked it. */
export class Locked extends Error {
  override readonly name = 'Locked';
}

const RECORD = 'account';
/** A token is renewed when it has less than this to live. */
const MARGIN_MS = 60_000;

/** The person who is signed in to the app, with the key of this phone. */
export class Account {
  /** With the token, which a page keeps nowhere else: whoever opens the app anew has to unlock it. */
  static #current: Account | undefined;

  #stored: Stored;
  #token: { readonly value: string; readonly endsAtMs: number } | undefined;

  private constructor(stored: Stored) {
    this.#stored = stored;
  }

  static async restore(): Promise<Account | undefined> {
    const stored = this.#current ? undefined : await kept<Stored>(RECORD);
    if (stored) this.#current = new Account(stored);
    return this.#current;
  }

  /** With a new key: two people on one phone are never known by the same one. */
  static async signIn(person: Person): Promise<Account> {
    const stored = { person, key: await generateKeyPair('ES256'), hasQuickUnlock: false };
    const account = new Account(stored);
    await account.accessToken();
    await keep(RECORD, stored);
    this.#current = account;
    return account;
  }

  async signOut(): Promise<void> {
    Account.#current = undefined;
    await remove(RECORD);
  }

  get person(): Person {
    return this.#stored.person;
  }

  get hasQuickUnlock(): boolean {
    return this.#stored.hasQuickUnlock;
  }

  /** After some minutes, and whenever the app is opened anew. */
  get isLocked(): boolean {
    return this.hasQuickUnlock && this.#liveToken === undefined;
  }

  /** Resolves when the app locks itself; where it does not, never. */
  whenLocked(): Promise<void> {
    return new Promise((resolve) => {
      if (this.hasQuickUnlock && this.#token) setTimeout(resolve, this.#token.endsAtMs - Date.now());
    });
  }

  /**
   * A token that is good for a minute at least.
   * @throws Locked when the person has to unlock the app first
   */
  async accessToken(): Promise<string> {
    if (this.#liveToken !== undefined) return this.#liveToken;
    if (this.isLocked) throw new Locked();
    const answer = await this.#ask('token');
    if (answer.status === 401) {
      // The backend knows better: the page may have been closed while quick unlock was turned on.
      await this.#keepQuickUnlock();
      throw new Locked();
    }
    return this.#keepToken(answer);
  }

  /** Has the phone verify its person and make what unlocks the app from now on. It is told as an unlock is. */
  async turnOnQuickUnlock(): Promise<Unlocking> {
    const question = await this.#ask('unlock/credential-options');
    if (question.status === 403) return 'forgotten';
    const answer = await makeCredential((await question.json()) as CredentialOptions);
    if (!answer) return 'refused';
    const verdict = await this.#ask('unlock/credential', answer);
    if (verdict.status === 403) return 'refused';
    await this.#keepToken(verdict);
    await this.#keepQuickUnlock();
    return 'unlocked';
  }

  /** Has the phone verify its person, and the backend verify the phone. */
  async unlock(): Promise<Unlocking> {
    const question = await this.#ask('unlock/options');
    if (question.status === 401) return 'forgotten';
    const answer = await useCredential((await question.json()) as UnlockOptions);
    if (!answer) return 'refused';
    const verdict = await this.#ask('unlock', answer);
    if (verdict.status === 403) return 'refused';
    await this.#keepToken(verdict);
    return 'unlocked';
  }

  /** Has the person verified now, whether the app is locked or not; the token tells of it from now on. */
  verify(): Promise<Unlocking> {
    return this.hasQuickUnlock ? this.unlock() : this.turnOnQuickUnlock();
  }

  /** A proof of this phone's key for one request (RFC 9449 §4.2). */
  proof(method: string, url: string, accessToken: string, nonce?: string): Promise<string> {
    return generateProof(this.#stored.key, url, method, nonce, accessToken);
  }

  /** Signs what the person decides, with the same key. */
  readonly signer: DecisionSigner = {
    sign: async (statement) => {
      const { privateKey, publicKey } = this.#stored.key;
      return new SignJWT({ ...statement })
        .setProtectedHeader({ alg: 'ES256', typ: STATEMENT_TYPE, jwk: await exportJWK(publicKey) })
        .sign(privateKey);
    },
    sha256: async (text) =>
      base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))),
  };

  get #liveToken(): string | undefined {
    // Not by `performance.now()`, which stands still while a phone sleeps.
    return this.#token && this.#token.endsAtMs > Date.now() ? this.#token.value : undefined;
  }

  async #ask(path: string, answer?: object): Promise<Response> {
    const jkt = await calculateThumbprint(this.#stored.key.publicKey);
    return askBackend(path, { person: this.person.id, jkt, answer });
  }

  async #keepToken(answer: Response): Promise<string> {
    if (!answer.ok) throw new Error(`The app's backend answered ${answer.status}.`);
    const { access_token: value, expires_in: lifeSeconds } = (await answer.json()) as Record<string, unknown>;
    if (typeof value !== 'string' || typeof lifeSeconds !== 'number') throw new Error('The token answer is not one.');
    this.#token = { value, endsAtMs: Date.now() + lifeSeconds * 1_000 - MARGIN_MS };
    return value;
  }

  async #keepQuickUnlock(): Promise<void> {
    this.#stored = { ...this.#stored, hasQuickUnlock: true };
    await keep(RECORD, this.#stored);
  }
}
