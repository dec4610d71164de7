import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { RingKey } from '../core/ports.js';

/** A key and its time, in seconds since 1970. */
export interface TimedKey<Key> {
  readonly key: Key;
  /** From then on it may be the one that makes something new; it is believed before. */
  readonly fromS: number;
  /** From then on nothing made with it is believed. */
  readonly untilS: number;
}

/** Every secret the broker has, from one file or made at start. */
export interface BrokerKeys {
  readonly ring: readonly TimedKey<RingKey>[];
  /** Never rotated: the words by which the store knows people derive from it, and so do public `sub`s. */
  readonly subjectKey: Uint8Array;
  /** What is kept of a sign-in lies sealed under these. */
  readonly sealing: readonly TimedKey<RingKey>[];
  /** Pairwise `sub`s are wrapped under these (OpenID Connect Core §8.1). */
  readonly pairwise: readonly TimedKey<RingKey>[];
  /** Private keys that sign tokens, ES256. */
  readonly signing: readonly TimedKey<JWK>[];
}

/** When a key counts, as the file says it; a key without either is one that always did and still does. */
export interface Times {
  readonly from?: number;
  readonly until?: number;
}

export type RingEntry = Times & { readonly kid: string; readonly secret: string };
export type SigningEntry = Times & JWK;

/** The file's form: base64url secrets and private JWKs. */
export interface KeysFile {
  readonly ring: readonly RingEntry[];
  readonly subject_key: string;
  /** These two are absent in files of before they were keys of their own: there it was `subject_key` that did their work. */
  readonly sealing?: readonly RingEntry[];
  readonly pairwise?: readonly RingEntry[];
  readonly signing: readonly SigningEntry[];
}

const SECRET_BYTES = 32;
const KID_BYTES = 6;

/** A file that cannot be used. Says where and what was expected, never what was found. */
export class KeysMistake extends Error {
  override readonly name = 'KeysMistake';
}

/** New keys, in the file's form. */
export async function makeKeysFile(): Promise<KeysFile> {
  return {
    ring: [makeRingKey()],
    subject_key: randomBytes(SECRET_BYTES).toString('base64url'),
    sealing: [makeRingKey()],
    pairwise: [makeRingKey()],
    signing: [await makeSigningKey()],
  };
}

/** The list of this kind; where there is none, `subject_key` goes on doing its work, so that nobody's `sub` changes. */
export function entriesOf(kind: 'sealing' | 'pairwise', file: Partial<KeysFile>): readonly RingEntry[] {
  const { [kind]: entries = [{ kid: 'subject_key', secret: file.subject_key ?? '' }] } = file;
  return entries;
}

export function makeRingKey(): RingEntry {
  return { kid: makeKid(), secret: randomBytes(SECRET_BYTES).toString('base64url') };
}

export async function makeSigningKey(): Promise<SigningEntry> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: makeKid(), alg: 'ES256', use: 'sig' };
}

const makeKid = (): string => randomBytes(KID_BYTES).toString('base64url');

/**
 * The keys that are believed at a moment, the current one first: that which began last. One that has not begun yet is among
 * them, because the clock of another node may be ahead.
 */
export function believed<Key>(keys: readonly TimedKey<Key>[], nowS: number): readonly Key[] {
  const alive = keys.filter(({ untilS }) => nowS < untilS);
  const current = currentOf(alive, nowS);
  return [current, ...alive.filter((one) => one !== current)].flatMap((one) => (one ? [one.key] : []));
}

function currentOf<Key>(alive: readonly TimedKey<Key>[], nowS: number): TimedKey<Key> | undefined {
  const begun = alive.filter(({ fromS }) => fromS <= nowS);
  // Of those that began together, as all do without a time, the first.
  return begun.reduce<TimedKey<Key> | undefined>(
    (last, one) => (!last || one.fromS > last.fromS ? one : last),
    undefined,
  );
}

