import type { OpenAPIObject } from '@nestjs/swagger';
import { DESKTOP_NAMESPACE, SESSION_EVENT, SOCKET_PATH } from '@saoma/protocol';

/** What a page says of itself, once: `auth` of socket.io's handshake. */
const HANDSHAKE = {
  type: 'object',
  required: ['token'],
  properties: {
    token: { type: 'string', description: 'The desktop token' },
    proof: {
      type: 'string',
      description:
        'Where the session names a desktop_jkt: a DPoP proof by that key (RFC 9449 §4.2), with htm GET, htu the socket’s address as https, ath of the token and, as nonce, the sid of the open packet of this very connection',
    },
  },
} as const;

/**
 * The socket, as AsyncAPI: one channel, the page's handshake and the one message that answers it, in the words of the OpenAPI
 * document, so that the two cannot differ.
 * @see AsyncAPI 3.0
 */
export function asyncApi({ info, components }: OpenAPIObject, origin: string): object {
  const { host, protocol } = new URL(origin);
  return {
    asyncapi: '3.0.0',
    info: { title: `${info.title}: waiting pages`, version: info.version },
    defaultContentType: 'application/json',
    servers: {
      broker: {
        host,
        pathname: SOCKET_PATH,
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        description: 'socket.io, WebSocket only; the handshake carries auth: { token, proof? }',
      },
    },
    channels: {
      desktop: {
        address: DESKTOP_NAMESPACE,
        messages: {
          handshake: {
            name: 'auth',
            title: 'Whose page this is, and the proof of its key where it has one',
            payload: HANDSHAKE,
          },
          [SESSION_EVENT]: {
            name: SESSION_EVENT,
            title: 'The session as the waiting page may see it: the present state first, then each newer one',
            payload: { $ref: '#/components/schemas/MessageAnswer' },
          },
        },
      },
    },
    operations: {
      admit: {
        action: 'receive',
        channel: { $ref: '#/channels/desktop' },
        messages: [{ $ref: '#/channels/desktop/messages/handshake' }],
        summary: 'Said when the socket connects',
      },
      tell: {
        action: 'send',
        channel: { $ref: '#/channels/desktop' },
        messages: [{ $ref: `#/channels/desktop/messages/${SESSION_EVENT}` }],
        summary: 'Pages hear; what they send after the handshake is not heard',
      },
    },
    components: { schemas: components?.schemas ?? {} },
  };
}
