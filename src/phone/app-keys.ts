import { Inject, Injectable } from '@nestjs/common';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { RefusedError } from '../core/outcome.js';
import type { App, FetchKeys } from '../core/ports.js';
import { FETCH_KEYS } from '../core/tokens.js';

/**
 * An unknown `kid` fetches the keys again (OpenID Connect Core §10.1.1), so that a token of a new key is good at once,
 * also when the keys were fetched a moment ago. Strangers can send such tokens too, so only this often in this time.
 */
const MOST_REFETCHES = 5;
const REFETCH_WINDOW_MS = 30_000;
/** A key that the app takes back is refused after this at the latest. */
const MAX_AGE_MS = 600_000;
const RETRY_AFTER_MS = 5_000;

/**
 * The public keys of each registered app, imported once. They hang on the registration itself: when the registry is
 * reloaded with another one, the old keys are gone with it.
 */
@Injectable()
export class AppKeys {
  readonly #keys = new WeakMap<App, JWTVerifyGetKey>();

  constructor(@Inject(FETCH_KEYS) private readonly fetchKeys: FetchKeys) {}

  /** Finds the key that a token's header names; refuses with `temporarily_unavailable` when the keys cannot be had. */
  of(app: App): JWTVerifyGetKey {
    const known = this.#keys.get(app);
    if (known) return known;
    const find = 'jwks' in app.keys ? local(app.keys.jwks) : remote(app.keys.jwksUri, this.fetchKeys);
    const keys: JWTVerifyGetKey = async (header, token) => {
      try {
        return await find(header, token);
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
        const detail = 'the keys of the app cannot be had';
        throw new RefusedError({ code: 'temporarily_unavailable', detail, retryAfterMs: RETRY_AFTER_MS });
      }
    };
    this.#keys.set(app, keys);
    return keys;
  }
}

function local(jwks: { readonly keys: readonly Record<string, unknown>[] }): JWTVerifyGetKey {
  return createLocalJWKSet(jwks as unknown as JSONWebKeySet);
}

function remote(uri: string, fetchKeys: FetchKeys): JWTVerifyGetKey {
  const find = createRemoteJWKSet(new URL(uri), {
    [customFetch]: (url) => fetchKeys(url),
    // Its own way to fetch again stays closed: it waits for as long as the last fetch is recent.
    cooldownDuration: MAX_AGE_MS,
    cacheMaxAge: MAX_AGE_MS,
  });
  let refetchedAt: readonly number[] = [];
  let underWay: Promise<void> | undefined;
  /** Joins a fetch that is under way: after a rotation many phones ask at once. `undefined` when there were too many. */
  const refetch = (): Promise<void> | undefined => {
    const nowMs = performance.now();
    refetchedAt = refetchedAt.filter((atMs) => atMs > nowMs - REFETCH_WINDOW_MS);
    if (underWay || refetchedAt.length >= MOST_REFETCHES) return underWay;
    refetchedAt = [...refetchedAt, nowMs];
    underWay = find.reload().finally(() => (underWay = undefined));
    return underWay;
  };
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      const fetched = error instanceof errors.JWKSNoMatchingKey ? refetch() : undefined;
      if (!fetched) throw error;
      await fetched;
      return find(header, token);
    }
  };
}
