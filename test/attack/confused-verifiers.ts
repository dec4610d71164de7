import { RefusedError } from '../../src/core/outcome.js';
import { sha256 } from '../../src/core/secrets.js';
import { AccessTokenVerifier } from '../../src/phone/access-token.js';
import { type Mutant, replaced } from './mutant.js';

type Members = Readonly<Record<string, unknown>>;

/** A token that the broker refused. */
interface Forgery {
  readonly header: Members;
  readonly claims: Members;
  /** What was wrong with it. */
  readonly why: string;
  /** Whether its `kid` is the app’s. */
  readonly isKidKnown: boolean;
}

/** One way in which a verifier of tokens is confused. */
export interface Confusion extends Mutant {
  readonly kind: string;
  /** What the attack says of it, and of nothing else. */
  readonly sees: RegExp;
}

const isPassword = ({ header }: Forgery): boolean => header['alg'] === 'HS256';

/** Each lets in what is wrong in this one way. */
export const CONFUSIONS: readonly Confusion[] = [
  {
    kind: 'none',
    breaks: 'the header says that there is no signature, and none is asked for',
    sees: /“none”|“nOnE”/,
    ...lettingIn(({ header }) => /^none$/i.test(String(header['alg']))),
  },
  {
    kind: 'HMAC with the public key',
    breaks: 'the header says with which algorithm the app’s key is used',
    sees: /as a password/,
    ...lettingIn((forgery) => isPassword(forgery) && forgery.isKidKnown),
  },
  {
    kind: 'kid as a file',
    breaks: 'kid names the file that the password is in',
    sees: /an empty password/,
    ...lettingIn((forgery) => isPassword(forgery) && !forgery.isKidKnown),
  },
  {
    kind: 'kid',
    breaks: 'a kid that is not known is looked up wherever it leads',
    sees: /as “kid”/,
    ...lettingIn((forgery) => !isPassword(forgery) && !forgery.isKidKnown && forgery.header['jku'] === undefined),
  },
  {
    kind: 'jwk',
    breaks: 'a key that a token brings along is believed',
    sees: /“jwk”/,
    ...lettingIn(({ header }) => header['jwk'] !== undefined),
  },
  {
    kind: 'jku',
    breaks: 'keys are taken from where the token says they are',
    sees: /“jku”/,
    ...lettingIn(({ header }) => header['jku'] !== undefined),
  },
  {
    kind: 'crit',
    breaks: 'extensions that nobody knows are skipped',
    sees: /“crit”/,
    ...lettingIn(({ header }) => header['crit'] !== undefined),
  },
  {
    kind: 'signature',
    breaks: 'the signature is not verified',
    sees: /a key of the attacker’s|content was changed|signature was cut off/,
    ...lettingIn(
      ({ header, why, isKidKnown }) =>
        isKidKnown && header['alg'] === 'ES256' && header['jwk'] === undefined && /signature|no? signed/.test(why),
    ),
  },
  {
    kind: 'issuer',
    breaks: 'whoever issued it, the app’s keys are tried',
    sees: /of another issuer|of the broker itself/,
    ...lettingIn(({ why }) => why.includes('issuer')),
  },
  {
    kind: 'audience',
    breaks: 'a token for any audience counts',
    sees: /audience/,
    ...lettingIn(({ why }) => why.includes('"aud"')),
  },
  {
    kind: 'typ',
    breaks: 'any token that the app signed is an access token',
    sees: /ID token|says no type/,
    ...lettingIn(({ why }) => why.includes('"typ"')),
  },
  {
    kind: 'time',
    breaks: 'a token counts at any time',
    sees: /has expired|never expires|lives for a year|of the future/,
    ...lettingIn(({ why }) => /expired|"exp"|"nbf"|"iat"|longer than an hour/.test(why)),
  },
  {
    kind: 'subject',
    breaks: 'a token that names nobody is somebody’s',
    sees: /without a subject/,
    ...lettingIn(({ claims }) => claims['sub'] === undefined),
  },
];

/** A verifier that takes such a forgery for what the app would have signed in its place. */
function lettingIn(isTaken: (forgery: Forgery) => boolean): Pick<Mutant, 'apply'> {
  return {
    apply: ({ kit }) =>
      replaced(AccessTokenVerifier.prototype, 'verify', (verify: AccessTokenVerifier['verify']) => {
        return async function confused(this: AccessTokenVerifier, token: string) {
          try {
            return await verify.call(this, token);
          } catch (error) {
            if (!(error instanceof RefusedError)) throw error;
            const app = kit.app!;
            const { header, claims } = opened(token);
            const isKidKnown = app.jwks.keys.some(({ kid }) => kid === header['kid']);
            if (!isTaken({ header, claims, why: error.refused.detail ?? '', isKidKnown })) throw error;
            const { jkt } = (claims['cnf'] ?? {}) as { readonly jkt?: string };
            const honest = await app.accessToken({ sub: 'anybody', ...(jkt !== undefined && { jkt }) });
            return { ...(await verify.call(this, honest)), hash: sha256(token) };
          }
        };
      }),
  };
}

function opened(token: string): { readonly header: Members; readonly claims: Members } {
  const [header = '', claims = ''] = token.split('.');
  return { header: parsed(header), claims: parsed(claims) };
}

const parsed = (part: string): Members => JSON.parse(Buffer.from(part, 'base64url').toString()) as Members;
