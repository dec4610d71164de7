import type { FastifyReply } from 'fastify';

/** Below the 60 s after which common proxies cut a silent connection. */
const HEARTBEAT_MS = 20_000;

/**
 * Answers with server-sent events: what is sent is a name, and the page knows what to do.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html §9.2.5
 */
export class EventStream {
  readonly #reply: FastifyReply;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(reply: FastifyReply) {
    this.#reply = reply;
    const { raw } = reply.hijack();
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Proxies that buffer answers would hold back what the page waits for.
      'x-accel-buffering': 'no',
    });
    raw.write(':\n\n');
    this.#heartbeat = setInterval(() => raw.write(':\n\n'), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  send(event: string): void {
    this.#reply.raw.write(`event: ${event}\ndata:\n\n`);
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.#reply.raw.end();
  }

  /** Calls back when the page is gone, whoever ended the stream. */
  onClose(callback: () => void): void {
    const { raw } = this.#reply;
    if (raw.destroyed) callback();
    else raw.once('close', callback);
  }
}
