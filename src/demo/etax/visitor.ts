import { type Identity, IDENTITY_TYPES } from '@saoma/protocol';
import { actorIn, isRecord, type Verified, verifiedIn } from '../site/id-token.js';

/** Who is signed in at the portal, as what, and on what evidence: what the ID token said. */
export interface Visitor extends Verified {
  /** As what they act, if not as themselves. */
  readonly identity?: Omit<Identity, 'id'> | undefined;
  readonly acr?: string | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

export function visitorOf(claims: Claims & { readonly sub: string }): Visitor {
  const { sub, acr } = claims;
  return {
    ...(verifiedIn(claims) ?? { sub, amr: [] }),
    identity: identityIn(claims),
    acr: typeof acr === 'string' ? acr : undefined,
  };
}

/** As what the person acts: `identity` with `act` naming the person, who acts for what the other members name. */
function identityIn({ sub, identity }: Claims): Visitor['identity'] {
  if (!isRecord(identity) || actorIn(identity) !== sub) return undefined;
  const type = IDENTITY_TYPES.find((known) => known === identity['type']);
  const organization = organizationIn(identity);
  if (!type || !organization) return undefined;
  const agency = organizationIn(identity['agency']);
  return { type, ...organization, ...(agency && { agency }) };
}

function organizationIn(value: unknown): { readonly name: string; readonly code: string } | undefined {
  if (!isRecord(value)) return undefined;
  const { name, code } = value;
  return typeof name === 'string' && typeof code === 'string' ? { name, code } : undefined;
}
