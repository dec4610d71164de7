import { randomBytes } from 'node:crypto';
import { argon2id, hash, verify } from 'argon2';
import type { Person } from '../people.js';
import { type LockPlan, Lockouts } from './lockouts.js';
import { brokenRules, FORMER_PASSWORDS, type PasswordRuleId, type PersonalFacts } from './password-rules.js';
import { TriesByAddress } from './tries-by-address.js';
import { Turns } from './turns.js';

/** What it takes to compute one hash. */
export interface HashCost {
  readonly memoryKiB: number;
  readonly passes: number;
}

/** @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id */
const OWASP: HashCost = { memoryKiB: 19_456, passes: 2 };

const MINUTE_MS = 60_000;
const LOCKS: LockPlan = {
  failures: 5,
  lockMs: [5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, 24 * 60 * MINUTE_MS],
};

/** Of what is kept of a login that somebody typed. */
const MOST_CHARACTERS = 64;
/** Each takes memory and a thread of the process, which has other things to do. */
const HASHES_AT_ONCE = 2;
/** Who comes when so many wait already is told to come again: some seconds are enough for a person, and for the queue. */
const MOST_WAITING = 64;
const BUSY_MS = 5_000;

export interface Account extends PersonalFacts {
  readonly personId: string;
  readonly name: string;
}

export interface AccountSeed {
  /** What the person types to sign in, in any case. Unique. */
  readonly login: string;
  readonly person: Person;
  readonly password: string;
}

/**
 * `retryAfterMs`: for so long no password is tried, because the login is locked, whether there is such an account or not,
 * or because too many come from the address, or from everywhere.
 */
export type SignInResult =
  { readonly ok: true; readonly account: Account } | { readonly ok: false; readonly retryAfterMs?: number };

interface Entry {
  readonly account: Account;
  /** Newest first: the present password, then former ones. */
  hashes: readonly [string, ...string[]];
}

/**
 * The accounts of one portal, with their passwords as argon2id hashes (RFC 9106). Whoever asks learns nothing about a
 * login that has no account: it takes the same time, is answered in the same words, and is locked alike.
 */
export class Accounts {
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #cost: HashCost;
  /** Of a password that nobody knows: what unknown logins are compared with. */
  readonly #nobodysHash: string;
  readonly #lockouts: Lockouts;
  readonly #addresses = new TriesByAddress();
  /** Of all portals in the process. */
  static readonly #turns = new Turns(HASHES_AT_ONCE);

  private constructor(entries: ReadonlyMap<string, Entry>, cost: HashCost, nobodysHash: string) {
    this.#entries = entries;
    this.#lockouts = new Lockouts(LOCKS, entries);
    this.#cost = cost;
    this.#nobodysHash = nobodysHash;
  }

  static async create(seeds: readonly AccountSeed[], cost: HashCost = OWASP): Promise<Accounts> {
    const entries = await Promise.all(
      seeds.map(async ({ login, person, password }): Promise<[string, Entry]> => {
        const { id: personId, name, idNumber, birthday, phone, email, pinyin } = person;
        const account = { login, personId, name, idNumber, birthday, phone, email, pinyin };
        return [keyOf(login), { account, hashes: [await seedHashOf(password, cost)] }];
      }),
    );
    return new Accounts(new Map(entries), cost, await hashOf(randomBytes(16).toString('base64url'), cost));
  }

  find(login: string): Account | undefined {
    return this.#entries.get(keyOf(login))?.account;
  }

  /**
   * Also proves the present password again. Failures count, and lock the login for a while.
   * @param address from which it came: many failures from there lock it for a while, too
   */
  async signIn(login: string, password: string, address?: string): Promise<SignInResult> {
    const key = keyOf(login);
    const busyMs = Accounts.#turns.waiting < MOST_WAITING ? 0 : BUSY_MS;
    const addressMs = address === undefined ? 0 : this.#addresses.remainingMs(address);
    const waitMs = Math.max(this.#lockouts.remainingMs(key), addressMs, busyMs);
    if (waitMs > 0) return { ok: false, retryAfterMs: waitMs };
    this.#lockouts.count(key);
    if (address !== undefined) this.#addresses.count(address);
    const entry = this.#entries.get(key);
    const isRight = await Accounts.#turns.take(() => verify(entry?.hashes[0] ?? this.#nobodysHash, password));
    if (entry && isRight) {
      this.#lockouts.clear(key);
      if (address !== undefined) this.#addresses.discount(address);
      return { ok: true, account: entry.account };
    }
    const retryAfterMs = this.#lockouts.remainingMs(key);
    return retryAfterMs > 0 ? { ok: false, retryAfterMs } : { ok: false };
  }

  /**
   * Sets the password of somebody who has just proved who they are: from this moment it is the only one, and a lock-out
   * is over. Resolves to the rules that it breaks; to none once it is set.
   * @throws when there is no such account
   */
  async setPassword(login: string, password: string): Promise<readonly PasswordRuleId[]> {
    const entry = this.#entries.get(keyOf(login));
    if (!entry) throw new Error('There is no such account.');
    const broken = brokenRules(password, entry.account);
    if (broken.length > 0) return broken;
    for (const former of entry.hashes) {
      if (await Accounts.#turns.take(() => verify(former, password))) return ['not_recent'];
    }
    const present = await Accounts.#turns.take(() => hashOf(password, this.#cost));
    entry.hashes = [present, ...entry.hashes.slice(0, FORMER_PASSWORDS - 1)];
    this.#lockouts.clear(keyOf(login));
    return [];
  }
}

/** An ID number may end in x or X, and spaces creep in when it is pasted. What is longer than any login is nobody's. */
const keyOf = (login: string): string => login.trim().toUpperCase().slice(0, MOST_CHARACTERS);

/** Everybody begins with one password at every site: it is hashed once. */
const seedHashes = new Map<string, Promise<string>>();

function seedHashOf(password: string, cost: HashCost): Promise<string> {
  const key = `${cost.memoryKiB} ${cost.passes} ${password}`;
  const seeded = seedHashes.get(key) ?? hashOf(password, cost);
  seedHashes.set(key, seeded);
  return seeded;
}

function hashOf(password: string, { memoryKiB, passes }: HashCost): Promise<string> {
  return hash(password, { type: argon2id, memoryCost: memoryKiB, timeCost: passes, parallelism: 1 });
}
