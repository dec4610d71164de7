import { DESKTOP_NAMESPACE, type SessionMessage, SOCKET_PATH } from '@saoma/protocol';
import { WebSocket } from 'ws';
import type { Target } from './target.js';
import type { WaitingPage } from './waiting-page.js';

/** Longer than anything that goes well takes. */
const WITHIN_MS = 10_000;

/** A socket as an attacker opens it: every word on it is the attacker's own. */
export class RawSocket {
  /** What came, packet by packet (Engine.IO 4). */
  readonly heard: string[] = [];
  /** Why it was closed; `undefined` while it is open. */
  closed: number | undefined;
  readonly #socket: WebSocket;
  readonly #wakers = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const packet = data.toString();
      // The heartbeat is answered, so that nobody hangs up for its want.
      if (packet === '2') socket.send('3');
      else this.heard.push(packet);
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      this.closed = code;
      this.#wake();
    });
  }

  /** Opens one; it may be refused, and is closed then. */
  static open(target: Target, headers: Readonly<Record<string, string>> = {}): RawSocket {
    target.spend();
    const url = `${target.origin.replace(/^http/, 'ws')}${SOCKET_PATH}?EIO=4&transport=websocket`;
    return new RawSocket(new WebSocket(url, { headers, perMessageDeflate: false, handshakeTimeout: WITHIN_MS }));
  }

  /** What was said about the desktop's sessions. */
  get messages(): readonly SessionMessage[] {
    const prefix = `42${DESKTOP_NAMESPACE},`;
    return this.heard
      .filter((packet) => packet.startsWith(prefix))
      .map((packet) => (JSON.parse(packet.slice(prefix.length)) as [string, SessionMessage])[1]);
  }

  send(data: string | Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  /** The id that the broker gave this connection, once it stands; a page's proof names it. */
  get id(): string {
    const opening = this.heard.find((packet) => packet.startsWith('0')) ?? '0{}';
    return String((JSON.parse(opening.slice(1)) as { readonly sid?: unknown }).sid);
  }

  /** Says who it is, as a page does. */
  introduce(token: string, proof?: string): void {
    this.send(`40${DESKTOP_NAMESPACE},${JSON.stringify({ token, proof })}`);
  }

  /** Waits for an answer to the introduction; whether the session was told. */
  async isLetIn(): Promise<boolean> {
    await this.when(() => this.messages.length > 0 || this.heard.some((packet) => packet.startsWith('44')));
    return this.messages.length > 0;
  }

  /** Waits until something is so, or it is closed, or the deadline is over; whether it is so then. */
  async when(isSo: () => boolean, withinMs = WITHIN_MS): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    while (!isSo() && this.closed === undefined && Date.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, Math.max(1, deadline - Date.now()));
        const wakers = this.#wakers;
        function wake(): void {
          clearTimeout(timer);
          wakers.delete(wake);
          resolve();
        }
        wakers.add(wake);
      });
    }
    return isSo();
  }

  /** Waits until it stands, or was refused. */
  opened(): Promise<boolean> {
    return this.when(() => this.heard.some((packet) => packet.startsWith('0')));
  }

  /** Waits for a message in this state. @throws Error when none comes. */
  async until(state: SessionMessage['state']): Promise<void> {
    if (await this.when(() => this.messages.some((message) => message.state === state))) return;
    throw new Error(`a page’s socket was never told “${state}”`);
  }

  close(): void {
    this.#socket.terminate();
  }

  #wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }
}

/** A page that hears of its session by socket. */
export async function listen(target: Target, page: WaitingPage): Promise<RawSocket> {
  const socket = RawSocket.open(target, { origin: page.portal.origin });
  await socket.opened();
  socket.introduce(page.token, await page.socketProof(socket.id));
  return socket;
}
