import type { DesktopContext, LocalizedText, Purpose, StartAnswer, StartRequest } from '@saoma/protocol';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildAuthorizationUrlWithPAR,
  calculatePKCECodeChallenge,
  type ClientAuth,
  clientCredentialsGrant,
  type Configuration,
  type CustomFetch,
  customFetch,
  discovery,
  type DPoPHandle,
  getDPoPHandle,
  randomDPoPKeyPair,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { LogoutReceiver } from './logout-receiver.js';
import {
  makePortalKeys,
  type PortalAuthMethod,
  type PortalCredentials,
  type PortalKeys,
  portalKeys,
} from './portal-keys.js';
import type { PortalRegistration } from './portal-registration.js';
import { rawAnswer } from './raw-answer.js';
import { fetchAlong, type Route } from './route.js';
import type { TestApp } from './test-app.js';
import { USER_AGENT } from './waiting-browser.js';

/** A portal as it is registered. What is left out is the least that signs people in. */
export interface PortalBackendOptions {
  /** The broker's public origin, which is also its issuer. Absent: `startBroker` tells it. */
  readonly broker?: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** The apps it trusts. */
  readonly apps: readonly Pick<TestApp, 'id'>[];
  readonly names?: LocalizedText;
  /** Default `client_secret_basic`. */
  readonly auth?: PortalAuthMethod;
  /** Those of a portal that is registered already; absent: fresh ones for `auth`. */
  readonly credentials?: PortalCredentials;
  /** Its tokens count only with proofs of a key of its own (RFC 9449). */
  readonly dpop?: boolean;
  /** Where it hears that somebody is signed out. */
  readonly logouts?: LogoutReceiver;
  /** What else its entry in the registry file has. */
  readonly entry?: Partial<PortalRegistration>;
  readonly route?: Route;
}

/** What a portal keeps of a sign-in it began, tied to the browser that began it. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The broker gives the result of a session for no other purpose than the one that the token request names. */
  readonly purpose: Purpose;
}

/** What a portal keeps, by whatever route it reaches the broker. */
interface Kept {
  readonly attempts: Map<string, Attempt>;
  /** The key that its tokens are bound to. */
  readonly dpopKey?: CryptoKeyPair;
  broker: string | undefined;
}

/** What the token endpoint gave; `claims()` are those of the verified ID token. */
export type PortalTokens = Awaited<ReturnType<typeof authorizationCodeGrant>>;

/** What a backend may ask for besides what it always sends. */
export type StartExtras = Partial<Omit<StartRequest, 'client_id' | 'code_challenge' | 'code_challenge_method'>>;

const WAITING_BROWSER: DesktopContext = { user_agent: USER_AGENT, address: '203.0.113.7' };

const LOOPBACK = /^http:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;

/** A portal's backend on a public OpenID Connect client library. It keeps what it began until it is dropped. */
export class PortalBackend {
  readonly clientId: string;
  /** Origin of the portal's pages. */
  readonly origin: string;
  readonly #options: PortalBackendOptions;
  readonly #keys: PortalKeys;
  readonly #kept: Kept;
  #configuration: Promise<Configuration> | undefined;

  private constructor(options: PortalBackendOptions, keys: PortalKeys, kept: Kept) {
    this.#options = options;
    this.#keys = keys;
    this.#kept = kept;
    this.clientId = options.clientId;
    this.origin = new URL(options.redirectUri).origin;
  }

  /** A portal, with fresh credentials unless it has some. Makes no call: the broker need not know it yet. */
  static async create(options: PortalBackendOptions): Promise<PortalBackend> {
    const { broker, dpop, credentials, auth = 'client_secret_basic' } = options;
    const keys = await (credentials ? portalKeys(credentials) : makePortalKeys(auth));
    const kept = { attempts: new Map(), broker, ...(dpop && { dpopKey: await randomDPoPKeyPair('ES256') }) };
    return new PortalBackend(options, keys, kept);
  }

  /** The same portal, reaching the broker along another route. */
  along(route: Route): PortalBackend {
    return new PortalBackend({ ...this.#options, route }, this.#keys, this.#kept);
  }

  /** From now on it signs people in at the broker of this public origin. */
  useBroker(origin: string): void {
    this.#kept.broker = origin;
    this.#configuration = undefined;
    this.#options.logouts?.expect(origin, this.clientId);
  }

  /** The portal's entry for the registry file. It holds no secret. */
  registration(overrides: Partial<PortalRegistration> = {}): PortalRegistration {
    const { clientId, redirectUri, apps, names = { zh: `网站 ${clientId}`, en: `Portal ${clientId}` } } = this.#options;
    const { logouts, dpop, entry } = this.#options;
    const { registration: client_auth } = this.#keys;
    // A portal that cannot prove itself has no backend that could start anything.
    const proves = client_auth.method !== 'none';
    // Nor has one whose tokens are bound to a key: sessions are started with bearer tokens.
    const backend: readonly 'backend'[] = proves && !dpop ? ['backend'] : [];
    return {
      client_id: clientId,
      names,
      origins: [this.origin],
      redirect_uris: [redirectUri],
      client_auth,
      purposes: backend.length > 0 ? ['login', 'step_up', 'verify'] : ['login'],
      trusted_apps: apps.map(({ id }) => id),
      // Simulated pages are new to everybody each time, and simulated phones say nothing of where they are.
      policy: [{ when: { nearness: ['far'] }, then: 'check' }],
      confirm_on_desktop: 'never',
      started_by: [...backend, 'page', 'redirect', 'device', ...(proves ? (['ciba'] as const) : [])],
      ...(dpop && { dpop_bound_access_tokens: true }),
      ...(logouts && { backchannel_logout_uri: logouts.uri }),
      ...entry,
      ...overrides,
    };
  }

  /** Begins a sign-in: what to ask the broker for, from the page or from here. State, nonce and verifier stay here. */
  async begin(extras: StartExtras = {}): Promise<StartRequest> {
    const { purpose = 'login' } = extras;
    const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), purpose };
    this.#kept.attempts.set(attempt.state, attempt);
    return {
      client_id: this.clientId,
      code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      redirect_uri: this.#options.redirectUri,
      state: attempt.state,
      nonce: attempt.nonce,
      ...extras,
    };
  }

