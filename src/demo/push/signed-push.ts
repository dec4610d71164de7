import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

/** Clocks differ by so much. */
const TOLERANCE_SECONDS = 30;

/** The phone that is to be told, if it is the broker who says so. */
export type PushReader = (token: string) => Promise<string | undefined>;

/**
 * Reads the broker's word that something waits. Its type keeps any other token of the broker's from passing for one
 * (RFC 8725 §3.11). Whoever repeats one only makes an app ask once more.
 * @param appIssuer whose push service this is
 */
export function pushReader(broker: string, appIssuer: string): PushReader {
  const keys = createRemoteJWKSet(new URL('/jwks', broker));
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: broker,
        audience: appIssuer,
        typ: 'saoma-push+jwt',
        requiredClaims: ['exp', 'handle'],
        clockTolerance: TOLERANCE_SECONDS,
      });
      return typeof payload['handle'] === 'string' ? payload['handle'] : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };
}
