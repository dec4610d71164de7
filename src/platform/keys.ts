import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { RingKey } from '../core/ports.js';

/** Every secret the broker has, from one file or made at start. */
export interface BrokerKeys {
  /** The first is current. An old one stays for 15 minutes after rotation. */
  readonly ring: readonly RingKey[];
  /** Never rotated: portals know people by what derives from it. */
  readonly subjectKey: Uint8Array;
  /** Private keys that sign tokens, ES256; the first signs, all are published. */
  readonly signing: readonly JWK[];
}

/** The file's form: base64url secrets and private JWKs. */
interface KeysFile {
  readonly ring: readonly { readonly kid: string; readonly secret: string }[];
  readonly subject_key: string;
  readonly signing: readonly JWK[];
}

const SECRET_BYTES = 32;

/** A file that cannot be used. Says where and what was expected, never what was found. */
class KeysMistake extends Error {
  override readonly name = 'KeysMistake';
}

/** New keys, in the file's form. */
export async function makeKeysFile(): Promise<KeysFile> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = randomBytes(6).toString('base64url');
  return {
    ring: [{ kid, secret: randomBytes(SECRET_BYTES).toString('base64url') }],
    subject_key: randomBytes(SECRET_BYTES).toString('base64url'),
    signing: [{ ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' }],
  };
}

/** Reads the keys from the file. @throws KeysMistake */
export function readKeys(path: string): BrokerKeys {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new KeysMistake('KEYS_FILE must name a readable JSON file; "npm run keys > keys.json" makes one');
  }
  return toKeys(file as KeysFile);
}

/** Checks what came from a file and decodes it. @throws KeysMistake */
export function toKeys({ ring, subject_key: subjectKey, signing }: Partial<KeysFile>): BrokerKeys {
  if (!Array.isArray(ring) || ring.length === 0)
    throw new KeysMistake('keys: ring must be a list with one key or more');
  if (!Array.isArray(signing) || signing.length === 0)
    throw new KeysMistake('keys: signing must be a list of private JWKs');
  return {
    ring: ring.map(({ kid, secret }, at) => ({
      kid: text(kid, `ring[${String(at)}].kid`),
      secret: secretOf(secret, `ring[${String(at)}].secret`),
    })),
    subjectKey: secretOf(subjectKey, 'subject_key'),
    signing: signing.map((jwk: JWK, at) => signingKey(jwk, `signing[${String(at)}]`)),
  };
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

function signingKey(jwk: JWK, path: string): JWK {
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || jwk.d === undefined || jwk.kid === undefined) {
    throw new KeysMistake(`keys: ${path} must be a private P-256 JWK with a kid`);
  }
  return { ...jwk, alg: 'ES256', use: 'sig' };
}
