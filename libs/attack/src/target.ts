import { randomBytes } from 'node:crypto';
import {
  PhoneDevice,
  type PortalBackend,
  type RawAnswer,
  type StartExtras,
  type TestApp,
  type TestPerson,
} from '@saoma/testing';
import type { CallOptions, Calls } from './calls.js';
import type { Canary } from './canary.js';
import type { OpenKit } from './kit.js';
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
  /** Aborted when the attack's time is over. */
  readonly signal: AbortSignal;
}

/** No answer of a broker takes longer. */
const ANSWER_WITHIN_MS = 20_000;

/** A deployment under attack: its address, and what is held of it. */
export class Target implements Calls {
  readonly origin: string;
  readonly samples: number;
  readonly patienceMs: number;
  readonly #options: TargetOptions;

  constructor(options: TargetOptions) {
    this.#options = options;
    this.origin = options.origin;
    this.samples = options.samples;
    this.patienceMs = options.patienceMs;
  }

  get portal(): PortalBackend {
    return given(this.#options.kit.portal);
  }

  get otherPortal(): PortalBackend {
    return given(this.#options.kit.otherPortal);
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

  /** Lets time pass. */
  wait(ms: number): Promise<void> {
    return this.#options.wait(ms);
  }

  /** One request, and its answer as it came: no redirect is followed, no stream is read. */
  async call(method: string, path: string, { headers, body, token, origin }: CallOptions = {}): Promise<RawAnswer> {
    const isForm = body instanceof URLSearchParams;
    const response = await fetch(this.origin + path, {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([this.#options.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(origin !== undefined && { origin }),
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const { status, headers: received } = response;
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

  /** A page that waits; of the test portal if no other is named. */
  page(portal = this.portal, extras: StartExtras = {}): Promise<WaitingPage> {
    return WaitingPage.start(this, portal, extras);
  }

  /** A page of a session that the portal's backend started. */
  async pageOfBackend(extras: StartExtras, portal = this.portal): Promise<WaitingPage> {
    return WaitingPage.of(this, portal, await portal.startSession(extras));
  }

  /** A phone with a fresh key, of somebody who does not exist. */
  phone(person: TestPerson = somebody(), app = this.app): Promise<PhoneDevice> {
    return PhoneDevice.create({ broker: this.origin, app, person });
  }

  /** Whether the broker still answers. */
  async isAlive(): Promise<boolean> {
    return this.call('GET', '/.well-known/openid-configuration').then(
      ({ status }) => status === 200,
      () => false,
    );
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
