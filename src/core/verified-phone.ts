import type { Identity } from '@saoma/protocol';
import type { App } from './ports.js';

/** The phone that calls, as far as its access token and its proof of key vouch for it. */
export interface VerifiedPhone {
  readonly app: App;
  /** The `sub` of the access token, in the app's realm. */
  readonly subject: string;
  /** RFC 7638 thumbprint of the proven key; for bearer apps a digest of issuer, subject and client id. */
  readonly phoneKey: string;
  readonly name?: string;
  /** How strongly, as far as the app may say so. */
  readonly acr?: string;
  /** How the person was verified, cut down to what the app may vouch for (RFC 8176). */
  readonly amr: readonly string[];
  /** Epoch seconds. */
  readonly authTimeSeconds?: number;
  /** For whom else the person may act. */
  readonly identities: readonly Identity[];
  /** Which accounts of which portal (by client id) are this person's. */
  readonly accounts: Readonly<Record<string, readonly string[]>>;
}
