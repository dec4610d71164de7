import { errors } from 'jose';
import { allowInsecureRequests, type ClientAuth, type Configuration, discovery } from 'openid-client';

/** An OpenID provider, looked up at the first need, because it may start after its client, and again after a failure. */
export function providerAt(issuer: string, clientId: string, auth: ClientAuth): () => Promise<Configuration> {
  const address = new URL(issuer);
  let configuration: Promise<Configuration> | undefined;
  return async () => {
    configuration ??= discovery(address, clientId, {}, auth, {
      // Marked as deprecated only to stand out: plain http is for this machine alone.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      execute: address.protocol === 'http:' ? [allowInsecureRequests] : [],
    });
    try {
      return await configuration;
    } catch (error) {
      configuration = undefined;
      throw error;
    }
  };
}

/** What the library says when it could not have the keys: no answer in time, another status, no key set. */
const KEYS_AWAY = ['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID'];

/** Whether verifying failed because of the token: not when the provider's keys could not be had, which says nothing of it. */
export function isAboutToken(error: unknown): boolean {
  return error instanceof errors.JOSEError && !KEYS_AWAY.includes(error.code);
}
