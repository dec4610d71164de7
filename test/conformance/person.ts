import type { StartAnswer } from '@saoma/protocol';
import { DesktopDevice, type PhoneDevice, type Route } from '@saoma/testing';

/** Where a browser ends up. */
export interface Arrival {
  readonly url: string;
  /** Of the page there; absent where the browser left the broker, which is not followed. */
  readonly status?: number;
  readonly page?: string;
}

export interface PersonOptions {
  /** The broker's public origin. */
  readonly broker: string;
  readonly phone: PhoneDevice;
  readonly route?: Route;
}

/** More redirects than any sign-in has. */
const MOST_REDIRECTS = 5;

/**
 * Somebody with a phone before a browser of their own, sent to an authorization endpoint by whatever client. The browser has
 * cookies and follows redirects; the element on the page is its shipped login client without a screen.
 */
export class Person {
  readonly phone: PhoneDevice;
  readonly #broker: string;
  readonly #route: Route | undefined;
  /** Where it waited last. */
  #page = '';
  readonly #cookies = new Map<string, string>();

  constructor({ broker, phone, route }: PersonOptions) {
    this.phone = phone;
    this.#broker = broker;
    this.#route = route;
  }

  /** Opens an address and goes wherever it leads, as far as the broker's own pages go. */
  async open(url: string, init: RequestInit = {}): Promise<Arrival> {
    let [at, now] = [url, init];
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      if (new URL(at).origin !== this.#broker) return { url: at };
      const response = await this.#request(at, now);
      const target = response.headers.get('location');
      if (target === null) return { url: at, status: response.status, page: await response.text() };
      [at, now] = [new URL(target, at).href, {}];
    }
    throw new Error(`the browser was sent round and round, last to ${at}`);
  }

  /** The page that waits behind an authorization request; nobody has scanned yet. */
  async waitAt(authorizationUrl: string): Promise<DesktopDevice> {
    const { url, status, page } = await this.open(authorizationUrl);
    this.#page = url;
    const [, path] = /\sstart-url="([^"]+)"/.exec(page ?? '') ?? [];
    if (path === undefined) throw new Error(`no code to scan at ${url} (${String(status)})`, { cause: page });
    return DesktopDevice.start({
      broker: this.#broker,
      origin: this.#broker,
      request: () => this.#start(new URL(path, url).href),
      ...(this.#route && { route: this.#route }),
    });
  }

  /** Signs in, and says where the browser goes: to the portal, with what it gets. */
  async signIn(authorizationUrl: string): Promise<string> {
    const desktop = await this.waitAt(authorizationUrl);
    try {
      await this.phone.signIn(desktop);
      return await desktop.landing();
    } finally {
      desktop.close();
    }
  }

  /** Goes back from the page that waits: to the portal, with what it is told. */
  cancel(): Promise<Arrival> {
    return this.open(`${this.#page}/cancel`, { method: 'POST', headers: { origin: this.#broker } });
  }

  async #start(url: string): Promise<StartAnswer> {
    const response = await this.#request(url, { method: 'POST', headers: { origin: this.#broker } });
    if (response.status !== 201) throw new Error(`the start was answered with ${response.status}`);
    return (await response.json()) as StartAnswer;
  }

  async #request(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(this.#route?.(url) ?? url, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}
