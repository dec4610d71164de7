import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

/** Clocks differ, and what lay in a queue for long is no news. */
const OLDEST_SECONDS = 300;

/** The phone that is to be told, if the broker says so. */
export type PushReader = (body: string) => Promise<string | undefined>;

/**
 * Reads what the broker sends: a token that it signed, for this address of ours.
 * @param audience where it is delivered
 */
export function pushReader(broker: string, audience: string): PushReader {
  const keys = createRemoteJWKSet(new URL('/jwks', broker));
  return async (body) => {
    try {
      const { payload } = await jwtVerify(body, keys, {
        issuer: broker,
        audience,
        maxTokenAge: OLDEST_SECONDS,
      });
      const handle = payload['handle'];
      return typeof handle === 'string' ? handle : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };
}
