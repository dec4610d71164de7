import { type Identity, IDENTITY_TYPES, isCreditCode, SELF } from '@saoma/protocol';
import type { JWTPayload } from 'jose';
import { refuse } from '../proof/signed-token.js';

/** What is read of an app's access token (RFC 9068 §2.2), after its signature was verified. */
export interface PhoneClaims {
  readonly sub: string;
  readonly client_id: string;
  /** Epoch seconds, as are `exp` and `auth_time`. */
  readonly iat: number;
  readonly exp: number;
  readonly auth_time?: number;
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly name?: string;
  /** For whom else the person may act; themselves are not in it. */
  readonly identities?: readonly Identity[];
  /** Which accounts of which portal, by client id, are this person's. */
  readonly accounts?: Readonly<Record<string, readonly string[]>>;
  readonly cnf?: { readonly jkt: string };
}

interface Claim {
  readonly required?: true;
  readonly fits: (value: unknown) => boolean;
  readonly expected: string;
}

/** Control characters would let one value pass for two where values are joined; halves of characters, two for one. */
const isText = (value: unknown, longest: number): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= longest && !/[\p{Cc}\p{Cs}]/u.test(value);

const text = (longest: number): Claim => ({
  fits: (value) => isText(value, longest),
  expected: `a text of 1 to ${longest} characters`,
});

const SECONDS: Claim = {
  fits: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  expected: 'a time in seconds',
};

const FACTORS: Claim = {
  fits: (value) => Array.isArray(value) && value.length <= 16 && value.every((factor) => isText(factor, 32)),
  expected: 'a list of at most 16 short texts',
};

const THUMBPRINT = /^[\w-]{43}$/;

/** A binding that we do not understand must not pass for none at all (RFC 7800 §3). */
const CONFIRMATION: Claim = {
  fits: (value) =>
    typeof value === 'object' &&
    value !== null &&
    'jkt' in value &&
    typeof value.jkt === 'string' &&
    THUMBPRINT.test(value.jkt),
  expected: 'an object with the thumbprint of a key as "jkt"',
};

const MOST_IDENTITIES = 64;
/** Each of them is looked up with every scan. */
const MOST_ACCOUNTS = 8;

/** A mapping of ours or theirs, its members still unknown. */
const members = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const isOrganization = ({ name, code }: Readonly<Record<string, unknown>>): boolean =>
  isText(name, 100) && typeof code === 'string' && isCreditCode(code);

function isIdentity(value: unknown): value is Identity {
  const { id, type, name, code, agency } = members(value);
  const isNamed = isText(id, 64) && id !== SELF && isText(name, 100);
  if (!isNamed || !(IDENTITY_TYPES as readonly unknown[]).includes(type) || type === 'person') return false;
  return isOrganization({ name, code }) && (type === 'agency_client') === isOrganization(members(agency));
}

/** A slip in a credit code must not make a person act for somebody else, so one wrong code spoils the token. */
const IDENTITIES: Claim = {
  fits: (value) =>
    Array.isArray(value) &&
    value.length <= MOST_IDENTITIES &&
    value.every(isIdentity) &&
    new Set(value.map(({ id }) => id)).size === value.length,
  expected: `a list of at most ${MOST_IDENTITIES} enterprises and agency clients, with ids of their own and sound credit codes`,
};

const ACCOUNTS: Claim = {
  fits: (value) =>
    value === members(value) &&
    Object.keys(members(value)).length <= MOST_ACCOUNTS &&
    Object.keys(members(value)).every((clientId) => isText(clientId, 128)) &&
    Object.values(members(value)).every(
      (ids) => Array.isArray(ids) && ids.length <= MOST_ACCOUNTS && ids.every((id) => isText(id, 255)),
    ),
  expected: 'an object with lists of account ids by client id, 8 of each at most',
};

const CLAIMS: Readonly<Record<keyof PhoneClaims, Claim>> = {
  // OpenID Connect Core §2 allows 255 characters.
  sub: { required: true, ...text(255) },
  client_id: { required: true, ...text(255) },
  iat: { required: true, ...SECONDS },
  exp: { required: true, ...SECONDS },
  auth_time: SECONDS,
  acr: text(255),
  amr: FACTORS,
  name: text(100),
  identities: IDENTITIES,
  accounts: ACCOUNTS,
  cnf: CONFIRMATION,
};

/** The claims in the shape above; refuses with `invalid_token`, saying which one is not, and never its value. */
export function readClaims(payload: JWTPayload): PhoneClaims {
  for (const [name, { required, fits, expected }] of Object.entries(CLAIMS)) {
    const value = payload[name];
    if (value === undefined && !required) continue;
    if (!fits(value)) refuse('invalid_token', `"${name}" must be ${expected}`);
  }
  return payload as unknown as PhoneClaims;
}
