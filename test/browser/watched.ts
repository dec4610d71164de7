import type { BrowserContext } from 'playwright-core';

/** What must not happen on a page, written down as it happens. */
export class Watched {
  readonly #seen: { readonly complaint: string; readonly url?: string }[] = [];
  /** Addresses that asked for a nonce: part of proving a key (RFC 9449 §8), and no fault of the page. */
  readonly #challenges = new Set<string>();
  readonly #urls: string[] = [];

  /** What the pages of a context say to developers, and whom they ask besides the origin. */
  constructor(context: BrowserContext, origin: string) {
    const look = (url: string): void => {
      this.#urls.push(url);
      if (!/^(data|blob):/.test(url) && new URL(url.replace(/^ws/, 'http')).origin !== origin) {
        this.#seen.push({ complaint: `asked a stranger: ${url}` });
      }
    };
    context.on('console', (message) => {
      // Also how Chromium tells of a breach of the content security policy, and of every answer from 400 on.
      if (['error', 'warning'].includes(message.type())) {
        this.#seen.push({ complaint: `${message.type()}: ${message.text()}`, url: message.location().url });
      }
    });
    context.on('weberror', (error) => this.#seen.push({ complaint: `uncaught: ${String(error.error())}` }));
    context.on('response', (response) => {
      const { 'www-authenticate': challenge = '' } = response.headers();
      if (challenge.includes('use_dpop_nonce')) this.#challenges.add(response.url());
    });
    context.on('request', (request) => look(request.url()));
    context.on('page', (page) => page.on('websocket', (socket) => look(socket.url())));
  }

  /** Everything that happened, but for what a test brings about on purpose. */
  complaints(...expected: readonly RegExp[]): readonly string[] {
    return this.#seen
      .filter(({ complaint, url = '' }) => !(complaint.includes('status of 401') && this.#challenges.has(url)))
      .map(({ complaint }) => complaint)
      .filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
  }

  /** Every address that was asked for. */
  urls(): readonly string[] {
    return this.#urls;
  }
}
