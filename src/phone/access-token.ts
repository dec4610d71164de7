import { Inject, Injectable } from '@nestjs/common';
import type { Identity } from '@saoma/protocol';
import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import type { App, Clock, Registry } from '../core/ports.js';
import { Secrets, sha256 } from '../core/secrets.js';
import { CLOCK, REGISTRY } from '../core/tokens.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import { AppKeys } from './app-keys.js';
import { readClaims, type PhoneClaims } from './phone-claims.js';
import { ALGORITHMS, refuse, whyRefused } from '../proof/signed-token.js';

/** A generous RFC 9068 token with an RSA signature has about 1,500 characters. */
const LONGEST_TOKEN = 8_192;
/** How far the app's clock and ours may differ. */
const TOLERANCE_SECONDS = 30;
/** A stolen token is of use for an hour at most. */
const LONGEST_LIFE_SECONDS = 3_600;
/** How long a verified token is remembered: a person takes some seconds from the scan to the decision. */
const REMEMBERED_MS = 60_000;
/** About 1 kB each; only tokens that an app has signed get in, so strangers cannot push others out. */
const MOST_REMEMBERED = 10_000;

/** What an access token vouches for, once it is verified. */
export interface AccessToken {
  readonly phone: VerifiedPhone;
  /** The key it is bound to: without a proof of that key it is worth nothing (RFC 9449 §6.1). */
  readonly keyThumbprint?: string;
  /** SHA-256 of the token in base64url: what a proof names as `ath`. */
  readonly hash: string;
}

interface Remembered {
  readonly token: AccessToken;
  readonly untilMs: number;
}

/**
 * Verifies the access token of an app: a JWT in the shape of RFC 9068, signed by the app's issuer for this broker.
 *
 * A verified token is remembered by its hash for a minute, so that scan and decision cost one verification of the
 * signature. That gives nothing away: such a token is not asked about anywhere while it lives, so a second look at
 * it could only come out the same; it is forgotten at its own end and when the app's registration changes; the keys
 * are cached for longer anyway; and the proof of the phone's key is verified on every call.
 */
@Injectable()
export class AccessTokenVerifier {
  readonly #remembered = new Map<string, Remembered>();

  constructor(
    @Inject(REGISTRY) private readonly registry: Registry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AppKeys) private readonly keys: AppKeys,
    @Inject(Secrets) private readonly secrets: Secrets,
  ) {}

  /** Refuses with `invalid_token`, or with `temporarily_unavailable` when the app's keys cannot be had. */
  async verify(token: string): Promise<AccessToken> {
    if (token.length > LONGEST_TOKEN) refuse('invalid_token', `it is longer than ${LONGEST_TOKEN} characters`);
    const hash = sha256(token);
    const known = this.#recall(hash);
    if (known) return known;

    const nowMs = this.clock.nowMs();
    const app = this.#issuerOf(token);
    const claims = await this.#claims(token, app, nowMs);
    const verified = vouch(this.secrets, app, claims, hash);
    this.#remember(verified, Math.min(claims.exp * 1000, nowMs + REMEMBERED_MS));
    return verified;
  }

  /** The app that the token says it is from. Nothing is verified yet: this only picks whose keys to try. */
  #issuerOf(token: string): App {
    const { iss } = readUnverified(token);
    const app = typeof iss === 'string' ? this.registry.app(iss) : undefined;
    return app ?? refuse('invalid_token', 'its issuer is not a registered app');
  }

  async #claims(token: string, app: App, nowMs: number): Promise<PhoneClaims> {
    const verified = await jwtVerify(token, this.keys.of(app), {
      algorithms: ALGORITHMS,
      // An ID token says who signed in, to the app; it is no licence to call anybody (RFC 9068 §4, RFC 8725 §3.11).
      typ: 'at+jwt',
      issuer: app.issuer,
      audience: app.audience,
      currentDate: new Date(nowMs),
      clockTolerance: TOLERANCE_SECONDS,
    }).catch((error: unknown) => refuse('invalid_token', whyRefused(error)));

    const claims = readClaims(verified.payload);
    if (claims.exp - claims.iat > LONGEST_LIFE_SECONDS) refuse('invalid_token', 'it lives longer than an hour');
    if (claims.iat > nowMs / 1000 + TOLERANCE_SECONDS) refuse('invalid_token', '"iat" is in the future');
    return claims;
  }

  #recall(hash: string): AccessToken | undefined {
    const known = this.#remembered.get(hash);
    if (!known) return undefined;
    const { app } = known.token.phone;
    if (this.clock.nowMs() < known.untilMs && this.registry.app(app.issuer) === app) return known.token;
    this.#remembered.delete(hash);
    return undefined;
  }

  #remember(token: AccessToken, untilMs: number): void {
    if (this.#remembered.size >= MOST_REMEMBERED) {
      for (const oldest of this.#remembered.keys()) {
        this.#remembered.delete(oldest);
        break;
      }
    }
    this.#remembered.set(token.hash, { token, untilMs });
  }
}

function readUnverified(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch (error) {
    refuse('invalid_token', whyRefused(error));
  }
}

function vouch(secrets: Secrets, app: App, claims: PhoneClaims, hash: string): AccessToken {
  const { sub, client_id, name, acr, amr = [], auth_time, identities = [], accounts = {}, cnf } = claims;
  const phone: VerifiedPhone = {
    app,
    subject: sub,
    phoneKey: cnf?.jkt ?? secrets.bearerPhoneKey(app.issuer, sub, client_id),
    amr: amr.filter((factor) => app.amr.includes(factor)),
    ...(name !== undefined && { name }),
    identities: identities.map(bare),
    accounts,
    ...(acr !== undefined && (app.acr?.includes(acr) ?? true) && { acr }),
    ...(auth_time !== undefined && { authTimeSeconds: auth_time }),
  };
  return { phone, hash, ...(cnf && { keyThumbprint: cnf.jkt }) };
}

/** What is known of an identity and no more: whatever else an app says would reach phones and portals as if we had. */
function bare({ id, type, name, code, agency }: Identity): Identity {
  return {
    id,
    type,
    name,
    ...(code !== undefined && { code }),
    ...(agency && { agency: { name: agency.name, code: agency.code } }),
  };
}
