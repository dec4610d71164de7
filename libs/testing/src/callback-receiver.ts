import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Arrivals } from './arrivals.js';

/** A call of the broker to whoever registered to be told. */
export interface ReceivedCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** By their names in lower case. */
  readonly headers: {
    readonly authorization?: string | undefined;
    readonly 'content-type'?: string | undefined;
    readonly [name: string]: string | readonly string[] | undefined;
  };
  readonly body: string;
}

/** What the service answers a call with. */
export interface CallbackAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How a call is answered; a promise that never settles is an endpoint that never answers. */
export type AnswersCall = (call: ReceivedCall) => CallbackAnswer | Promise<CallbackAnswer>;

/** Longer than the broker's patience between two attempts. */
const DEADLINE_MS = 15_000;

/** An endpoint on this machine that the broker calls: a portal's, or an app's push service. It keeps what it was told. */
export class CallbackReceiver {
  readonly #calls = new Arrivals<ReceivedCall>('calls');
  readonly #server: Server;
  #answer: AnswersCall;

  private constructor(server: Server, answer: AnswersCall) {
    this.#server = server;
    this.#answer = answer;
    server.on('request', (request: IncomingMessage, response) => {
      void this.#receive(request).then(
        ({ status, headers = {}, body }) => response.writeHead(status, headers).end(body),
        () => response.destroy(),
      );
    });
  }

  /** One that listens on a free port and takes everything with 204, unless it is told otherwise. */
  static async listen(answer: AnswersCall = () => ({ status: 204 })): Promise<CallbackReceiver> {
    const server = createServer();
    const receiver = new CallbackReceiver(server, answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** Where it is called, for the registry file. */
  get uri(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/called`;
  }

  /** The calls so far, in order. */
  get calls(): readonly ReceivedCall[] {
    return this.#calls.all;
  }

  /** From now on it answers so. */
  answerWith(answer: AnswersCall): void {
    this.#answer = answer;
  }

  /** Waits until it was called so often. */
  until(count: number, deadlineMs = DEADLINE_MS): Promise<readonly ReceivedCall[]> {
    return this.#calls.until(count, deadlineMs);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #receive(request: IncomingMessage): Promise<CallbackAnswer> {
    const { method = '', url: path = '', headers } = request;
    const call = { method, path, headers, body: await text(request) };
    this.#calls.note(call);
    return this.#answer(call);
  }
}
