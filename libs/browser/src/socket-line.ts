import type { SocketParameters } from '@saoma/protocol';
import { parseJson, type Surroundings } from './request.js';

/** Long enough for a handshake over a slow network; after it the line counts as dead. */
const STAND_MS = 8_000;

/** Packet types of Engine.IO protocol 4, as sent over a WebSocket: one text message each. */
const ENGINE = { open: '0', close: '1', ping: '2', pong: '3', message: '4' } as const;
/** Packet types of Socket.IO protocol 5, behind Engine.IO's `message`. */
const SOCKET = { connect: '0', disconnect: '1', event: '2', connectError: '4' } as const;

/** What a line tells, in this order: perhaps that it stands, then events, then once that it ended. */
export interface SocketLineListener {
  /** The server took the token. */
  onStand(): void;
  onEvent(name: string, data: unknown): void;
  /** Lost, refused, silent or never stood: all one to the caller, who has another way to ask why. */
  onEnd(): void;
}

export interface SocketLine {
  /** Ends the line without a further word to the listener. */
  close(): void;
}

/**
 * Opens one namespace of a socket.io 4 server over the browser's own WebSocket and listens. This is the part of the
 * protocol that a listener needs, in a tenth of the size of the general client: no rooms, acknowledgements, binary
 * packets or other transports. The token goes into the first message, never into the address.
 * @see https://socket.io/docs/v4/socket-io-protocol/
 * @see https://socket.io/docs/v4/engine-io-protocol/
 */
export function openSocketLine(
  { webSocket: WebSocket, clock }: Pick<Surroundings, 'webSocket' | 'clock'>,
  { url, path, namespace }: SocketParameters,
  token: string,
  listener: SocketLineListener,
): SocketLine {
  let socket: WebSocket | undefined;
  let isOver = false;
  // A frozen network says nothing at all, so silence itself has to end the line.
  let silenceMs = STAND_MS;
  let heartbeatMs = STAND_MS;
  let callOff = clock.after(silenceMs, end);

  function close(): void {
    isOver = true;
    callOff();
    socket?.close();
  }
  function end(): void {
    if (isOver) return;
    close();
    listener.onEnd();
  }
  function send(packet: string): void {
    socket?.send(packet);
  }

  function receive(packet: string): void {
    callOff();
    callOff = clock.after(silenceMs, end);
    switch (packet.charAt(0)) {
      case ENGINE.open: {
        const { pingInterval, pingTimeout } = (parseJson(packet.slice(1)) ?? {}) as {
          pingInterval?: number;
          pingTimeout?: number;
        };
        heartbeatMs = (pingInterval ?? 25_000) + (pingTimeout ?? 20_000);
        send(`${ENGINE.message}${SOCKET.connect}${namespace},${JSON.stringify({ token })}`);
        return;
      }
      case ENGINE.ping:
        send(ENGINE.pong);
        return;
      case ENGINE.message:
        receiveMessage(packet.slice(1));
        return;
      case ENGINE.close:
        end();
    }
  }

  function receiveMessage(message: string): void {
    const head = `${namespace},`;
    if (!message.startsWith(head, 1)) return;
    const data = parseJson(message.slice(1 + head.length));
    switch (message.charAt(0)) {
      case SOCKET.connect:
        silenceMs = heartbeatMs;
        callOff();
        callOff = clock.after(silenceMs, end);
        listener.onStand();
        return;
      case SOCKET.event:
        if (Array.isArray(data)) listener.onEvent(String(data[0]), data[1]);
        return;
      case SOCKET.disconnect:
      case SOCKET.connectError:
        end();
    }
  }

  try {
    socket = new WebSocket(`${url}${path}?EIO=4&transport=websocket`);
    socket.onmessage = ({ data }: MessageEvent): void => {
      if (!isOver && typeof data === 'string') receive(data);
    };
    socket.onerror = end;
    socket.onclose = end;
  } catch {
    // A content security policy or a malformed address throws here. The caller must not be told before it has the line.
    callOff();
    callOff = clock.after(0, end);
  }
  return { close };
}
