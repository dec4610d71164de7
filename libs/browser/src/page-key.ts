import { pageClock, pause } from './clock.js';

/** What a proof says besides when it was made (RFC 9449 §4.2). */
export interface ProofClaims {
  readonly htm: string;
  /** Without query. */
  readonly htu: string;
  readonly nonce?: string | undefined;
}

/** A key by which a page proves that it is the one that waits. */
export interface PageKey {
  /** Its thumbprint, which is no secret (RFC 7638). */
  readonly jkt: string;
  /** A fresh proof of it; with a token, good with that one only. */
  proof(claims: ProofClaims, token?: string): Promise<string>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const NAME = 'saoma';
/** Some browsers never answer a page that asks for its database. */
const PATIENCE_MS = 1_500;

let own: Promise<PageKey | undefined> | undefined;

/**
 * The key of this page's origin in this browser, which no script can take away: the browser keeps it, and where it keeps
 * nothing, the page does. `undefined` where browsers give the page no cryptography.
 */
export function pageKey(): Promise<PageKey | undefined> {
  const { signal } = new AbortController();
  own ??= Promise.race([keptPair(), pause(pageClock, PATIENCE_MS, signal)])
    .then((pair) => pair ?? makePair(), makePair)
    .then(keyOf)
    .catch(() => undefined);
  return own;
}

/** A key that lives as long as whoever holds it. */
export async function makePageKey(): Promise<PageKey> {
  return keyOf(await makePair());
}

function makePair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, false, ['sign']);
}

async function keptPair(): Promise<CryptoKeyPair> {
  const opening = indexedDB.open(NAME);
  opening.onupgradeneeded = () => opening.result.createObjectStore(NAME);
  const database = await answerTo(opening);
  const keys = (): IDBObjectStore => database.transaction(NAME, 'readwrite').objectStore(NAME);
  const find = (): Promise<CryptoKeyPair | undefined> => answerTo(keys().get(NAME));
  const kept = await find();
  if (kept) return kept;
  const pair = await makePair();
  // Of two tabs that open at once the first one's is kept, and taken by both.
  await answerTo(keys().add(pair, NAME)).catch(() => undefined);
  return (await find()) ?? pair;
}

function answerTo<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = reject;
  });
}

async function keyOf({ privateKey, publicKey }: CryptoKeyPair): Promise<PageKey> {
  const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  // In the order in which they are hashed (RFC 7638 §3.2).
  const jwk = { crv, kty, x, y };
  return {
    jkt: await sha256(JSON.stringify(jwk)),
    async proof(claims, token) {
      const iat = Math.floor(Date.now() / 1_000);
      const body = { ...claims, iat, jti: crypto.randomUUID(), ...(token && { ath: await sha256(token) }) };
      const text = [{ alg: 'ES256', typ: 'dpop+jwt', jwk }, body].map((part) => base64url(utf8(JSON.stringify(part))));
      const signature = await crypto.subtle.sign(ALGORITHM, privateKey, utf8(text.join('.')));
      return [...text, base64url(signature)].join('.');
    },
  };
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function sha256(text: string): Promise<string> {
  return base64url(await crypto.subtle.digest('SHA-256', utf8(text)));
}

function base64url(bytes: ArrayBuffer | Uint8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
