import type { DenyReason } from './messages.js';
import { type Identity, type IdentityType, SELF } from './people.js';
import type { Consent } from './phone-messages.js';
import type { Purpose } from './states.js';

/** `typ` of a signed statement's header (RFC 7515 §4.1.9); beside it stand `alg` and the public key as `jwk`. */
export const STATEMENT_TYPE = 'saoma-decision+jwt';

/** As whom the person decided: themselves, or an organization, by its unified social credit code. No names. */
export type StatedIdentity =
  typeof SELF | { readonly type: IdentityType; readonly code?: string; readonly agency_code?: string };

/** What the person said to what they saw. */
export type StatedDecision =
  | { readonly decision: 'approve'; readonly identity: StatedIdentity }
  | { readonly decision: 'deny'; readonly reason: DenyReason };

/**
 * What the person saw and what they said to it, signed by the phone's key as a compact JWS. Whoever has it can verify it
 * without asking anybody. It names nobody but to the portal, which knows its `sub`.
 */
export type DecisionStatement = StatedDecision & {
  /** The broker's origin. */
  readonly aud: string;
  readonly session_id: string;
  readonly client_id: string;
  /** Where the person was told that this leads to. */
  readonly domain: string;
  /** Who decided, as this portal knows them. */
  readonly sub: string;
  readonly purpose: Purpose;
  /** SHA-256 in base64url of the portal's own words, where there were any. */
  readonly text_hash?: string;
  /** What was shown to be compared. */
  readonly binding_message?: string;
  readonly user_code?: string;
  /** SHA-256 in base64url of the view's `consent_nonce`: it is about this view and no other. */
  readonly consent_hash: string;
  /** Epoch seconds by the phone's own clock: what it says, which nobody checked. */
  readonly iat: number;
};

/** What of a consent view is stated. */
export type StatedView = Pick<
  Consent,
  'session_id' | 'client_id' | 'sub' | 'purpose' | 'binding_message' | 'user_code'
> & { readonly portal: Pick<Consent['portal'], 'domain'> };

/** What is computed where it is signed or verified: each side with what its platform has for SHA-256. */
export interface StatedHashes {
  readonly consent: string;
  readonly text?: string;
}

/** The statement about a view. Broker and phone both make it with this, so that they cannot differ but in what they were told. */
export function statementOf(
  broker: string,
  { session_id, client_id, sub, purpose, binding_message, user_code, portal }: StatedView,
  hashes: StatedHashes,
  decision: StatedDecision,
): Omit<DecisionStatement, 'iat'> & StatedDecision {
  return {
    aud: broker,
    session_id,
    client_id,
    domain: portal.domain,
    sub,
    purpose,
    ...(hashes.text !== undefined && { text_hash: hashes.text }),
    ...(binding_message !== undefined && { binding_message }),
    ...(user_code !== undefined && { user_code }),
    consent_hash: hashes.consent,
    ...decision,
  };
}

/** An identity as it is stated. */
export function statedIdentity({ id, type, code, agency }: Identity): StatedIdentity {
  if (id === SELF) return SELF;
  return { type, ...(code !== undefined && { code }), ...(agency && { agency_code: agency.code }) };
}
