import type { Channel, Identity, LocalizedText, Purpose } from '@saoma/protocol';
import {
  base64url,
  CompactSign,
  type CryptoKey,
  type CompactJWSHeaderParameters,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
} from 'jose';
import type { CallbackReceiver } from './callback-receiver.js';

/** The algorithms in which an app may sign its tokens. */
export type AppAlgorithm = 'ES256' | 'PS256' | 'RS256' | 'EdDSA';

/** An app's entry in the broker's registry file. */
export interface AppRegistration {
  readonly id: string;
  readonly names: LocalizedText;
  readonly realm: string;
  readonly issuer: string;
  readonly jwks?: { readonly keys: readonly JWK[] };
  readonly jwks_uri?: string;
  readonly audience: string;
  readonly token_type: 'dpop' | 'bearer';
  readonly purposes: readonly Purpose[];
  readonly amr: readonly string[];
  readonly acr?: readonly string[];
  readonly channel?: Channel;
  readonly host?: LocalizedText;
  readonly scan_link?: string;
  readonly push_uri?: string;
}

/** An app as it is registered. What is left out is the least that vouches for people. */
export interface TestAppOptions {
  readonly id: string;
  /** Two apps share one only if the same `sub` means the same person in both. */
  readonly realm: string;
  /** Default `https://<id>.test`. */
  readonly issuer?: string;
  /** Default `https://pass.test`. */
  readonly audience?: string;
  readonly names?: LocalizedText;
  /** Default `dpop`. */
  readonly tokenType?: 'dpop' | 'bearer';
  readonly algorithm?: AppAlgorithm;
  /** The private key, with `kid` and `alg`, of an app that is registered already; absent: a fresh one of `algorithm`. */
  readonly key?: JWK;
  /** Its own push service, which hears when a request waits. */
  readonly push?: Pick<CallbackReceiver, 'uri'>;
}

/** What an access token says. Times are epoch seconds. */
export interface AccessTokenFacts {
  readonly sub: string;
  readonly name?: string;
  readonly acr?: string;
  /** Default: one fingerprint, `['fpt']`. */
  readonly amr?: readonly string[];
  /** When the person was verified. Default: now. */
  readonly authTimeSeconds?: number;
  /** For whom else the person may act. */
  readonly identities?: readonly Identity[];
  /** Which accounts of which portal, by client id, are this person's. */
  readonly accounts?: Readonly<Record<string, readonly string[]>>;
  /** Thumbprint of the phone's key; absent: a bearer token. */
  readonly jkt?: string;
  /** Default 300. */
  readonly lifeSeconds?: number;
}

/** For wrong tokens: replaces single members; `undefined` leaves one out. */
export interface TokenOverrides {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs with this instead of the app's key; with bytes and `header: { alg: 'HS256' }` symmetrically. */
  readonly key?: CryptoKey | Uint8Array;
}

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** An app and its issuer: what makes the access tokens that vouch for a person. */
export class TestApp {
  readonly id: string;
  readonly issuer: string;
  readonly tokenType: 'dpop' | 'bearer';
  readonly #options: TestAppOptions;
  readonly #algorithm: AppAlgorithm;
  readonly #audience: string;
  /** The newest first: it signs. */
  #keys: readonly SigningKey[] = [];

  private constructor(options: TestAppOptions) {
    const { id, issuer = `https://${id}.test`, audience = 'https://pass.test', tokenType = 'dpop' } = options;
    this.#options = options;
    this.#algorithm = (options.key?.alg as AppAlgorithm | undefined) ?? options.algorithm ?? 'ES256';
    this.#audience = audience;
    this.id = id;
    this.issuer = issuer;
    this.tokenType = tokenType;
  }

  /** An app with its key pair: a fresh one unless it has one. */
  static async create(options: TestAppOptions): Promise<TestApp> {
    const app = new TestApp(options);
    if (options.key) await app.#use(options.key);
    else await app.rotateKeys();
    return app;
  }

  /** The public keys as they are published now. */
  get jwks(): { readonly keys: readonly JWK[] } {
    return { keys: this.#keys.map(({ publicJwk }) => publicJwk) };
  }

  /** Signs with a new key from now on; `keepOld` goes on publishing the former ones. */
  async rotateKeys({ keepOld = false }: { readonly keepOld?: boolean } = {}): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(this.#algorithm);
    const kid = `${this.id}-${crypto.randomUUID()}`;
    const publicJwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: this.#algorithm };
    this.#keys = [{ privateKey, publicJwk }, ...(keepOld ? this.#keys : [])];
  }

  async #use(key: JWK): Promise<void> {
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicJwk } = key;
    const privateKey = (await importJWK(key, this.#algorithm)) as CryptoKey;
    this.#keys = [{ privateKey, publicJwk: { ...publicJwk, use: 'sig', alg: this.#algorithm } }];
  }

  /** The app's entry for the registry file; with a `jwks_uri` the keys are left out. */
  registration(overrides: Partial<AppRegistration> = {}): AppRegistration {
    const { id, realm, push, names = { zh: `应用 ${id}`, en: `App ${id}` } } = this.#options;
    return {
      id,
      names,
      realm,
      issuer: this.issuer,
      ...(overrides.jwks_uri === undefined && { jwks: this.jwks }),
      audience: this.#audience,
      token_type: this.tokenType,
      purposes: ['login', 'step_up', 'verify'],
      amr: ['face', 'fpt', 'pin'],
      ...(push && { push_uri: push.uri }),
      ...overrides,
    };
  }

  /** An access token in the shape of RFC 9068 §2, signed with the newest key. */
  async accessToken(facts: AccessTokenFacts, { claims, header, key }: TokenOverrides = {}): Promise<string> {
    const [signing] = this.#keys;
    const kid = signing?.publicJwk.kid;
    const nowSeconds = Math.floor(Date.now() / 1000);
    const { sub, name, acr, amr = ['fpt'], identities, accounts, jkt, lifeSeconds = 300 } = facts;
    const payload: JWTPayload = {
      iss: this.issuer,
      aud: this.#audience,
      sub,
      client_id: this.id,
      iat: nowSeconds,
      exp: nowSeconds + lifeSeconds,
      jti: crypto.randomUUID(),
      auth_time: facts.authTimeSeconds ?? nowSeconds,
      name,
      acr,
      amr,
      identities,
      accounts,
      ...(jkt !== undefined && { cnf: { jkt } }),
      ...claims,
    };
    return signed({ alg: this.#algorithm, typ: 'at+jwt', kid, ...header }, payload, key ?? signing?.privateKey);
  }
}

/** `alg: none` is not offered by any library worth using, so an attacker's unsigned token is put together here. */
async function signed(header: Readonly<Record<string, unknown>>, payload: JWTPayload, key: unknown): Promise<string> {
  const text = JSON.stringify(payload);
  if (header['alg'] === 'none') return `${base64url.encode(JSON.stringify(header))}.${base64url.encode(text)}.`;
  const critical = (header['crit'] ?? []) as readonly string[];
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader(header as unknown as CompactJWSHeaderParameters)
    .sign(key as CryptoKey | Uint8Array, { crit: Object.fromEntries(critical.map((name) => [name, true])) });
}
