import type { FastifyReply } from 'fastify';
import { EventStream } from './event-stream.js';

/** A browser has a page or a few of one sign-in before its person; whoever opens more loses the oldest. */
const MOST_PER_KEY = 8;

/** Pages that wait for news about one thing, be it a sign-in or a phone. */
export class EventStreams {
  readonly #streams = new Map<string, Set<EventStream>>();

  /** Answers a page with what will be told about this. */
  open(reply: FastifyReply, key: string): FastifyReply {
    const streams = this.#streams.get(key) ?? new Set();
    this.#streams.set(key, streams);
    const [oldest] = streams;
    if (streams.size >= MOST_PER_KEY) oldest?.end();
    const stream = new EventStream(reply);
    streams.add(stream);
    stream.onClose(() => {
      stream.end();
      streams.delete(stream);
      if (streams.size === 0 && this.#streams.get(key) === streams) this.#streams.delete(key);
    });
    return reply;
  }

  /** Tells all pages that wait for it. */
  tell(key: string, event: string): void {
    for (const stream of this.#streams.get(key) ?? []) stream.send(event);
  }

  /** Ends all of them: a server closes only once nobody waits. */
  close(): void {
    for (const streams of [...this.#streams.values()]) for (const stream of streams) stream.end();
  }
}
