import type { ServerResponse } from 'node:http';
import { isTerminal, SESSION_EVENT, type SessionMessage } from '@saoma/protocol';

/** Below the 60 s after which common proxies cut a silent connection. */
const HEARTBEAT_MS = 20_000;

/** Far more than a session has to say in its life. */
const MOST_UNREAD_BYTES = 65_536;

/**
 * One page's stream of server-sent events: each message with its revision as event id.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html §9.2.5
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;

  /** @param headers what the framework would have sent: CORS among them. */
  constructor(response: ServerResponse, headers: Record<string, string | number | string[] | undefined>) {
    this.#response = response;
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Proxies that buffer answers would hold back what the page waits for.
      'x-accel-buffering': 'no',
    });
    const beat = (): void => {
      this.#write(':\n\n');
    };
    // At once as well: a page whose stream is held back on the way must not wait for it.
    beat();
    this.#heartbeat = setInterval(beat, HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** A page that does not read what it asked for is cut: nothing waits for it in memory but its next connection. */
  #write(text: string): void {
    if (this.#response.writableLength > MOST_UNREAD_BYTES) this.#response.destroy();
    else this.#response.write(text);
  }

  /** Calls back when the page is gone, whoever ended the stream. */
  onClose(callback: () => void): void {
    if (this.#response.destroyed) callback();
    else this.#response.once('close', callback);
  }

  send(message: SessionMessage): void {
    this.#write(`event: ${SESSION_EVENT}\nid: ${String(message.rev)}\ndata: ${JSON.stringify(message)}\n\n`);
    if (isTerminal(message.state) || message.state === 'expired') this.end();
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.#response.end();
  }
}
