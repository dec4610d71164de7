import type { StartAnswer } from '@saoma/protocol';
import { DesktopDevice, type Route } from '@saoma/testing';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** A browser as far as the broker sees it: it keeps cookies by path, and follows nothing that it was not told to. */
export class HostedBrowser {
  /** The text of each `Set-Cookie`, newest last. */
  readonly setCookies: string[] = [];
  #cookies: readonly Cookie[] = [];

  /** @param route to the broker's node that this browser is led to. */
  constructor(readonly route?: Route) {}

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(url);
    const headers = new Headers(init.headers);
    const sent = this.#cookies.filter(({ path }) => `${pathname}/`.startsWith(path.endsWith('/') ? path : `${path}/`));
    if (sent.length > 0) headers.set('cookie', sent.map(({ name, value }) => `${name}=${value}`).join('; '));
    const response = await fetch(this.route?.(url) ?? url, { ...init, headers, redirect: 'manual' });
    for (const text of response.headers.getSetCookie()) this.#keep(text);
    return response;
  }

  /** Where it is sent when it follows a link. */
  async follow(url: string | URL): Promise<Landing> {
    const response = await this.fetch(String(url));
    const location = response.headers.get('location');
    return { status: response.status, location, url: new URL(location ?? '', url) };
  }

  #keep(text: string): void {
    this.setCookies.push(text);
    const [pair = '', ...attributes] = text.split('; ');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const path = attributes.find((attribute) => attribute.startsWith('path='))?.slice('path='.length) ?? '/';
    const others = this.#cookies.filter((kept) => kept.name !== name || kept.path !== path);
    // An empty one takes it back.
    this.#cookies = value === '' ? others : [...others, { name, value, path }];
  }
}

export interface Landing {
  readonly status: number;
  readonly location: string | null;
  readonly url: URL;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The hosted page in a browser, by what it asks the broker for. */
export class HostedPage {
  constructor(
    readonly url: string,
    readonly browser: HostedBrowser,
  ) {}

  /** Follows a portal's link. @throws Error when it leads elsewhere than to the page */
  static async open(link: URL, browser = new HostedBrowser()): Promise<HostedPage> {
    const { url } = await browser.follow(link);
    if (!url.pathname.startsWith('/login/')) throw new Error(`the link leads to ${url.href}`);
    return new HostedPage(url.href, browser);
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  /** The page itself. */
  read(headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.browser.fetch(this.url, { headers });
  }

  /** What its element sends when it wants a code. */
  async start(headers: Readonly<Record<string, string>> = { origin: this.origin }): Promise<Answer> {
    const init = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', ...headers } };
    const response = await this.browser.fetch(`${this.url}/session`, init);
    return { status: response.status, body: await response.json() };
  }

  /** Its element, waiting. */
  element(): Promise<DesktopDevice> {
    const request = async (): Promise<StartAnswer> => {
      const { status, body } = await this.start();
      if (status !== 201) throw new Error(`the start was answered with ${String(status)}`, { cause: body });
      return body as StartAnswer;
    };
    const { route } = this.browser;
    return DesktopDevice.start({ broker: this.origin, origin: this.origin, request, ...(route && { route }) });
  }

  /** A form of the page is sent. */
  async leave(
    form: 'cancel' | 'timeout',
    headers: Readonly<Record<string, string>> = { origin: this.origin },
  ): Promise<Pick<Landing, 'status' | 'location'>> {
    const response = await this.browser.fetch(`${this.url}/${form}`, { method: 'POST', headers });
    return { status: response.status, location: response.headers.get('location') };
  }
}
