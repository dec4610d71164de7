import { WebSocket } from 'ws';
import { fetchAlong, type Route } from './route.js';
import { USER_AGENT } from './waiting-browser.js';

/** What the network of a page is: its own, and one that can fail. */
export interface PageNetworkOptions {
  /** Origin of the page, as its browser would send it. */
  readonly origin: string;
  readonly route?: Route;
}

/** `fetch` and `WebSocket` as a page on `origin` has them, with a plug to pull. */
export class PageNetwork {
  readonly fetch: typeof fetch;
  readonly webSocket: typeof globalThis.WebSocket;
  readonly #sockets = new Set<WebSocket>();
  readonly #requests = new Set<Promise<unknown>>();
  #plug = new AbortController();

  constructor({ origin, route = (url) => url }: PageNetworkOptions) {
    const along = fetchAlong(route);
    this.fetch = async (input, init = {}) => {
      const { signal: plug } = this.#plug;
      if (plug.aborted) throw new TypeError('the network of this page is down');
      const headers = new Headers(init.headers);
      headers.set('origin', origin);
      headers.set('user-agent', USER_AGENT);
      const signal = init.signal ? AbortSignal.any([init.signal, plug]) : plug;
      const answer = along(input, { ...init, headers, signal });
      this.keep(answer);
      return answer;
    };
    const open = (url: string | URL): WebSocket => this.#open(route(String(url)), origin);
    // A page constructs its sockets; what a constructor returns is what `new` gives.
    this.webSocket = function (url: string | URL) {
      return open(url);
    } as unknown as typeof globalThis.WebSocket;
  }

  /** Cuts every socket that stands; new ones get through. */
  drop(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Nothing gets through any more, nor the rest of what was on its way. */
  goDown(): void {
    this.#plug.abort(new TypeError('the network of this page went down'));
    this.drop();
  }

  goUp(): void {
    this.#plug = new AbortController();
  }

  /** Once no request is under way. */
  async quiet(): Promise<void> {
    do {
      // What the page has just decided to send is on its way by then.
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.allSettled(this.#requests);
    } while (this.#requests.size > 0);
  }

  #open(url: string, origin: string): WebSocket {
    const socket = new WebSocket(url, { origin, headers: { 'user-agent': USER_AGENT } });
    // Without a listener, `ws` makes an error that nobody awaits into a crash.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    this.#sockets.add(socket);
    if (this.#plug.signal.aborted) socket.terminate();
    return socket;
  }

  /** What a request is made of counts as one under way. */
  keep(request: Promise<unknown>): void {
    const settled = request
      .catch(() => undefined)
      .finally(() => {
        this.#requests.delete(settled);
      });
    this.#requests.add(settled);
  }
}
