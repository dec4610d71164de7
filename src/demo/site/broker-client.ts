import {
  authorizationCodeGrant,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  clientCredentialsGrant,
  type Configuration,
  fetchProtectedResource,
  type IDToken,
} from 'openid-client';
import type { StartRequest } from '@saoma/protocol';
import { createRemoteJWKSet } from 'jose';
import { providerAt } from '../web/provider.js';
import type { Attempt } from './attempts.js';
import { LogoutTokens } from './logout-tokens.js';
import type { SignInId } from './visits.js';

/** A token is not used in the last seconds of its life: it must outlive the request it goes with. */
const MARGIN_MS = 30_000;

/** The browser that waits. The broker does not see it when a backend starts the session, so it is told. */
export interface WaitingBrowser {
  readonly userAgent?: string | undefined;
  readonly address: string;
  /** Of the page's key, which no other page can prove. */
  readonly keyThumbprint?: string | undefined;
  /** BCP 47. */
  readonly languageTag: string;
}

/** What a backend may ask for beyond a plain sign-in. */
export type SessionOrder = Pick<
  StartRequest,
  | 'login_hint'
  | 'required_amr'
  | 'required_acr'
  | 'max_age'
  | 'text'
  | 'life_ms'
  | 'identity_types'
  | 'approvers'
  | 'contacts'
>;

/** The portal's side of OpenID Connect, with an ordinary client library and nothing else. */
export class BrokerClient {
  readonly #issuer: URL;
  readonly #clientId: string;
  readonly #redirectUri: string;
  readonly #discover: () => Promise<Configuration>;
  #logoutTokens: LogoutTokens | undefined;
  #token: { readonly value: string; readonly endsAtMs: number } | undefined;

  constructor(options: { issuer: string; clientId: string; clientSecret: string; redirectUri: string }) {
    this.#issuer = new URL(options.issuer);
    this.#clientId = options.clientId;
    this.#redirectUri = options.redirectUri;
    this.#discover = providerAt(options.issuer, options.clientId, ClientSecretBasic(options.clientSecret));
  }

  /** `POST /v1/sessions`: the broker's answer as it is, whatever it says. */
  async start(attempt: Attempt<unknown>, order: SessionOrder, browser: WaitingBrowser): Promise<Response> {
    const request: StartRequest = {
      ...order,
      client_id: this.#clientId,
      purpose: attempt.purpose,
      scope: 'openid profile',
      redirect_uri: this.#redirectUri,
      code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      state: attempt.state,
      nonce: attempt.nonce,
      ui_locales: browser.languageTag,
      desktop: { ...(browser.userAgent && { user_agent: browser.userAgent }), address: browser.address },
      ...(browser.keyThumbprint !== undefined && { desktop_jkt: browser.keyThumbprint }),
    };
    const configuration = await this.#discover();
    const headers = new Headers({ 'content-type': 'application/json' });
    const address = new URL('/v1/sessions', this.#issuer);
    const token = await this.#accessToken();
    try {
      return await fetchProtectedResource(configuration, token, address, 'POST', JSON.stringify(request), headers);
    } catch (error) {
      // A token that did not serve is not kept: the broker may have been started anew.
      this.#token = undefined;
      throw error;
    }
  }

  /**
   * Trades the code in the callback's address for what the ID token says. A code of another purpose is worth nothing
   * here: who asks for a sign-in gets no less, and who asks for a proof gets no more.
   * @throws what the library throws: the broker's refusal, a wrong `state`, `iss` or `nonce`, or no answer at all
   */
  async redeem(callback: URL, { state, nonce, verifier, purpose }: Attempt<unknown>): Promise<IDToken> {
    const tokens = await authorizationCodeGrant(
      await this.#discover(),
      callback,
      { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      purpose === 'login' ? {} : { purpose },
    );
    const claims = tokens.claims();
    if (!claims) throw new Error('The token answer has no ID token.');
    if ((claims['purpose'] ?? 'login') !== purpose) throw new Error('The ID token is for another purpose.');
    return claims;
  }

  /**
   * Which sign-in the broker says is over.
   * @throws LogoutTokenRefused, or that the broker's keys could not be had
   */
  async signedOut(logoutToken: string): Promise<SignInId> {
    const { issuer, jwks_uri: keys } = (await this.#discover()).serverMetadata();
    this.#logoutTokens ??= new LogoutTokens(issuer, this.#clientId, createRemoteJWKSet(new URL(keys ?? '', issuer)));
    return this.#logoutTokens.take(logoutToken);
  }

  async #accessToken(): Promise<string> {
    if (this.#token && this.#token.endsAtMs > performance.now()) return this.#token.value;
    const answer = await clientCredentialsGrant(await this.#discover(), { scope: 'sessions' });
    const lifeMs = (answer.expires_in ?? 0) * 1_000 - MARGIN_MS;
    this.#token = { value: answer.access_token, endsAtMs: performance.now() + lifeMs };
    return answer.access_token;
  }
}
