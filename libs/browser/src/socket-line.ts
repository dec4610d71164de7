import { SESSION_EVENT, type StartAnswer } from '@saoma/protocol';
import type { LineListener } from './line.js';
import { parseJson, type Surroundings } from './request.js';

/** The open packet, as far as it concerns us. */
interface Handshake {
  readonly sid?: string;
  readonly pingInterval?: number;
  readonly pingTimeout?: number;
}

/**
 * Opens one namespace of a socket.io 4 server over the browser's own WebSocket and listens. This is the part of the
 * protocol that a listener needs, in a tenth of the size of the general client: no rooms, acknowledgements, binary
 * packets or other transports. The token goes into the first message, never into the address.
 * @see https://socket.io/docs/v4/socket-io-protocol/
 * @see https://socket.io/docs/v4/engine-io-protocol/
 */
export function openSocketLine(
  { webSocket: WebSocket, clock, key }: Pick<Surroundings, 'webSocket' | 'clock' | 'key'>,
  { socket: { url, path, namespace }, desktop_token: token }: Pick<StartAnswer, 'socket' | 'desktop_token'>,
  { onStand, onNews }: LineListener,
  signal: AbortSignal,
): Promise<void> {
  // A content security policy or a malformed address throws here, and that is a rejection.
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url}${path}?EIO=4&transport=websocket`);
    let heartbeatMs = 0;
    let callOff = (): void => undefined;
    const end = (): void => {
      callOff();
      signal.removeEventListener('abort', end);
      socket.onmessage = null;
      socket.close();
      resolve();
    };
    /** What to do about a packet, by its head: Engine.IO 4, whose `4` carries Socket.IO 5. Others are not for us. */
    const packets: Record<string, (rest: string) => void> = {
      0: (handshake) => {
        const { sid, pingInterval = 25_000, pingTimeout = 20_000 } = (parseJson(handshake) ?? {}) as Handshake;
        heartbeatMs = pingInterval + pingTimeout;
        const introduce = (proof?: string): void => {
          socket.send(`40${namespace},${JSON.stringify({ token, proof })}`);
        };
        // The connection's own id is a nonce that no other connection has.
        const claims = { htm: 'GET', htu: url.replace(/^ws/, 'http') + path, nonce: sid };
        if (key) void key.proof(claims, token).then(introduce, end);
        else introduce();
      },
      1: end,
      2: () => {
        socket.send('3');
      },
      [`40${namespace},`]: onStand,
      [`41${namespace},`]: end,
      [`42${namespace},["${SESSION_EVENT}",`]: (rest) => {
        onNews(parseJson(rest.slice(0, -1)));
      },
      [`44${namespace},`]: end,
    };
    socket.onmessage = ({ data }): void => {
      const packet = String(data);
      const head = Object.keys(packets).find((each) => packet.startsWith(each));
      callOff();
      // A frozen network says nothing at all, so silence itself has to end the line.
      if (heartbeatMs) callOff = clock.after(heartbeatMs, end);
      if (head) packets[head]?.(packet.slice(head.length));
    };
    socket.onerror = socket.onclose = end;
    signal.addEventListener('abort', end);
  });
}
