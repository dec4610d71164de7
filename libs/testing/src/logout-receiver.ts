import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { Arrivals } from './arrivals.js';
import { type CallbackAnswer, CallbackReceiver, type ReceivedCall } from './callback-receiver.js';

/** What a logout token says that was found genuine (OpenID Connect Back-Channel Logout §2.4). */
export interface LogoutClaims {
  readonly iss: string;
  readonly jti: string;
  /** As the portal knows the person. */
  readonly sub?: string;
  /** The session that is over. */
  readonly sid?: string;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

const DEADLINE_MS = 15_000;

/**
 * A portal's back-channel logout endpoint. It verifies logout tokens as §2.6 of the specification asks and keeps what they
 * say; others it refuses with 400 (§2.8).
 */
export class LogoutReceiver {
  readonly #logouts = new Arrivals<LogoutClaims>('logouts');
  readonly #refused: string[] = [];
  #portal: { readonly issuer: string; readonly clientId: string } | undefined;

  private constructor(readonly calls: CallbackReceiver) {}

  static async listen(): Promise<LogoutReceiver> {
    const receiver = new LogoutReceiver(await CallbackReceiver.listen());
    receiver.calls.answerWith((call) => receiver.receive(call));
    return receiver;
  }

  /** Where it is called: `backchannel_logout_uri`. */
  get uri(): string {
    return this.calls.uri;
  }

  /** What genuine tokens said, in order. */
  get logouts(): readonly LogoutClaims[] {
    return this.#logouts.all;
  }

  /** Why others were refused. */
  get refused(): readonly string[] {
    return this.#refused;
  }

  /** Whose tokens count, and for whom. A portal that is given this receiver says so itself. */
  expect(issuer: string, clientId: string): void {
    this.#portal = { issuer, clientId };
  }

  /** Waits until it was told so many. */
  until(count: number, deadlineMs = DEADLINE_MS): Promise<readonly LogoutClaims[]> {
    return this.#logouts.until(count, deadlineMs);
  }

  /** Verifies one call, keeps what it says and answers it; for those who answer otherwise first. */
  async receive({ body }: ReceivedCall): Promise<CallbackAnswer> {
    const headers = { 'cache-control': 'no-store' };
    try {
      this.#logouts.note(await this.#verify(new URLSearchParams(body).get('logout_token') ?? ''));
      return { status: 200, headers };
    } catch (error) {
      this.#refused.push(String(error));
      return { status: 400, headers, body: '{"error":"invalid_request"}' };
    }
  }

  close(): Promise<void> {
    return this.calls.close();
  }

  async #verify(token: string): Promise<LogoutClaims> {
    if (!this.#portal) throw new Error('nobody said whose tokens count');
    const { issuer, clientId: audience } = this.#portal;
    const metadata = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as { jwks_uri: string };
    const { payload } = await jwtVerify<LogoutClaims>(token, createRemoteJWKSet(new URL(metadata.jwks_uri)), {
      issuer,
      audience,
      typ: 'logout+jwt',
      algorithms: ['ES256'],
      requiredClaims: ['iat', 'exp', 'jti', 'events'],
    });
    const mistake = mistakeIn(payload);
    if (mistake !== undefined) throw new Error(mistake);
    return payload;
  }
}

function mistakeIn({ events, sub, sid, nonce }: JWTPayload & Partial<LogoutClaims>): string | undefined {
  const event = (events as Record<string, unknown>)[EVENT];
  if (typeof event !== 'object' || event === null) return 'it is about no logout';
  if (sub === undefined && sid === undefined) return 'it says neither who nor which session';
  // Else an ID token could pass for one (§2.4).
  return nonce === undefined ? undefined : 'it has a nonce';
}
