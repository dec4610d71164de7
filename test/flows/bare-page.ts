import { createHmac } from 'node:crypto';
import {
  frameIndex,
  frameMessage,
  frameText,
  type Problem,
  type QrParameters,
  type SessionMessage,
  type StartAnswer,
} from '@saoma/protocol';
import { io, type Socket } from 'socket.io-client';
import { until } from '../servers/deadline.js';

/** An answer as it came. */
export interface BareAnswer<T = SessionMessage> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

/** One server-sent event. */
export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Everything that came by one way, oldest first. */
class Heard<T> {
  readonly all: T[] = [];
  /** The other side said that there is no more. */
  ended = false;
  constructor(private readonly stop: () => void) {}

  /** The first that is as wanted, come already or yet to come. */
  async until(what: string, isWanted: (item: T) => boolean): Promise<T> {
    await until(
      what,
      () => this.all,
      (all) => all.some(isWanted),
    );
    return this.all.find(isWanted)!;
  }

  async untilEnded(): Promise<void> {
    await until(
      'end',
      () => (this.ended ? 'ended' : this.all),
      (seen) => seen === 'ended',
    );
  }

  close(): void {
    this.stop();
  }
}

export interface BarePageOptions {
  /** The node to talk to. */
  readonly node: string;
  readonly session: StartAnswer;
  /** Origin of the page; absent: no browser. */
  readonly origin?: string;
}

/** A waiting page without the shipped client: every way to hear of a session, as it is on the wire. */
export class BarePage {
  readonly #node: string;
  readonly #session: StartAnswer;
  readonly #headers: Record<string, string>;
  readonly #origin: string | undefined;

  constructor({ node, session, origin }: BarePageOptions) {
    this.#node = node;
    this.#session = session;
    this.#origin = origin;
    this.#headers = {
      authorization: `Bearer ${session.desktop_token}`,
      ...(origin !== undefined && { origin }),
    };
  }

  /** @param path behind the session's address: `?wait_ms=…`, `/qr.svg` */
  async get<T = SessionMessage>(path = '', signal?: AbortSignal): Promise<BareAnswer<T>> {
    return answerOf(await fetch(this.#url(path), { headers: this.#headers, ...(signal && { signal }) }));
  }

  async post<T = SessionMessage>(command: 'extend' | 'cancel'): Promise<BareAnswer<T>> {
    return answerOf(await fetch(this.#url(`/${command}`), { method: 'POST', headers: this.#headers }));
  }

  async picture(name: 'qr.svg' | 'qr.png'): Promise<{ readonly headers: Headers; readonly body: Buffer }> {
    const response = await fetch(this.#url(`/${name}`), { headers: this.#headers });
    return { headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  }

  /** Opens the stream of events; resolves once the answer has begun. */
  async events(lastEventId?: number): Promise<Heard<SentEvent> & { readonly headers: Headers }> {
    const controller = new AbortController();
    const headers = { ...this.#headers, ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }) };
    const response = await fetch(this.#url('/events'), { headers, signal: controller.signal });
    const heard = Object.assign(new Heard<SentEvent>(() => controller.abort()), { headers: response.headers });
    void readEvents(response, heard);
    return heard;
  }

  socket(): Heard<SessionMessage> {
    const socket: Socket = io(`${this.#node}/desktop`, {
      transports: ['websocket'],
      auth: { token: this.#session.desktop_token },
      reconnection: false,
      forceNew: true,
      ...(this.#origin !== undefined && { extraHeaders: { origin: this.#origin } }),
    });
    const heard = new Heard<SessionMessage>(() => socket.disconnect());
    socket.on('session', (message: SessionMessage) => heard.all.push(message));
    socket.on('disconnect', () => (heard.ended = true));
    return heard;
  }

  #url(path: string): string {
    return `${this.#node}/v1/sessions/${this.#session.session_id}${path}`;
  }
}

/** What a refusal looks like. */
export type BareProblem = BareAnswer<Problem>;

/** The text of the code that a page shows so many milliseconds after the session began. */
export function codeShown({ url, frame_key, elapsed_ms }: QrParameters): string {
  const mac = createHmac('sha256', Buffer.from(frame_key, 'base64url')).update(frameMessage(frameIndex(elapsed_ms)));
  return url + frameText(mac.digest());
}

/** Where the browser goes with an approval. */
export function landingOf({ redirect_uri = '', code = '', state_param = '', iss = '' }: SessionMessage): string {
  const parameters = new URLSearchParams({ code, state: state_param, iss });
  return `${redirect_uri}?${parameters.toString()}`;
}

async function answerOf<T>(response: Response): Promise<BareAnswer<T>> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as T };
}

async function readEvents(response: Response, heard: Heard<SentEvent>): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      rest += decoder.decode(chunk, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      heard.all.push(...blocks.filter((block) => !block.startsWith(':')).map(parseEvent));
    }
  } catch {
    // The reader went away, or the line was cut: an end like any other.
  }
  heard.ended = true;
}

function parseEvent(block: string): SentEvent {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { id: fields['id'] ?? '', event: fields['event'] ?? '', data: fields['data'] ?? '' };
}
