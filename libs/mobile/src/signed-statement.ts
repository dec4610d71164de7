import {
  type Consent,
  type DecisionStatement,
  SELF,
  type StatedDecision,
  statedIdentity,
  type StatedIdentity,
  statementOf,
} from '@saoma/protocol';

/** The phone's key as a signer of decisions: the key of which `proof` makes proofs. */
export interface DecisionSigner {
  /**
   * The statement as a compact JWS (RFC 7515), with the header `typ` `saoma-decision+jwt`, `alg`, and the public key as
   * `jwk`: what a JWT library makes of it.
   */
  readonly sign: (statement: DecisionStatement) => Promise<string>;
  /** SHA-256 of the text as UTF-8, in base64url. */
  readonly sha256: (text: string) => Promise<string>;
}

/** Signs what the person saw and said to it. */
export async function signedStatement(
  { sign, sha256 }: DecisionSigner,
  broker: string,
  view: Consent,
  decision: StatedDecision,
): Promise<string> {
  const consent = await sha256(view.consent_nonce);
  const hashes = view.text === undefined ? { consent } : { consent, text: await sha256(view.text) };
  return sign({ ...statementOf(broker, view, hashes, decision), iat: Math.floor(Date.now() / 1000) });
}

/** The identity of that id; nothing of one that the view does not offer, which the broker refuses anyway. */
export function statedIdentityOf({ identities }: Consent, id: string = SELF): StatedIdentity | undefined {
  const identity = identities.find((each) => each.id === id);
  return identity && statedIdentity(identity);
}
