import { randomBytes } from 'node:crypto';
import type { StartAnswer, StartRequest } from '@saoma/protocol';
import {
  PhoneDevice,
  type PortalBackend,
  type RawAnswer,
  type Route,
  type StartExtras,
  type TestApp,
  type TestPerson,
} from '@saoma/testing';
import type { Budget } from './budget.js';
import type { CallOptions, Calls } from './calls.js';
import type { Canary } from './canary.js';
import { codeOf } from './findings.js';
import type { OpenKit, OpenLures } from './kit.js';
import type { FirstNonce } from './first-nonce.js';
import { PageKey } from './page-key.js';
import { WaitingPage } from './waiting-page.js';

/** What bounds and informs an attack. */
export interface TargetOptions {
  /** The broker's public origin. */
  readonly origin: string;
  readonly kit: OpenKit;
  readonly canary?: Canary;
  /** Size of the sample for statistics. */
  readonly samples: number;
  /** Lets this much time pass: really, or in tests by moving the broker's clock. */
  readonly wait: (ms: number) => Promise<void>;
  /** How long a slow request may hold a connection before it counts as forever. */
  readonly patienceMs: number;
  /** How long the broker is given for what it does behind an answer. */
  readonly behindMs: number;
  /** Aborted when the attack's time is over. */
  readonly signal: AbortSignal;
  /** What it may spend. */
  readonly budget: Budget;
  /** What the run was told before this attack. */
  readonly firstNonce: FirstNonce;
}

/** No answer of a broker takes longer. */
const ANSWER_WITHIN_MS = 20_000;

