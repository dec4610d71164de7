import { type Identity, IDENTITY_TYPES } from '@saoma/protocol';

/** Who is signed in at the portal, as what, and on what evidence: what the ID token said. */
export interface Visitor {
  /** The portal's own name for the person. */
  readonly sub: string;
  readonly name?: string | undefined;
  /** As what they act, if not as themselves. */
  readonly identity?: Omit<Identity, 'id'> | undefined;
  /** Epoch seconds. */
  readonly verifiedAt?: number | undefined;
  readonly amr: readonly string[];
  readonly acr?: string | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

export function visitorOf(claims: Claims & { readonly sub: string }): Visitor {
  const { sub, auth_time: authTime, amr } = claims;
  return {
    sub,
    name: textOf(claims['name']),
    identity: identityIn(claims),
    verifiedAt: typeof authTime === 'number' ? authTime : undefined,
    amr: Array.isArray(amr) ? amr.filter((factor) => typeof factor === 'string') : [],
    acr: textOf(claims['acr']),
  };
}

/**
 * As what the person acts: `identity` with `act` naming the person, who acts for what the other members name.
 * @see RFC 8693 §4.1
 */
function identityIn({ sub, identity }: Claims): Visitor['identity'] {
  if (!isRecord(identity) || !isRecord(identity['act']) || identity['act']['sub'] !== sub) return undefined;
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

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
