/**
 * Factors by which a person was verified. RFC 8176 §2 has more; these are the ones that portals ask for.
 */
export type AmrValue = 'face' | 'fpt' | 'hwk' | 'mfa' | 'otp' | 'pin' | 'pwd' | 'sms' | 'swk' | 'tel' | 'user';

/**
 * A person as a portal knows them. One of three: the app's own subject in its realm; the portal's own account, which the
 * app maps to its people (in any realm that the portal trusts unless one is named); or the `sub` of an ID token that the
 * portal was given.
 */
export type LoginHint =
  | { readonly realm: string; readonly sub: string }
  | { readonly account: string; readonly realm?: string }
  | { readonly sub: string };

/** Who may approve in the place of the person it is for: any of these, and how many different ones of them. */
export interface ApproverRule {
  /** 1 to 8. */
  readonly any_of: readonly LoginHint[];
  /** Default 1. */
  readonly needed?: number;
}

/** How a one-time code travels. */
export const CONTACT_CHANNELS = ['sms', 'email'] as const;
export type ContactChannel = (typeof CONTACT_CHANNELS)[number];

/** Where a one-time code may be sent: a number as E.164 (`+8613800000142`), or an e-mail address. One of each channel. */
export interface Contact {
  readonly channel: ContactChannel;
  readonly to: string;
}

/** Themselves; an enterprise they may act for; a client of the agency they work for. */
export const IDENTITY_TYPES = ['person', 'enterprise', 'agency_client'] as const;
export type IdentityType = (typeof IDENTITY_TYPES)[number];

/** As whom a person acts. */
export interface Identity {
  /** Unique among one person's identities. `self` is the person. */
  readonly id: string;
  readonly type: IdentityType;
  readonly name: string;
  /** Unified social credit code of the organization acted for (GB 32100-2015). */
  readonly code?: string;
  /** With `agency_client`: through which agency. */
  readonly agency?: { readonly name: string; readonly code: string };
}

/** The identity that everybody has: oneself. */
export const SELF = 'self';
