import type { DesktopDevice, PhoneDevice, Route } from '@saoma/testing';
import { HostedBrowser, HostedPage } from '../flows/hosted-page.js';

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
  readonly #browser: HostedBrowser;
  /** Where it waited last. */
  #page: HostedPage | undefined;

  constructor({ broker, phone, route }: PersonOptions) {
    this.phone = phone;
    this.#broker = broker;
    this.#browser = new HostedBrowser(route);
  }

  /** Opens an address and goes wherever it leads, as far as the broker's own pages go. */
  async open(url: string, init: RequestInit = {}): Promise<Arrival> {
    let [at, now] = [url, init];
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      if (new URL(at).origin !== this.#broker) return { url: at };
      const response = await this.#browser.fetch(at, now);
      const target = response.headers.get('location');
      if (target === null) return { url: at, status: response.status, page: await response.text() };
      [at, now] = [new URL(target, at).href, {}];
    }
    throw new Error(`the browser was sent round and round, last to ${at}`);
  }

  /** The page that waits behind an authorization request; nobody has scanned yet. */
  async waitAt(authorizationUrl: string): Promise<DesktopDevice> {
    const { url, status, page } = await this.open(authorizationUrl);
    if (page?.includes(`start-url="${new URL(url).pathname}/session"`) !== true) {
      throw new Error(`no code to scan at ${url} (${String(status)})`, { cause: page });
    }
    this.#page = new HostedPage(url, this.#browser);
    return this.#page.element();
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
  async cancel(): Promise<Arrival> {
    if (!this.#page) throw new Error('nobody waits at a page');
    const { location } = await this.#page.leave('cancel');
    return this.open(new URL(location ?? '', this.#page.url).href);
  }
}