/**
 * The key that was current at a moment, and behind it those that had been before, the latest first. None that is over by now:
 * empty where that leaves none.
 */
export function succession<Key>(keys: readonly TimedKey<Key>[], atS: number, nowS: number): readonly Key[] {
  return keys
    .filter(({ fromS, untilS }) => nowS < untilS && fromS <= atS)
    .toSorted((one, other) => other.fromS - one.fromS)
    .map(({ key }) => key);
}

/** Reads the keys from the text of a file. @throws KeysMistake */
export function parseKeys(text: string, nowS: number): BrokerKeys {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new KeysMistake('KEYS_FILE must name a readable JSON file; "npm run keys > keys.json" makes one');
  }
  return toKeys(file ?? {}, nowS);
}

/** Checks what came from a file and decodes it. @throws KeysMistake */
export function toKeys(file: Partial<KeysFile>, nowS: number): BrokerKeys {
  const secrets = (name: 'ring' | 'sealing' | 'pairwise', entries: readonly RingEntry[] | undefined) =>
    listOf(entries, name, 'be a list with one key or more', nowS, ringKey);
  return {
    ring: secrets('ring', file.ring),
    // Before what it stands in for: a mistake in it is told by its own name.
    subjectKey: secretOf(file.subject_key, 'subject_key'),
    sealing: secrets('sealing', entriesOf('sealing', file)),
    pairwise: secrets('pairwise', entriesOf('pairwise', file)),
    signing: listOf(file.signing, 'signing', 'be a list of private JWKs', nowS, signingKey),
  };
}

function listOf<Entry extends Times, Key extends { kid?: string }>(
  entries: readonly Entry[] | undefined,
  name: string,
  expected: string,
  nowS: number,
  read: (entry: Entry, path: string) => Key,
): readonly TimedKey<Key>[] {
  if (!Array.isArray(entries) || entries.length === 0) throw new KeysMistake(`keys: ${name} must ${expected}`);
  const keys = entries.map((entry: Entry | null, at) => {
    const path = `${name}[${String(at)}]`;
    if (typeof entry !== 'object' || entry === null) throw new KeysMistake(`keys: ${path} must be an object`);
    const fromS = secondsOf(entry.from, 0, `${path}.from`);
    const untilS = secondsOf(entry.until, Number.POSITIVE_INFINITY, `${path}.until`);
    return { key: read(entry, path), fromS, untilS };
  });
  if (new Set(keys.map(({ key }) => key.kid)).size < keys.length) {
    throw new KeysMistake(`keys: ${name} must not have two keys with one kid`);
  }
  if (!keys.some(({ fromS, untilS }) => fromS <= nowS && nowS < untilS)) {
    throw new KeysMistake(`keys: ${name} must have a key that has begun (from) and is not over (until)`);
  }
  return keys;
}

function secondsOf(value: unknown, otherwise: number, path: string): number {
  if (value === undefined) return otherwise;
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw new KeysMistake(`keys: ${path} must be a time in whole seconds since 1970`);
}

function text(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw new KeysMistake(`keys: ${path} must be a text`);
  return value;
}

function secretOf(value: unknown, path: string): Uint8Array {
  const secret = Buffer.from(typeof value === 'string' ? value : '', 'base64url');
  if (secret.length < SECRET_BYTES)
    throw new KeysMistake(`keys: ${path} must be ${String(SECRET_BYTES)} bytes of base64url or more`);
  return secret;
}

function ringKey({ kid, secret }: RingEntry, path: string): RingKey {
  return { kid: text(kid, `${path}.kid`), secret: secretOf(secret, `${path}.secret`) };
}

/** The key without its times: they are nobody else's affair. */
function signingKey({ from: _from, until: _until, ...jwk }: SigningEntry, path: string): JWK {
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || jwk.d === undefined || jwk.kid === undefined) {
    throw new KeysMistake(`keys: ${path} must be a private P-256 JWK with a kid`);
  }
  return { ...jwk, alg: 'ES256', use: 'sig' };
}
