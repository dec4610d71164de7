import type { LoginHint } from '@saoma/protocol';
import { decodeJwt } from 'jose';
import type { Portal } from '../../core/ports.js';
import type { Secrets } from '../../core/secrets.js';
import type { StartOrder } from '../../core/start-order.js';
import { maxAgeOf } from '../max-age.js';
import { namedPerson } from '../named-person.js';
import { personalScope } from '../scopes.js';

/** An authorization request that the library has checked, by the names of OpenID Connect Core §3.1.2.1. */
export interface LoginRequest {
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly code_challenge: string;
  readonly scope?: string;
  readonly state?: string;
  readonly nonce?: string;
  readonly prompt?: string;
  readonly max_age?: string;
  readonly acr_values?: string;
  readonly ui_locales?: string;
  readonly login_hint?: string;
  readonly id_token_hint?: string;
  readonly response_mode?: string;
  /** @see RFC 9449 §10 */
  readonly dpop_jkt?: string;
}

/** Longer ones are somebody's joke, and the record would carry them for the life of the session. */
const LONGEST: Partial<Record<keyof LoginRequest, number>> = { state: 2_048, nonce: 512, acr_values: 256 };

const MAX_UI_LOCALES_LENGTH = 128;

/** SHA-256 as base64url (RFC 7638). */
const THUMBPRINT = /^[\w-]{43}$/;

/** What of it no session can be started with, for the portal's developer. */
export function objectionTo(request: {
  readonly [Name in keyof LoginRequest]?: string | undefined;
}): string | undefined {
  const members = new Map(Object.entries(request));
  const tooLong = Object.entries(LONGEST).find(([name, length]) => (members.get(name)?.length ?? 0) > length);
  if (tooLong) return `${tooLong[0]} must not be longer than ${String(tooLong[1])} characters`;
  if (request.dpop_jkt !== undefined && !THUMBPRINT.test(request.dpop_jkt)) {
    return 'dpop_jkt must be a SHA-256 thumbprint (RFC 9449 §10)';
  }
  return undefined;
}

/** The session that serves the request. Each new code on the page is another one. */
export function orderOf(request: LoginRequest, portal: Portal, secrets: Secrets): StartOrder {
  const { state, nonce, acr_values: acrValues, ui_locales: uiLocales, dpop_jkt: dpopJkt } = request;
  const maxAgeSeconds = maxAgeOf(request);
  const hint = hintIn(request, portal, secrets);
  return {
    clientId: portal.clientId,
    by: 'redirect',
    purpose: 'login',
    scope: personalScope(request.scope),
    codeChallenge: request.code_challenge,
    redirectUri: request.redirect_uri,
    ...(state !== undefined && { state }),
    ...(nonce !== undefined && { nonce }),
    ...(acrValues !== undefined && { acrValues }),
    ...(uiLocales !== undefined && uiLocales.length <= MAX_UI_LOCALES_LENGTH && { uiLocales }),
    ...(dpopJkt !== undefined && { dpopJkt }),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    ...(hint && { loginHint: [hint] }),
  };
}

/**
 * Where the browser goes with an answer that is no code.
 * @param issuer told as RFC 9207 §2 asks, so that the portal knows who refuses
 * @see RFC 6749 §4.1.2.1
 */
export function refusalTarget(
  { redirect_uri: redirectUri, state }: LoginRequest,
  issuer: string,
  error: string,
  description: string,
): string {
  const target = new URL(redirectUri);
  const members = { error, error_description: description, ...(state !== undefined && { state }), iss: issuer };
  for (const [name, value] of Object.entries(members)) target.searchParams.set(name, value);
  return target.href;
}

/** Whose sign-in it must be. An ID token, which the library has verified, says more than a hint. */
function hintIn(request: LoginRequest, portal: Portal, secrets: Secrets): LoginHint | undefined {
  const { id_token_hint: idToken, login_hint: text } = request;
  if (idToken !== undefined) return { sub: decodeJwt(idToken).sub ?? '' };
  return text === undefined ? undefined : namedPerson(text, portal, secrets);
}