  /**
   * Begins a sign-in by redirect: where to send the browser (OpenID Connect Core §3.1.2.1). `pushed`: the broker is given
   * the parameters beforehand, and the browser a reference to them (RFC 9126).
   */
  async authorizationUrl(
    parameters: Readonly<Record<string, string>> = {},
    { pushed = false }: { readonly pushed?: boolean } = {},
  ): Promise<string> {
    const begun = Object.entries(await this.begin()) as [string, string][];
    const request = { scope: 'openid', ...Object.fromEntries(begun), ...parameters };
    const client = await this.configuration();
    const url = pushed
      ? await buildAuthorizationUrlWithPAR(client, request, await this.proofs())
      : buildAuthorizationUrl(client, request);
    return url.href;
  }

  /** Begins a sign-in and starts its session from here. Rejects with the broker's answer as `cause` when it refuses. */
  async startSession(extras: StartExtras = {}): Promise<StartAnswer> {
    const { access_token } = await clientCredentialsGrant(
      await this.configuration(),
      { scope: 'sessions' },
      await this.proofs(),
    );
    const response = await this.#fetch(`${this.#broker}/v1/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify(await this.begin({ desktop: WAITING_BROWSER, ...extras })),
    });
    const answer = await rawAnswer(response);
    if (answer.status !== 201) throw new Error(`the start was answered with ${answer.status}`, { cause: answer });
    return answer.body as StartAnswer;
  }

  /** What was kept of the sign-in that a browser comes back from. Throws when this portal did not begin it. */
  attempt(landing: string): Attempt {
    const attempt = this.#kept.attempts.get(new URL(landing).searchParams.get('state') ?? '');
    if (!attempt) throw new Error('this portal did not begin that sign-in: its state is unknown');
    return attempt;
  }

  /**
   * Trades the code of the address that a browser came back to for tokens, and verifies all that OpenID Connect asks for.
   * Another `attempt` is for attackers. Rejects with the client library's errors.
   */
  async redeem(landing: string, attempt = this.attempt(landing)): Promise<PortalTokens> {
    const { state, nonce, verifier, purpose } = attempt;
    const checks = {
      expectedState: state,
      // Expecting a nonce is expecting an ID token.
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
    };
    const extra = purpose === 'login' ? undefined : { purpose };
    return authorizationCodeGrant(await this.configuration(), new URL(landing), checks, extra, await this.proofs());
  }

  /** For calls of the client library: with `dpop` what proves the key, else nothing. */
  async proofs(): Promise<{ readonly DPoP?: DPoPHandle }> {
    const { dpopKey } = this.#kept;
    return dpopKey ? { DPoP: getDPoPHandle(await this.configuration(), dpopKey) } : {};
  }

  /** What proves this portal in one request, for requests that no client library would send. */
  async credentials(): Promise<{ readonly headers: Headers; readonly body: URLSearchParams }> {
    const [headers, body] = [new Headers(), new URLSearchParams()];
    const client = await this.configuration();
    // It is declared to return nothing, but signing an assertion takes its time.
    const prove = this.#keys.clientAuth as (...given: Parameters<ClientAuth>) => Promise<void> | undefined;
    await prove(client.serverMetadata(), client.clientMetadata(), body, headers);
    return { headers, body };
  }

  get #broker(): string {
    const { broker } = this.#kept;
    if (broker === undefined) throw new Error(`portal ${this.clientId} knows no broker: register it with startBroker`);
    return broker;
  }

  get #fetch(): typeof fetch {
    return this.#options.route ? fetchAlong(this.#options.route) : fetch;
  }

  /** What the client library knows of the broker: discovered once; a failure is not kept. */
  configuration(): Promise<Configuration> {
    this.#configuration ??= this.#discover(this.#broker).catch((error: unknown) => {
      this.#configuration = undefined;
      throw error;
    });
    return this.#configuration;
  }

  #discover(broker: string): Promise<Configuration> {
    return discovery(new URL(broker), this.clientId, undefined, this.#keys.clientAuth, {
      [customFetch]: this.#fetch as CustomFetch,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; a loopback has no TLS
      execute: LOOPBACK.test(broker) ? [allowInsecureRequests] : [],
    });
  }
}
