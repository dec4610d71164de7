import Provider from 'oidc-provider';

/** What a token request says its code is for: a member of ours beside those of RFC 6749 §4.1.3. */
export function askedPurpose(): unknown {
  return Provider.ctx?.oidc.body?.['purpose'] ?? 'login';
}