/** A deployment under attack: its address, and what is held of it. */
export class Target implements Calls {
  readonly origin: string;
  readonly samples: number;
  readonly patienceMs: number;
  readonly #options: TargetOptions;
  readonly #portals = new Map<PortalBackend, PortalBackend>();
  /** What others send is counted on its way. */
  readonly #count: Route = (url) => {
    this.spend();
    return url;
  };

  constructor(options: TargetOptions) {
    this.#options = options;
    this.origin = options.origin;
    this.samples = options.samples;
    this.patienceMs = options.patienceMs;
  }

  get portal(): PortalBackend {
    return this.#counted(this.#options.kit.portal);
  }

  get otherPortal(): PortalBackend {
    return this.#counted(this.#options.kit.otherPortal);
  }

  get strictPortal(): PortalBackend {
    return this.#counted(this.#options.kit.strictPortal);
  }

  get app(): TestApp {
    return given(this.#options.kit.app);
  }

  get strangerApp(): TestApp {
    return given(this.#options.kit.strangerApp);
  }

  get canary(): Canary {
    return given(this.#options.canary);
  }

  /** The namespace of the app's people. */
  get realm(): string {
    return given(this.#options.kit.realm);
  }

  /** Portals and apps that are registered with addresses which must not be called. */
  get lures(): OpenLures {
    const lures = given(this.#options.kit.lures);
    return {
      ...lures,
      portals: new Map(Array.from(lures.portals, ([what, portal]) => [what, this.#counted(portal)])),
      webhookPortal: this.#counted(lures.webhookPortal),
    };
  }

  /** Waits until what the broker does behind an answer is done, or will not be. */
  settle(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.#options.behindMs));
  }

  /** Counts a connection that is made past {@link call}. @throws OverBudget when it is one too many */
  spend(): void {
    this.#options.budget.spend();
  }

  /** Lets time pass. */
  wait(ms: number): Promise<void> {
    return this.#options.wait(ms);
  }

  /** A nonce that the broker gave at least so long ago, and none since; lets the time pass that is missing. */
  async oldNonce(ageMs: number): Promise<string | undefined> {
    const { firstNonce } = this.#options;
    const waitMs = firstNonce.missingMs(ageMs);
    if (waitMs > 0) await this.wait(waitMs);
    return firstNonce.value;
  }

  /** One request, and its answer as it came: no redirect is followed, no stream is read. */
  async call(method: string, path: string, options: CallOptions = {}): Promise<RawAnswer> {
    const { headers, body, token, proof, origin } = options;
    const isForm = body instanceof URLSearchParams;
    this.spend();
    const response = await fetch(this.origin + path, {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([this.#options.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(proof !== undefined && { dpop: proof }),
        ...(origin !== undefined && { origin }),
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const { status, headers: received } = response;
    this.#options.firstNonce.note(received.get('dpop-nonce'));
    const type = received.get('content-type') ?? '';
    if (type.startsWith('text/event-stream')) {
      await response.body?.cancel();
      return { status, headers: received, body: '' };
    }
    const text = await response.text();
    return { status, headers: received, body: /[/+]json\b/.test(type) ? parsed(text) : text };
  }

  /** A call of a portal's backend at an OAuth endpoint, with its credentials. */
  async callAs(portal: PortalBackend, path: string, parameters: Readonly<Record<string, string>>): Promise<RawAnswer> {
    const { headers, body } = await portal.credentials();
    for (const [name, value] of Object.entries(parameters)) body.set(name, value);
    return this.call('POST', path, { headers: Object.fromEntries(headers), body });
  }

  /** The token by which a portal’s backend starts sessions. @throws Error when it is given none, since nothing could be tried */
  async backendToken(portal: PortalBackend): Promise<string> {
    const answer = await this.callAs(portal, '/token', { grant_type: 'client_credentials', scope: 'sessions' });
    const { access_token: token } = Object(answer.body) as { readonly access_token?: unknown };
    if (typeof token !== 'string') throw new Error(`the backend’s token was answered ${answer.status}`);
    return token;
  }

  /** What a page asks for, with a key of its own as browsers have it. */
  async begin(portal = this.portal): Promise<StartRequest> {
    return portal.begin({ desktop_jkt: (await PageKey.create()).jkt });
  }

  /** A page that waits, with a key of its own as browsers have it; of the test portal if no other is named. */
  async page(portal = this.portal, extras: StartExtras = {}, key?: PageKey): Promise<WaitingPage> {
    return WaitingPage.start(this, portal, extras, key ?? (await PageKey.create()));
  }

  /** A page whose token is all that it has; `undefined` where the portal lets none wait without a key. */
  async barePage(portal = this.portal): Promise<WaitingPage | undefined> {
    const answer = await WaitingPage.ask(this, portal, {});
    if (codeOf(answer.body) === 'invalid_request') return undefined;
    return WaitingPage.of(this, portal, answer.body as StartAnswer, undefined);
  }

  /** A page of a session that the portal's backend started. */
  async pageOfBackend(extras: StartExtras, portal = this.portal): Promise<WaitingPage> {
    const key = await PageKey.create();
    return WaitingPage.of(this, portal, await portal.startSession({ desktop_jkt: key.jkt, ...extras }), key);
  }

  /** A phone with a fresh key, of somebody who does not exist. */
  phone(person: TestPerson = somebody(), app = this.app): Promise<PhoneDevice> {
    return PhoneDevice.create({ broker: this.origin, app, person, route: this.#count });
  }

  /** Whether the broker still answers. */
  async isAlive(): Promise<boolean> {
    return this.call('GET', '/.well-known/openid-configuration').then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  #counted(portal: PortalBackend | undefined): PortalBackend {
    const known = given(portal);
    const counted = this.#portals.get(known) ?? known.along(this.#count);
    this.#portals.set(known, counted);
    return counted;
  }
}

/** A person that nobody else has: so no limit of an attack before is in the way, and words of theirs are known again. */
export function somebody(): TestPerson {
  const mark = randomBytes(6).toString('hex');
  return { sub: `attack-${mark}`, name: `Mallory ${mark}`, amr: ['fpt'] };
}

function given<T>(part: T | undefined): T {
  if (part === undefined) throw new TypeError('an attack asked for what it did not say it needs');
  return part;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
