import type { AmrValue } from '@saoma/protocol';

/**
 * What a site asks for before it lets somebody do what only the person themselves may, for `required_amr`: one of these.
 * `face` is what such sites want; several factors, which a phone's own verification of its person amounts to, stand in
 * its place. `user` would not do: it says that somebody was there, not who (RFC 8176 §2).
 */
export const PERSON_VERIFIED: readonly AmrValue[] = ['face', 'mfa'];
