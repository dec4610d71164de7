import { createPublicKey } from 'node:crypto';
import type { Finding } from './mistakes.js';

/** Members that only a private or symmetric key has (RFC 7518 §6.2.2, §6.3.2, §6.4.1). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/** The keys that are taken: what a key must be, and which algorithms it may then say it is for. */
const KINDS = [
  { type: { kty: 'EC', crv: 'P-256' }, algorithms: ['ES256'] },
  { type: { kty: 'OKP', crv: 'Ed25519' }, algorithms: ['EdDSA'] },
  { type: { kty: 'RSA' }, algorithms: ['PS256', 'RS256'] },
] as const;

/** 2048 bits: RFC 7518 §3.3 and §3.5 ask for at least that. */
const RSA_BITS = 2048;

const KINDS_EXPECTED = 'must be a key for ES256 (EC, P-256), EdDSA (OKP, Ed25519), PS256 or RS256 (RSA)';

/** What is wrong with a JSON Web Key Set (RFC 7517) that is to hold public keys for signatures. */
export function findInKeySet(set: unknown): Finding[] {
  const keys = isMapping(set) ? set['keys'] : undefined;
  if (!Array.isArray(keys) || keys.length === 0) {
    return [{ at: '', expected: 'must be a JSON Web Key Set with at least one key under "keys"' }];
  }
  const ids = keys.map((key: unknown) => (isMapping(key) ? key['kid'] : undefined));
  return keys.flatMap((key: unknown, index) => {
    const at = `.keys[${index}]`;
    const findings = findInKey(key).map((finding) => ({ ...finding, at: at + finding.at }));
    // A signature names its key; without names, or with one name for two, it could be anybody's guess which is meant.
    if (keys.length > 1 && (ids[index] === undefined || ids.indexOf(ids[index]) !== index)) {
      findings.push({
        at: `${at}.kid`,
        expected: 'must be there, and differ from key to key, as there is more than one',
      });
    }
    return findings;
  });
}

function findInKey(key: unknown): Finding[] {
  if (!isMapping(key)) return [{ at: '', expected: KINDS_EXPECTED }];
  const secret = PRIVATE_MEMBERS.filter((member) => member in key);
  if (secret.length > 0) {
    return secret.map((member) => ({
      at: `.${member}`,
      expected:
        'must not be here: it makes the key a private one. Remove it, and replace the key, as others have read it',
    }));
  }
  const kind = KINDS.find(({ type }) => Object.entries(type).every(([member, value]) => key[member] === value));
  if (!kind) return [{ at: '', expected: KINDS_EXPECTED }];

  const findings: Finding[] = [];
  const { kid, alg, use } = key;
  if (kid !== undefined && typeof kid !== 'string') findings.push({ at: '.kid', expected: 'must be a string' });
  if (alg !== undefined && !kind.algorithms.some((name) => name === alg)) {
    findings.push({ at: '.alg', expected: `must be ${kind.algorithms.join(' or ')} for such a key, or be left out` });
  }
  if (use !== undefined && use !== 'sig') findings.push({ at: '.use', expected: 'must be sig, or be left out' });
  if (!isUsable(key))
    findings.push({ at: '', expected: `must be a whole public key, RSA with at least ${RSA_BITS} bits` });
  return findings;
}

function isUsable(key: Record<string, unknown>): boolean {
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key, format: 'jwk' });
    return (asymmetricKeyDetails?.modulusLength ?? RSA_BITS) >= RSA_BITS;
  } catch {
    return false;
  }
}

/** An object with members, as YAML makes it of a mapping. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
