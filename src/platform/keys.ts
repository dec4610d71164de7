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
  /** Never rotated: portals know people by what derives from it. */
  readonly subjectKey: Uint8Array;
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
  const subjectKey = randomBytes(SECRET_BYTES).toString('base64url');
  return { ring: [makeRingKey()], subject_key: subjectKey, signing: [await makeSigningKey()] };
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
export function toKeys({ ring, subject_key: subjectKey, signing }: Partial<KeysFile>, nowS: number): BrokerKeys {
  return {
    ring: listOf(ring, 'ring', 'be a list with one key or more', nowS, ({ kid, secret }, path) => ({
      kid: text(kid, `${path}.kid`),
      secret: secretOf(secret, `${path}.secret`),
    })),
    subjectKey: secretOf(subjectKey, 'subject_key'),
    signing: listOf(signing, 'signing', 'be a list of private JWKs', nowS, signingKey),
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

/** The key without its times: they are nobody else's affair. */
function signingKey({ from: _from, until: _until, ...jwk }: SigningEntry, path: string): JWK {
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || jwk.d === undefined || jwk.kid === undefined) {
    throw new KeysMistake(`keys: ${path} must be a private P-256 JWK with a kid`);
  }
  return { ...jwk, alg: 'ES256', use: 'sig' };
}
